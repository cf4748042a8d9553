package dev.lanegrad.spec;

/**
 * The numbers of the logistic function: what the scalar and the vector implementation agree on.
 *
 * <p>-x = n ln 2 - r with n an integer; then 1 / (1 + e^-x) = 1 / (1 + 2^n e^-r), where e^-r = 1 - (r + r^2 q(r)) and q
 * is the polynomial Q0 + Q1 r + ... + Q4 r^4: that of {@link ExpSpec}, with the signs for -r and for the difference.
 * The sign of r is chosen so that x need not be negated.
 */
public final class SigmoidSpec {
    /**
     * The largest error over all 2^32 arguments, subnormal results included, in units in the last place: 1.9991 at
     * x = -3.449918e-4.
     */
    public static final double MAX_ULP = 2.0;

    /** -1 / ln 2. */
    public static final float MINUS_LOG2_E = -ExpSpec.LOG2_E;

    /**
     * 1.5 * 2^23 + 768. Floats of this size are the integers, so adding it rounds to the nearest integer n, and the
     * lowest bits of the sum are those of n + 768. With h = floor((n + 768) / 2), the nine bits of h that a shift by
     * 23 leaves are sign and exponent of -2^(h - 383), and those of h - (n + 768) are sign and exponent of
     * 2^(h - n - 383): two scales of ratio -2^n that are both far from the ends of the float range.
     */
    public static final float ROUND = 0x1.8p23f + 768;

    /** The bits of ROUND + 152: from n = 151 on every result is zero, and the two scales must remain floats. */
    public static final int ROUND_MAX_BITS = 0x4B400000 + 768 + 152;

    /** ln 2 to the nearest float; n times this plus x is exact in a fused operation. */
    public static final float LN2_HIGH = -ExpSpec.MINUS_LN2_HIGH;

    /** What is missing from {@link #LN2_HIGH} to ln 2, to the nearest float. */
    public static final float LN2_LOW = -ExpSpec.MINUS_LN2_LOW;

    /** Constant term of q. */
    public static final float Q0 = -ExpSpec.Q0;

    /** Coefficient of r in q. */
    public static final float Q1 = ExpSpec.Q1;

    /** Coefficient of r^2 in q. */
    public static final float Q2 = -ExpSpec.Q2;

    /** Coefficient of r^3 in q. */
    public static final float Q3 = ExpSpec.Q3;

    /** Coefficient of r^4 in q. */
    public static final float Q4 = -ExpSpec.Q4;

    /** Above this every result is one: 1 - e^-20 is nearer to 1 than to the float below. */
    public static final float ONE_ABOVE = 20f;

    private SigmoidSpec() {
    }
}
