package dev.lanegrad.spec;

/**
 * What log(cosh(d)) agrees on. With a = |d|: below {@link #SMALL_BELOW}, s = a^2 and s / 2 + s^2 q(s), where 1 / 2 + s q(s) is a
 * minimax polynomial for log(cosh(sqrt(s))) / s (Remez exchange on the relative error, which is 0.12 * 2^-24), and what the
 * square lost in rounding is added to the small term; elsewhere (a - log(2)) + softplus(-2 a), of which neither part is
 * large against the result.
 */
public final class LogCoshSpec {
    /** Where the polynomial ends. */
    public static final float SMALL_BELOW = 1f;

    /** The natural logarithm of 2. */
    public static final float LN2 = 0x1.62e43p-1f;

    /** The constant coefficient of q. */
    public static final float Q0 = -0x1.5554fap-4f;
    /** Of s. */
    public static final float Q1 = 0x1.6bff12p-6f;
    /** Of s^2. */
    public static final float Q2 = -0x1.b7c678p-8f;
    /** Of s^3. */
    public static final float Q3 = 0x1.104834p-9f;
    /** Of s^4. */
    public static final float Q4 = -0x1.239f6p-11f;
    /** Of s^5. */
    public static final float Q5 = 0x1.6b1afap-14f;

    /** The error bound, against the exact value for the float d. */
    public static final double MAX_ULP = 2.0;

    private LogCoshSpec() {
    }
}
