package dev.lanegrad.spec;

/**
 * The numbers of the error function: what the scalar and the vector implementation agree on. With a = |x|:
 * <ul>
 * <li>a below {@link #SMALL_BELOW}: a + a p(a^2), where p is the polynomial P0 + P1 s + ... + P6 s^6;
 * <li>elsewhere: 1 - c(u) with u = a - {@link #CENTER}, where c, the polynomial C0 + C1 u + ... + C14 u^14, is
 *     1 - erf a; from {@link #ONE_ABOVE} on the result is 1.
 * </ul>
 */
public final class ErfSpec {
    /** The largest error over all 2^32 arguments in units in the last place: 0.9925 at x = 1.0345869. */
    public static final double MAX_ULP = 1.0;

    /** Where the second formula takes over. */
    public static final float SMALL_BELOW = 1f;

    /** Above this the result is 1: 1 - erf 3.92 is less than half of the distance from 1 to the float below. */
    public static final float ONE_ABOVE = 3.92f;

    /** The middle of the second formula's range, nearly. */
    public static final float CENTER = 2.25f;

    /**
     * Constant term of p. The seven terms are a minimax polynomial (iteratively weighted least squares on 600 Chebyshev
     * points, coefficients rounded one after the other) of erf(a) / a - 1 for s = a^2 in [0, 1], relative to erf(a) / a:
     * 2^-29.4 with the rounded coefficients.
     */
    public static final float P0 = 0x1.06eba8p-3f;

    /** Coefficient of s in p. */
    public static final float P1 = -0x1.81273ep-2f;

    /** Coefficient of s^2 in p. */
    public static final float P2 = 0x1.ce2ce6p-4f;

    /** Coefficient of s^3 in p. */
    public static final float P3 = -0x1.b7f71ap-6f;

    /** Coefficient of s^4 in p. */
    public static final float P4 = 0x1.53f224p-8f;

    /** Coefficient of s^5 in p. */
    public static final float P5 = -0x1.a3515ep-11f;

    /** Coefficient of s^6 in p. */
    public static final float P6 = 0x1.4771fcp-14f;

    /**
     * Constant term of c. The fifteen terms are a minimax polynomial (as above, the highest coefficient rounded first) of
     * 1 - erf(a) for a in [1, 3.93]: absolute error 2^-26.9 with the rounded coefficients.
     */
    public static final float C0 = 0x1.7f70f6p-10f;

    /** Coefficient of u in c. */
    public static final float C1 = -0x1.d414fep-8f;

    /** Coefficient of u^2 in c. */
    public static final float C2 = 0x1.074ca2p-6f;

    /** Coefficient of u^3 in c. */
    public static final float C3 = -0x1.63ec0cp-6f;

    /** Coefficient of u^4 in c. */
    public static final float C4 = 0x1.389da0p-6f;

    /** Coefficient of u^5 in c. */
    public static final float C5 = -0x1.5d5b28p-7f;

    /** Coefficient of u^6 in c. */
    public static final float C6 = 0x1.7e0accp-9f;

    /** Coefficient of u^7 in c. */
    public static final float C7 = 0x1.635d02p-11f;

    /** Coefficient of u^8 in c. */
    public static final float C8 = -0x1.0af574p-10f;

    /** Coefficient of u^9 in c. */
    public static final float C9 = 0x1.7d4a78p-12f;

    /** Coefficient of u^10 in c. */
    public static final float C10 = 0x1.f589e0p-16f;

    /** Coefficient of u^11 in c. */
    public static final float C11 = -0x1.0f12b6p-14f;

    /** Coefficient of u^12 in c. */
    public static final float C12 = 0x1.b77162p-17f;

    /** Coefficient of u^13 in c. */
    public static final float C13 = 0x1.98b0ccp-19f;

    /** Coefficient of u^14 in c. */
    public static final float C14 = -0x1.1e0f80p-20f;

    private ErfSpec() {
    }
}
