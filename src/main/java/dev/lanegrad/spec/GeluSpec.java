package dev.lanegrad.spec;

/**
 * The numbers of the Gaussian error linear unit: what the scalar and the vector implementation agree on.
 *
 * <p>With a = |x| and the normal distribution's tail Q(a) = 1 - P(a): gelu(x) = max(x, 0) - a Q(a). Where {@link GeluPieces}
 * end, Q(a) = e^(-a^2/2) M(a), where a^2/2 is split into a float and its rounding error (an error of a^2/2 would be one of the
 * result), and a M(a) = p(0) + s m(s) with s = 1 / a^2, the normal density p and the polynomial m = M0 + M1 s + ... + M4 s^4.
 */
public final class GeluSpec {
    /** The bound of the exact form in units in the last place. */
    public static final double MAX_ULP = 2.0;

    /** The bound of the form with tanh in units in the last place. */
    public static final double TANH_MAX_ULP = 2.0;

    /** Above this a Q(a) is less than half of the least subnormal: a is held here. */
    public static final float HOLD_ABOVE = 14.75f;

    /** 1 / sqrt(2 pi), the density at 0. */
    public static final float DENSITY = 0x1.988454p-2f;

    /**
     * Constant term of m. The five terms are a minimax polynomial (iteratively weighted least squares on 60 Chebyshev points,
     * the highest coefficient rounded first and the rest fitted again) for a in [5.8, 14.75]; relative error of a M(a) 2^-28.6
     * with the rounded coefficients.
     */
    public static final float M0 = -0x1.988538p-2f;

    /** Coefficient of s in m. */
    public static final float M1 = 0x1.326d26p0f;

    /** Coefficient of s^2 in m. */
    public static final float M2 = -0x1.7cbf1ep2f;

    /** Coefficient of s^3 in m. */
    public static final float M3 = 0x1.2c6aa8p5f;

    /** Coefficient of s^4 in m. */
    public static final float M4 = -0x1.6d574cp7f;

    /**
     * The form with tanh is x / (1 + e^-v) with v = 2 sqrt(2 / pi) (x + 0.044715 x^3) = x V (x^2 + D). This is D, 1 / 0.044715,
     * to a multiple of 2^-16, so that x^2 + D less its rounding is a float.
     */
    public static final float D_HIGH = 0x1.65d260p4f;

    /** What is missing from {@link #D_HIGH} to D. */
    public static final float D_LOW = -0x1.226128p-20f;

    /** V, 2 sqrt(2 / pi) 0.044715, to the nearest float. */
    public static final float V_HIGH = 0x1.2444f2p-4f;

    /** What is missing from {@link #V_HIGH} to V. */
    public static final float V_LOW = 0x1.49b16ap-29f;

    /** 3 V: v' = W + 3 V x^2. */
    public static final float THREE_V = 0x1.b6676cp-3f;

    /** W, 2 sqrt(2 / pi). */
    public static final float W = 0x1.988454p0f;

    /** Below this the form with tanh is less than half of the least subnormal: x is held here. */
    public static final float TANH_HOLD_BELOW = -10.95f;

    private GeluSpec() {
    }
}
