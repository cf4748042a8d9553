package dev.lanegrad.spec;

/**
 * The numbers of e^x - 1: what the scalar and the vector implementation agree on.
 *
 * <p>x = n ln 2 + r as in {@link ExpSpec}, e^r - 1 = r + r^2 q(r) with a polynomial q of one term more than there, since near
 * 0 the error counts against e^r - 1; e^x - 1 = 2^n (e^r - 1) + (2^n - 1).
 */
public final class Expm1Spec {
    /** The largest error over all 2^32 arguments in units in the last place: 0.8651 at x = 0.34904683. */
    public static final double MAX_ULP = 1.0;

    /** Above this e^x is infinite: the argument is held here, and the result overflows by itself. */
    public static final float HOLD_ABOVE = 89f;

    /** Below this the result is -1: e^-18 is less than half of the distance from -1 to the next float. */
    public static final float HOLD_BELOW = -18f;

    /** Arguments nearer to 0 than this are their own result; keeps the sign of zero and every bit of a subnormal. */
    public static final float IDENTITY_BELOW = 0x1p-25f;

    /**
     * 1.5 * 2^23 + 126. Floats of this size are the integers, so adding it rounds to the nearest integer n, and the
     * lowest bits of the sum are those of n + 126, the exponent of 2^(n - 1): a factor of 2 is left to the last step, so
     * that 2^n need not be a float.
     */
    public static final float ROUND_HALVED = 0x1.8p23f + 126;

    /** 1.5 * 2^23 + 127: as {@link #ROUND_HALVED} with the exponent of 2^n itself, for arguments of at most 0. */
    public static final float ROUND = 0x1.8p23f + 127;

    /**
     * Constant term of q. The six terms are a minimax polynomial (iteratively weighted least squares on 600 Chebyshev
     * points, coefficients rounded one after the other) of (e^r - 1 - r) / r^2 for |r| up to 0.3466, weighted so that
     * the relative error of e^r - 1 is levelled: 2^-31.1 with the rounded coefficients.
     */
    public static final float Q0 = 0x1.000000p-1f;

    /** Coefficient of r in q. */
    public static final float Q1 = 0x1.555554p-3f;

    /** Coefficient of r^2 in q. */
    public static final float Q2 = 0x1.5554f8p-5f;

    /** Coefficient of r^3 in q. */
    public static final float Q3 = 0x1.1112dap-7f;

    /** Coefficient of r^4 in q. */
    public static final float Q4 = 0x1.6d3a38p-10f;

    /** Coefficient of r^5 in q. */
    public static final float Q5 = 0x1.9e6ee8p-13f;

    private Expm1Spec() {
    }
}
