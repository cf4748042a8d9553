package dev.lanegrad.spec;

/**
 * The numbers of the exponential function: what the scalar and the vector implementation agree on.
 *
 * <p>x = n ln 2 + r with n an integer and |r| at most about ln 2 / 2; then e^x = 2^n e^r, where
 * e^r = 1 + (r + r^2 q(r)) and q is the polynomial Q0 + Q1 r + ... + Q4 r^4.
 */
public final class ExpSpec {
    /**
     * The largest error over all 2^32 arguments, subnormal results included, in units in the last place: 0.9901 at
     * x = -5.864465.
     */
    public static final double MAX_ULP = 1.0;

    /** 1 / ln 2. */
    public static final float LOG2_E = 0x1.715476p0f;

    /**
     * 1.5 * 2^23 + 254. Floats of this size are the integers, so adding it rounds to the nearest integer n, and the
     * lowest bits of the sum are those of n + 254: twice the exponent bias, since n is halved to make two scales.
     */
    public static final float ROUND = 0x1.8p23f + 254;

    /** The bits of ROUND + 129: from n = 129 on every result is infinite, and 2^n must remain the product of two. */
    public static final int ROUND_MAX_BITS = 0x4B400000 + 254 + 129;

    /** -ln 2 to the nearest float; n times this plus x is exact in a fused operation. */
    public static final float MINUS_LN2_HIGH = -0x1.62e430p-1f;

    /** What is missing from {@link #MINUS_LN2_HIGH} to -ln 2, to the nearest float. */
    public static final float MINUS_LN2_LOW = 0x1.05c610p-29f;

    /**
     * Constant term of q. The five terms are a minimax polynomial (Remez exchange in 50 digits) of (e^r - 1 - r) / r^2
     * on [-ln 2 / 2, ln 2 / 2], where the weight counts the error of e^r in units in the last place of the result;
     * error 2^-28.8 before rounding to float. A search among the neighbouring floats, over the hardest arguments of
     * the function as computed, then brought the largest total error from 1.014 to 0.990 units.
     */
    public static final float Q0 = 0x1.000006p-1f;

    /** Coefficient of r in q. */
    public static final float Q1 = 0x1.5554ccp-3f;

    /** Coefficient of r^2 in q. */
    public static final float Q2 = 0x1.555434p-5f;

    /** Coefficient of r^3 in q. */
    public static final float Q3 = 0x1.121328p-7f;

    /** Coefficient of r^4 in q. */
    public static final float Q4 = 0x1.69c57ap-10f;

    /** Below this every result is zero: e^-104 is less than half of the least subnormal, 2^-150 = e^-103.97. */
    public static final float ZERO_BELOW = -104f;

    private ExpSpec() {
    }
}
