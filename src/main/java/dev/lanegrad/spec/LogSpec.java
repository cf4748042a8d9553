package dev.lanegrad.spec;

/**
 * The numbers of the logarithms: what the scalar and the vector implementation agree on.
 *
 * <p>x = 2^k (1 + f) with f in [-1/4, 1/2), where f is exact, also for log1p; then log x = k ln 2 + f + f^2 p(f), with k ln 2
 * in two parts, the rounding of k ln 2 + f recovered, and p the polynomial P0 + P1 f + ... + P8 f^8.
 */
public final class LogSpec {
    /** The largest error of log over all 2^32 arguments in units in the last place: 0.9147 at x = 0.7395531. */
    public static final double LOG_MAX_ULP = 1.0;

    /** The largest error of log1p over all 2^32 arguments in units in the last place: 0.9160 at x = 0.4848095. */
    public static final double LOG1P_MAX_ULP = 1.0;

    /** The largest error of softplus over all 2^32 arguments in units in the last place: 1.6549 at x = -1.3013461. */
    public static final double SOFTPLUS_MAX_ULP = 2.0;

    /** The bits of 3/4: an argument's distance from them has k in its upper nine bits. */
    public static final int THREE_QUARTERS_BITS = 0x3F40_0000;

    /** The lower 23 bits of a float: its fraction. */
    public static final int FRACTION_MASK = 0x007F_FFFF;

    /** Number of bits of the fraction. */
    public static final int FRACTION_BITS = 23;

    /** The bits of 1. */
    public static final int ONE_BITS = 0x3F80_0000;

    /** 1.5 * 2^23: floats of this size are the integers. */
    public static final float INTEGERS = 0x1.8p23f;

    /** The bits of {@link #INTEGERS}: an integer added to them is added to the float. */
    public static final int INTEGERS_BITS = 0x4B40_0000;

    /** log multiplies a subnormal argument by this power of two. */
    public static final float SUBNORMAL_SCALE = 0x1p23f;

    /** The exponent of {@link #SUBNORMAL_SCALE}, to be subtracted from k. */
    public static final float SUBNORMAL_EXPONENT = 23f;

    /** log1p of an argument nearer to 0 than this is the argument; keeps the sign of zero. */
    public static final float IDENTITY_BELOW = 0x1p-25f;

    /** Above this, log1p multiplies its argument by {@link #HUGE_SCALE}: 2^-k must remain a normal float. */
    public static final float HUGE_ABOVE = 0x1p100f;

    /** The factor of a huge argument, to which adding 1 changes nothing. */
    public static final float HUGE_SCALE = 0x1p-30f;

    /** The exponent of {@link #HUGE_SCALE} with the opposite sign, to be added to k. */
    public static final float HUGE_EXPONENT = 30f;

    /** ln 2 to the nearest float. */
    public static final float LN2_HIGH = -ExpSpec.MINUS_LN2_HIGH;

    /** What is missing from {@link #LN2_HIGH} to ln 2, to the nearest float. */
    public static final float LN2_LOW = -ExpSpec.MINUS_LN2_LOW;

    /**
     * Constant term of p. The nine terms are a minimax polynomial (iteratively weighted least squares on 600 Chebyshev
     * points, coefficients rounded one after the other and the rest fitted again) of (log(1 + f) - f) / f^2 on
     * [-1/4, 1/2], weighted so that the relative error of log(1 + f) is levelled: 2^-27.6 with the rounded coefficients.
     */
    public static final float P0 = -0x1.000000p-1f;

    /** Coefficient of f in p. */
    public static final float P1 = 0x1.5555a4p-2f;

    /** Coefficient of f^2 in p. */
    public static final float P2 = -0x1.000048p-2f;

    /** Coefficient of f^3 in p. */
    public static final float P3 = 0x1.996982p-3f;

    /** Coefficient of f^4 in p. */
    public static final float P4 = -0x1.54ed9ep-3f;

    /** Coefficient of f^5 in p. */
    public static final float P5 = 0x1.288234p-3f;

    /** Coefficient of f^6 in p. */
    public static final float P6 = -0x1.0d9cf2p-3f;

    /** Coefficient of f^7 in p. */
    public static final float P7 = 0x1.acf87cp-4f;

    /** Coefficient of f^8 in p. */
    public static final float P8 = -0x1.71dd98p-5f;

    private LogSpec() {
    }
}
