package dev.lanegrad.spec;

/**
 * The numbers that the smooth activations built on one exponential share: what the scalar and the vector implementation
 * agree on. The polynomial of the exponential is that of {@link ExpSpec}.
 */
public final class UnitSpec {
    /** The bound of silu in units in the last place; largest seen on a sample of arguments: 1.994. */
    public static final double SILU_MAX_ULP = 2.0;

    /**
     * The bound of mish in units in the last place; largest seen on a sample of arguments: 2.99. A numerator, a denominator, their
     * quotient and the product with x are rounded one behind the other; to carry their errors would double the time.
     */
    public static final double MISH_MAX_ULP = 3.25;

    /**
     * 1.5 * 2^23 + 127 + 40. Floats of this size are the integers, so adding it rounds to the nearest integer n, and the
     * lowest bits of the sum are those of n + 167, the exponent of 2^(n + 40): the exponential of an argument down to
     * {@link #HOLD_BELOW} is computed 2^40 times too large, and what is computed from it is brought back in the last
     * step. So a subnormal result is rounded once.
     */
    public static final float ROUND_SCALED = 0x1.8p23f + 127 + 40;

    /** The last step of what was computed 2^40 times too large. */
    public static final float UNSCALE = 0x1p-40f;

    /** Below this x e^x is less than half of the least subnormal: the argument of the exponential is held here. */
    public static final float HOLD_BELOW = -110f;

    /** Above this silu and mish are x: 1 / (1 + e^-20) is nearer to 1 than to the float below. */
    public static final float IDENTITY_ABOVE = 20f;

    /** Above this the derivative of mish is 1. */
    public static final float MISH_SLOPE_ONE_ABOVE = 11.5f;

    private UnitSpec() {
    }
}
