package dev.lanegrad.reference;

import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.ErfSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.LogSpec;
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
     * Any of the functions.
     *
     * @param function which
     * @param x the argument
     * @return the value, within {@link Elementary#maxUlp()} of the exact one
     */
    public static float apply(Elementary function, float x) {
        return switch (function) {
            case EXP -> exp(x);
            case EXPM1 -> expm1(x);
            case LOG -> log(x);
            case LOG1P -> log1p(x);
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> softplus(x);
            case ERF -> erf(x);
            case INVERSE_SQRT -> inverseSqrt(x);
        };
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

        float w = reducedExpm1(r);

        // 2^n = scale1 scale2; the shift leaves sign and exponent, and n / 2 + 127 in them
        int half = m >> 1;
        float scale1 = Float.intBitsToFloat(half << 23);
        float scale2 = Float.intBitsToFloat((m - half) << 23);
        return Math.fma(w, scale1, scale1) * scale2;
    }

    /**
     * The hyperbolic tangent tanh x = (e^x - e^-x) / (e^x + e^-x).
     *
     * <p>Method, with a = |x|: polynomials of a less the centre of one of the {@link TanhSpec#PIECES}, whose constant terms
     * are as good as exact. The result has the sign of x.
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
        float y = ScalarPieces.value(TanhSpec.PIECES, a > TanhSpec.HOLD_ABOVE ? TanhSpec.HOLD_ABOVE : a);
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

    /** e^r - 1 for |r| up to about ln 2 / 2, to the accuracy that e^r needs: r + r^2 q(r). */
    static float reducedExpm1(float r) {
        float q = Math.fma(r, ExpSpec.Q4, ExpSpec.Q3);
        q = Math.fma(q, r, ExpSpec.Q2);
        q = Math.fma(q, r, ExpSpec.Q1);
        q = Math.fma(q, r, ExpSpec.Q0);
        return Math.fma(r * r, q, r);
    }

    /** The polynomial q of {@link Expm1Spec}. */
    private static float expm1Quotient(float r) {
        float q = Math.fma(r, Expm1Spec.Q5, Expm1Spec.Q4);
        q = Math.fma(q, r, Expm1Spec.Q3);
        q = Math.fma(q, r, Expm1Spec.Q2);
        q = Math.fma(q, r, Expm1Spec.Q1);
        return Math.fma(q, r, Expm1Spec.Q0);
    }

    /**
     * e^x - 1, without cancellation near 0.
     *
     * <p>Method: x = n ln 2 + r as in {@link #exp}, with r left in two parts; 2^n r + (2^n - 1) and its rounding error, to
     * which the rest of 2^n (e^r - 1) is added.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.Expm1Spec#MAX_ULP} ULP for every argument
     * ({@link Expm1Spec#MAX_ULP}).
     *
     * <p>Special values: NaN for NaN; +0 for +0 and -0 for -0; x for every x nearer to 0 than 2^-25; +Inf for +Inf; -1 for
     * -Inf. Above 88.72 the result overflows to +Inf, below -17.33 it is -1.
     *
     * @param x the argument
     * @return e^x - 1
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax polynomials) and 11 (range reduction)</a>
     */
    public static float expm1(float x) {
        if (Math.abs(x) < Expm1Spec.IDENTITY_BELOW) {
            return x;
        }
        float held = x > Expm1Spec.HOLD_ABOVE ? Expm1Spec.HOLD_ABOVE : x;
        held = held < Expm1Spec.HOLD_BELOW ? Expm1Spec.HOLD_BELOW : held;
        // the low bits of the sum are those of n + 126
        float shifted = Math.fma(held, ExpSpec.LOG2_E, Expm1Spec.ROUND_HALVED);
        float n = shifted - Expm1Spec.ROUND_HALVED;
        float r = Math.fma(n, ExpSpec.MINUS_LN2_HIGH, held);
        float low = n * ExpSpec.MINUS_LN2_LOW;
        float rest = Math.fma(r * r, expm1Quotient(r), Math.fma(low, r, low));

        // half of everything: 2^n itself may be too large for a float
        float scale = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
        float scaleLessHalf = scale - 0.5f;
        float sum = Math.fma(r, scale, scaleLessHalf);
        float error = Math.fma(r, scale, scaleLessHalf - sum) + ((scale - scaleLessHalf) - 0.5f);
        return (sum + Math.fma(rest, scale, error)) * 2f;
    }

    /**
     * e^x - 1 for x up to 0, where 2^n (e^r - 1) + (2^n - 1) is one fused operation: what the exponential linear units
     * need. Within 0.87 ULP. Any result for x above 0; NaN for NaN.
     */
    static float expm1OfNegative(float x) {
        float held = x < Expm1Spec.HOLD_BELOW ? Expm1Spec.HOLD_BELOW : x;
        float shifted = Math.fma(held, ExpSpec.LOG2_E, Expm1Spec.ROUND);
        float n = shifted - Expm1Spec.ROUND;
        float r = Math.fma(n, ExpSpec.MINUS_LN2_HIGH, held);
        r = Math.fma(n, ExpSpec.MINUS_LN2_LOW, r);
        float w = Math.fma(r * r, expm1Quotient(r), r);
        float scale = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
        return Math.fma(w, scale, scale - 1f);
    }

    /** f^2 p(f) + k ln 2 + f with the polynomial p of {@link LogSpec}, given -k: log(2^k (1 + f)). */
    private static float logOfParts(float f, float minusK) {
        float p = Math.fma(f, LogSpec.P8, LogSpec.P7);
        p = Math.fma(p, f, LogSpec.P6);
        p = Math.fma(p, f, LogSpec.P5);
        p = Math.fma(p, f, LogSpec.P4);
        p = Math.fma(p, f, LogSpec.P3);
        p = Math.fma(p, f, LogSpec.P2);
        p = Math.fma(p, f, LogSpec.P1);
        p = Math.fma(p, f, LogSpec.P0);
        // with -k the signs of zero come out right: -(+0) ln 2 is -0
        float sum = Math.fma(minusK, -LogSpec.LN2_HIGH, f);
        float error = f - Math.fma(minusK, LogSpec.LN2_HIGH, sum);
        return sum + (error + Math.fma(f * f, p, minusK * -LogSpec.LN2_LOW));
    }

    /** -k of x = 2^k (1 + f) with f in [-1/4, 1/2), as a float. */
    private static float minusExponent(int k) {
        return LogSpec.INTEGERS - Float.intBitsToFloat(LogSpec.INTEGERS_BITS + k);
    }

    /**
     * The natural logarithm.
     *
     * <p>Method: x = 2^k (1 + f) with f in [-1/4, 1/2), exact; k ln 2 + f with its rounding error, and f^2 p(f) by a minimax
     * polynomial. A subnormal x is scaled first.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.LogSpec#LOG_MAX_ULP} ULP for every argument
     * ({@link LogSpec#LOG_MAX_ULP}).
     *
     * <p>Special values: NaN for NaN and below 0; -Inf for +0 and -0; +0 for 1; +Inf for +Inf.
     *
     * @param x the argument
     * @return log x
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax polynomials) and 11 (range reduction)</a>
     */
    public static float log(float x) {
        if (!(x > 0)) {
            return x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
        }
        if (x == Float.POSITIVE_INFINITY) {
            return x;
        }
        boolean subnormal = x < Float.MIN_NORMAL;
        float normal = subnormal ? x * LogSpec.SUBNORMAL_SCALE : x;
        int distance = Float.floatToRawIntBits(normal) - LogSpec.THREE_QUARTERS_BITS;
        float minusK = minusExponent(distance >> LogSpec.FRACTION_BITS) + (subnormal ? LogSpec.SUBNORMAL_EXPONENT : 0f);
        float f = Float.intBitsToFloat((distance & LogSpec.FRACTION_MASK) + LogSpec.THREE_QUARTERS_BITS) - 1f;
        return logOfParts(f, minusK);
    }

    /**
     * log(1 + x), without the rounding of 1 + x.
     *
     * <p>Method: as {@link #log}, with k that of 1 + x and f = 2^-k x + (2^-k - 1), which is exact.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.LogSpec#LOG1P_MAX_ULP} ULP for every argument
     * ({@link LogSpec#LOG1P_MAX_ULP}).
     *
     * <p>Special values: NaN for NaN and below -1; -Inf for -1; +0 for +0 and -0 for -0; x for every x nearer to 0
     * than 2^-25; +Inf for +Inf.
     *
     * @param x the argument
     * @return log(1 + x)
     * @see <a href="https://doi.org/10.1007/978-1-4899-7983-4">J.-M. Muller, Elementary Functions, 3rd ed., chapters 3
     *     (minimax polynomials) and 11 (range reduction)</a>
     */
    public static float log1p(float x) {
        if (!(x > -1)) {
            return x == -1 ? Float.NEGATIVE_INFINITY : Float.NaN;
        }
        if (x == Float.POSITIVE_INFINITY || Math.abs(x) < LogSpec.IDENTITY_BELOW) {
            return x;
        }
        boolean huge = x > LogSpec.HUGE_ABOVE;
        float scaled = huge ? x * LogSpec.HUGE_SCALE : x;
        int k = (Float.floatToRawIntBits(1f + scaled) - LogSpec.THREE_QUARTERS_BITS) >> LogSpec.FRACTION_BITS;
        float minusK = minusExponent(k) - (huge ? LogSpec.HUGE_EXPONENT : 0f);
        float scale = Float.intBitsToFloat(LogSpec.ONE_BITS - (k << LogSpec.FRACTION_BITS));
        return logOfParts(Math.fma(scaled, scale, scale - 1f), minusK);
    }

    /**
     * log(1 + e^x), a smooth max(0, x).
     *
     * <p>Method: max(0, x) + log1p(e^-|x|), the two functions as above.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.LogSpec#SOFTPLUS_MAX_ULP} ULP for every argument
     * ({@link LogSpec#SOFTPLUS_MAX_ULP}).
     *
     * <p>Special values: NaN for NaN; ln 2 for +0 and -0; +Inf for +Inf; +0 for -Inf. Above 16.64 the result is x, below
     * -87.33 it is subnormal and below -103.97 it is +0.
     *
     * @param x the argument
     * @return log(1 + e^x)
     */
    public static float softplus(float x) {
        // the comparison is false for NaN, which passes
        return (x <= 0 ? 0f : x) + log1p(exp(-Math.abs(x)));
    }

    /**
     * The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
     *
     * <p>Method, with a = |x|: below {@value dev.lanegrad.spec.ErfSpec#SMALL_BELOW}, a + a p(a^2) with a minimax polynomial p;
     * elsewhere 1 - c(a) with a minimax polynomial c of 1 - erf a. The result has the sign of x.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.ErfSpec#MAX_ULP} ULP for every argument ({@link ErfSpec#MAX_ULP}). The
     * function is odd: erf(-x) and erf(x) differ in the sign bit only.
     *
     * <p>Special values: NaN for NaN; +0 for +0 and -0 for -0; 1 for +Inf and -1 for -Inf. From |x| = 3.92 on the result is 1
     * or -1.
     *
     * @param x the argument
     * @return erf x
     */
    public static float erf(float x) {
        float a = Math.abs(x);
        float y;
        if (a < ErfSpec.SMALL_BELOW) {
            float s = a * a;
            float p = Math.fma(s, ErfSpec.P6, ErfSpec.P5);
            p = Math.fma(p, s, ErfSpec.P4);
            p = Math.fma(p, s, ErfSpec.P3);
            p = Math.fma(p, s, ErfSpec.P2);
            p = Math.fma(p, s, ErfSpec.P1);
            p = Math.fma(p, s, ErfSpec.P0);
            y = Math.fma(a, p, a);
        } else if (a > ErfSpec.ONE_ABOVE) {
            y = 1f;
        } else {
            float u = a - ErfSpec.CENTER;
            float c = Math.fma(u, ErfSpec.C14, ErfSpec.C13);
            c = Math.fma(c, u, ErfSpec.C12);
            c = Math.fma(c, u, ErfSpec.C11);
            c = Math.fma(c, u, ErfSpec.C10);
            c = Math.fma(c, u, ErfSpec.C9);
            c = Math.fma(c, u, ErfSpec.C8);
            c = Math.fma(c, u, ErfSpec.C7);
            c = Math.fma(c, u, ErfSpec.C6);
            c = Math.fma(c, u, ErfSpec.C5);
            c = Math.fma(c, u, ErfSpec.C4);
            c = Math.fma(c, u, ErfSpec.C3);
            c = Math.fma(c, u, ErfSpec.C2);
            c = Math.fma(c, u, ErfSpec.C1);
            c = Math.fma(c, u, ErfSpec.C0);
            y = 1f - c;
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & 0x8000_0000));
    }

    /**
     * 1 / sqrt(x), a square root and a division, each rounded to nearest.
     *
     * <p>Accuracy: within {@value dev.lanegrad.spec.InverseSqrtSpec#MAX_ULP} ULP for every argument.
     *
     * <p>Special values: NaN for NaN and below 0; +Inf for +0 and -Inf for -0, as IEEE 754 has it; +0 for +Inf.
     *
     * @param x the argument
     * @return 1 / sqrt(x)
     */
    public static float inverseSqrt(float x) {
        // the double root of a float, rounded to float, is the float root: 53 bits are more than twice 24
        return 1f / (float) Math.sqrt(x);
    }
}
