package dev.lanegrad.spec;

/**
 * The numbers of the Gaussian error linear unit: what the scalar and the vector implementation agree on.
 *
 * <p>With a = |x| and the normal distribution's tail Q(a) = 1 - P(a): gelu(x) = max(x, 0) - a Q(a). The tail is
 * e^(-a^2/2) M(a), where a^2/2 is split into a float and its rounding error (an error of a^2/2 would be one of the result),
 * and M(a), Mills' ratio over sqrt(2 pi), is k(u) / (a + 3) with u = a / (a + 3) - 0.35 and the polynomial
 * k = K0 + K1 u + ... + K10 u^10.
 */
public final class GeluSpec {
    /**
     * The bound of the exact form in units in the last place; largest seen on a sample of arguments: 3.30. Six roundings stand
     * one behind the other (a + 3, the quotient, k, two products, the exponential); to split them all costs more than a half
     * again of the time.
     */
    public static final double MAX_ULP = 3.5;

    /** The bound of the form with tanh in units in the last place; largest seen on a sample of arguments: 1.98. */
    public static final double TANH_MAX_ULP = 2.0;

    /** Above this a Q(a) is less than half of the least subnormal: a is held here. */
    public static final float HOLD_ABOVE = 14.75f;

    /** What is added to a. */
    public static final float OFFSET = 3f;

    /** What is subtracted from a / (a + 3), so that the polynomial's constant term dominates. */
    public static final float SHIFT = 0.35f;

    /** 1 / sqrt(2 pi), the density at 0. */
    public static final float DENSITY = 0x1.988454p-2f;

    /**
     * Constant term of k. The eleven terms are a minimax polynomial (iteratively weighted least squares on 250 Chebyshev
     * points, the highest coefficient rounded first and the rest fitted again) of (a + 3) M(a) for a in [0, 14.5],
     * relative error 2^-24.2 with the rounded coefficients.
     */
    public static final float K0 = 0x1.ceb9aap-1f;

    /** Coefficient of u in k. */
    public static final float K1 = -0x1.514292p0f;

    /** Coefficient of u^2 in k. */
    public static final float K2 = 0x1.0f8f02p0f;

    /** Coefficient of u^3 in k. */
    public static final float K3 = -0x1.df17aap-3f;

    /** Coefficient of u^4 in k. */
    public static final float K4 = -0x1.32d688p-2f;

    /** Coefficient of u^5 in k. */
    public static final float K5 = 0x1.dd9d08p-4f;

    /** Coefficient of u^6 in k. */
    public static final float K6 = 0x1.36cddap-3f;

    /** Coefficient of u^7 in k. */
    public static final float K7 = -0x1.9ba3a4p-6f;

    /** Coefficient of u^8 in k. */
    public static final float K8 = -0x1.8cfcdcp-4f;

    /** Coefficient of u^9 in k. */
    public static final float K9 = -0x1.0d5e92p-6f;

    /** Coefficient of u^10 in k. */
    public static final float K10 = 0x1.c8cd58p-5f;

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

    /** Above this the form with tanh is x, and its derivative 1. */
    public static final float TANH_IDENTITY_ABOVE = 8f;

    private GeluSpec() {
    }
}
