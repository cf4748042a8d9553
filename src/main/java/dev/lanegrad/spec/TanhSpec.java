package dev.lanegrad.spec;

/**
 * The numbers of the hyperbolic tangent: what the scalar and the vector implementation agree on. With a = |x|:
 * <ul>
 * <li>a below {@link #SMALL_BELOW}: a + a s / q(s), where s = a^2 and q is the polynomial Q0 + Q1 s + Q2 s^2 + Q3 s^3.
 *     What q approximates, s / (tanh(a) / a - 1) = -(3 + 6 s / 5 - s^2 / 175 + ...), is a series that converges for
 *     |s| &lt; 20.2 (that of tanh only for |s| &lt; 2.47), so four terms do.</li>
 * <li>elsewhere: 1 - 2 / (e^(2a) + 1), where 2a = n ln 2 + 2r and e^(2r) is the polynomial
 *     p = 1 + P1 r + ... + P6 r^6.</li>
 * </ul>
 */
public final class TanhSpec {
    /** The largest error over all 2^32 arguments in units in the last place: 0.9793 at |x| = 0.93568593. */
    public static final double MAX_ULP = 1.0;

    /** Where the second formula takes over: 0.979 units at most below, 0.961 from here on. */
    public static final float SMALL_BELOW = 1f;

    /**
     * Constant term of q. The four terms are a minimax polynomial (Remez exchange in 50 digits) of
     * s / (tanh(a) / a - 1) for s in [0, 1], weighted so that the error of tanh(a) / a is levelled: 2^-29.0 before
     * rounding to float. A search among the neighbouring floats then minimised the largest error of the function as
     * computed.
     */
    public static final float Q0 = -0x1.800006p+1f;

    /** Coefficient of s in q. */
    public static final float Q1 = -0x1.333306p+0f;

    /** Coefficient of s^2 in q. */
    public static final float Q2 = 0x1.75c016p-8f;

    /** Coefficient of s^3 in q. */
    public static final float Q3 = -0x1.e8d7d0p-13f;

    /** 2 / ln 2. */
    public static final float TWO_LOG2_E = 0x1.715476p1f;

    /**
     * 1.5 * 2^23 + 127. Floats of this size are the integers, so adding it rounds to the nearest integer n, and the
     * lowest bits of the sum are those of n + 127, the exponent of 2^n.
     */
    public static final float ROUND = 0x1.8p23f + 127;

    /** The bits of ROUND + 64: the result is 1 from n = 26 on, and 2^n must remain a float. */
    public static final int ROUND_MAX_BITS = 0x4B400000 + 127 + 64;

    /**
     * -ln 2 / 2 to the nearest float. One part is enough: its error, 2^-30 n, matters less the larger n is, since the
     * result is then the nearer to 1.
     */
    public static final float MINUS_HALF_LN2 = -0x1.62e430p-2f;

    /**
     * Coefficient of r in p. The six terms are a minimax polynomial (Remez exchange in 50 digits) of (e^(2r) - 1) / r
     * for |r| at most ln 2 / 4, weighted so that the relative error of e^(2r) is levelled: 2^-28.9 before rounding to
     * float. A search among the neighbouring floats then minimised the largest error of the function as computed. All
     * are positive: so p grows without bound where n is held at its maximum.
     */
    public static final float P1 = 0x1.fffffcp+0f;

    /** Coefficient of r^2 in p. */
    public static final float P2 = 0x1.ffffc8p+0f;

    /** Coefficient of r^3 in p. */
    public static final float P3 = 0x1.5556cap+0f;

    /** Coefficient of r^4 in p. */
    public static final float P4 = 0x1.55656ap-1f;

    /** Coefficient of r^5 in p. */
    public static final float P5 = 0x1.10e56ep-2f;

    /** Coefficient of r^6 in p. */
    public static final float P6 = 0x1.695b6ap-4f;

    private TanhSpec() {
    }
}
