package dev.lanegrad.reference;

import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.TanhSpec;

/**
 * The elementary functions of the library, one float at a time: the specification that the vector implementation
 * follows operation by operation, so that both give the same bits on every machine. Accuracy is stated in units in the
 * last place (ULP) of the exact result, whose least value is the spacing of the subnormals, 2^-149.
 *
 * <p>Any two NaNs count as the same result; their bits are not specified.
 */
public final class ScalarMath {
    private ScalarMath() {
    }

    /**
     * The exponential function e^x.
     *
     * <p>Method: x = n ln 2 + r with an integer n and |r| at most about ln 2 / 2 (Cody and Waite's reduction by ln 2 in
     * two parts, the first one exact in a fused operation); e^r = 1 + (r + r^2 q(r)) by a minimax polynomial; the
     * result is multiplied by 2^n in two steps, of which the first is exact, so that a subnormal result, too, is
     * rounded once.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.ExpSpec#MAX_ULP} ULP for every argument ({@link ExpSpec#MAX_ULP}).
     *
     * <p>Special values: e^NaN is NaN; e^+0 = e^-0 = 1; e^+Inf = +Inf; e^-Inf = +0. Above 88.72 the result overflows
     * to +Inf, below -87.33 it is subnormal and below -103.97 it is +0.
     *
     * @param x the argument
     * @return e^x
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax polynomials) and 11 (range reduction)</a>
     */
    public static float exp(float x) {
        if (x < ExpSpec.ZERO_BELOW) {
            return 0f;
        }
        // the low bits of m are those of n + 254
        int m = Math.min(Float.floatToRawIntBits(Math.fma(x, ExpSpec.LOG2_E, ExpSpec.ROUND)), ExpSpec.ROUND_MAX_BITS);
        float n = Float.intBitsToFloat(m) - ExpSpec.ROUND;
        float r = Math.fma(n, ExpSpec.MINUS_LN2_HIGH, x);
        r = Math.fma(n, ExpSpec.MINUS_LN2_LOW, r);

        float q = Math.fma(r, ExpSpec.Q4, ExpSpec.Q3);
        q = Math.fma(q, r, ExpSpec.Q2);
        q = Math.fma(q, r, ExpSpec.Q1);
        q = Math.fma(q, r, ExpSpec.Q0);
        float w = Math.fma(r * r, q, r);

        // 2^n = scale1 scale2; the shift leaves sign and exponent, and n / 2 + 127 in them
        int half = m >> 1;
        float scale1 = Float.intBitsToFloat(half << 23);
        float scale2 = Float.intBitsToFloat((m - half) << 23);
        return Math.fma(w, scale1, scale1) * scale2;
    }

    /**
     * The hyperbolic tangent tanh x = (e^x - e^-x) / (e^x + e^-x).
     *
     * <p>Method, with a = |x|: below {@value dev.lanegrad.spec.TanhSpec#SMALL_BELOW}, a + a a^2 / q(a^2) with a minimax
     * polynomial q, where the second term is a small correction; elsewhere 1 - 2 / (e^2a + 1) with e^2a as in
     * {@link #exp}, but in one scale and with one part of ln 2. The result has the sign of x.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.TanhSpec#MAX_ULP} ULP for every argument
     * ({@link TanhSpec#MAX_ULP}). The function is odd: tanh(-x) and tanh(x) differ in the sign bit only.
     *
     * <p>Special values: tanh NaN is NaN; tanh +0 = +0 and tanh -0 = -0; tanh x = x for every subnormal x;
     * tanh +Inf = 1 and tanh -Inf = -1. From |x| = 9.02 on the result is 1 or -1.
     *
     * @param x the argument
     * @return tanh x
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax approximation) and 11 (range reduction)</a>
     */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float base;
        float quotient;
        if (a < TanhSpec.SMALL_BELOW) {
            float s = a * a;
            float q = Math.fma(s, TanhSpec.Q3, TanhSpec.Q2);
            q = Math.fma(q, s, TanhSpec.Q1);
            q = Math.fma(q, s, TanhSpec.Q0);
            base = a;
            quotient = s / q;
        } else {
            // the low bits of m are those of n + 127
            int m = Math.min(Float.floatToRawIntBits(Math.fma(a, TanhSpec.TWO_LOG2_E, TanhSpec.ROUND)),
                    TanhSpec.ROUND_MAX_BITS);
            float n = Float.intBitsToFloat(m) - TanhSpec.ROUND;
            float r = Math.fma(n, TanhSpec.MINUS_HALF_LN2, a);
            float p = Math.fma(r, TanhSpec.P6, TanhSpec.P5);
            p = Math.fma(p, r, TanhSpec.P4);
            p = Math.fma(p, r, TanhSpec.P3);
            p = Math.fma(p, r, TanhSpec.P2);
            p = Math.fma(p, r, TanhSpec.P1);
            p = Math.fma(p, r, 1f);
            float scale = Float.intBitsToFloat(m << 23);
            base = 1f;
            quotient = -2f / Math.fma(p, scale, 1f);
        }
        float y = Math.fma(base, quotient, base);
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & 0x8000_0000));
    }

    /**
     * The logistic function 1 / (1 + e^-x).
     *
     * <p>Method: e^-x = 2^n e^-r as in {@link #exp}, then 2^-i / (2^-i + 2^(n-i) e^-r) with i about n / 2: so neither
     * end of the float range is met before the division, whose result may be subnormal and is rounded once.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.SigmoidSpec#MAX_ULP} ULP for every argument
     * ({@link SigmoidSpec#MAX_ULP}).
     *
     * <p>Special values: NaN for NaN; 0.5 for +0 and -0; 1 for +Inf; +0 for -Inf. Above 17.33 the result is 1, below
     * -87.33 it is subnormal and below -103.97 it is +0.
     *
     * @param x the argument
     * @return 1 / (1 + e^-x)
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax polynomials) and 11 (range reduction)</a>
     */
    public static float sigmoid(float x) {
        if (x > SigmoidSpec.ONE_ABOVE) {
            return 1f;
        }
        // the low bits of m are those of n + 768
        int m = Math.min(Float.floatToRawIntBits(Math.fma(x, SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND)),
                SigmoidSpec.ROUND_MAX_BITS);
        float n = Float.intBitsToFloat(m) - SigmoidSpec.ROUND;
        float r = Math.fma(n, SigmoidSpec.LN2_HIGH, x);
        r = Math.fma(n, SigmoidSpec.LN2_LOW, r);

        float q = Math.fma(r, SigmoidSpec.Q4, SigmoidSpec.Q3);
        q = Math.fma(q, r, SigmoidSpec.Q2);
        q = Math.fma(q, r, SigmoidSpec.Q1);
        q = Math.fma(q, r, SigmoidSpec.Q0);
        float w = Math.fma(r * r, q, r);

        // e^-x = (1 - w) (-scale1 / scale2), with scale1 < 0 < scale2
        int half = m >> 1;
        float scale1 = Float.intBitsToFloat(half << 23);
        float scale2 = Float.intBitsToFloat((half - m) << 23);
        return scale2 / (Math.fma(w, scale1, scale2) - scale1);
    }
}
