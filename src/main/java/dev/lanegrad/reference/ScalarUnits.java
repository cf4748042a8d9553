package dev.lanegrad.reference;

import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.GeluPieces;
import dev.lanegrad.spec.GeluSpec;
import dev.lanegrad.spec.GeluTanhPieces;
import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.SiluPieces;
import dev.lanegrad.spec.UnitSpec;

/**
 * The smooth activations that are built on one exponential, and their derivatives, one float at a time: the
 * specification that the vector implementation follows operation by operation. The exponential is not rounded where it
 * need not be: with e^r = 1 + w, a multiple m e^r is fma(m, w, m).
 *
 * <p>Accuracy stands in the {@code accuracy()} of the activations.
 */
final class ScalarUnits {
    private ScalarUnits() {
    }

    /** What remains of x = n ln 2 + r, given x 's product with 1 / ln 2 plus a rounding constant. */
    private static float remainder(float shifted, float round, float x) {
        float n = shifted - round;
        float r = Math.fma(n, ExpSpec.MINUS_LN2_HIGH, x);
        return Math.fma(n, ExpSpec.MINUS_LN2_LOW, r);
    }

    /** 2^n from the low bits of a sum with a rounding constant. */
    private static float scale(float shifted) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    }

    /** factor / (1 + e^-v) in two scales as in {@link ScalarMath#sigmoid}. */
    private static float sigmoidTimes(float factor, float v) {
        float shifted = Math.fma(v, SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND);
        float n = shifted - SigmoidSpec.ROUND;
        float r = Math.fma(n, SigmoidSpec.LN2_HIGH, v);
        r = Math.fma(n, SigmoidSpec.LN2_LOW, r);
        float q = Math.fma(r, SigmoidSpec.Q4, SigmoidSpec.Q3);
        q = Math.fma(q, r, SigmoidSpec.Q2);
        q = Math.fma(q, r, SigmoidSpec.Q1);
        q = Math.fma(q, r, SigmoidSpec.Q0);
        float w = Math.fma(r * r, q, r);
        int m = Float.floatToRawIntBits(shifted);
        int half = m >> 1;
        float scale1 = Float.intBitsToFloat(half << 23);
        float scale2 = Float.intBitsToFloat((half - m) << 23);
        return factor * scale2 / (Math.fma(w, scale1, scale2) - scale1);
    }

    /** x / (1 + e^-x). */
    static float silu(float x) {
        if (x > UnitSpec.IDENTITY_ABOVE) {
            return x;
        }
        float held = x < UnitSpec.HOLD_BELOW ? UnitSpec.HOLD_BELOW : x;
        return sigmoidTimes(held, held);
    }

    /**
     * silu'(x) = 1 - silu'(-x), and with e = e^-|x|: silu'(-|x|) = e (1 - |x| + e) / (1 + e)^2.
     */
    static float siluDerivative(float x) {
        if (ScalarPieces.hold(SiluPieces.SLOPE, x)) {
            return mirrored(x, ScalarPieces.value(SiluPieces.SLOPE, Math.abs(x)));
        }
        float v = -Math.abs(x);
        v = v < UnitSpec.HOLD_BELOW ? UnitSpec.HOLD_BELOW : v;
        float shifted = Math.fma(v, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float w = ScalarMath.reducedExpm1(remainder(shifted, UnitSpec.ROUND_SCALED, v));
        float scale = scale(shifted);
        float e = Math.fma(w, scale, scale) * UnitSpec.UNSCALE;
        return mirrored(x, slopeOfSigmoidProduct(w, scale, e, (1f + v) + e));
    }

    /** e t / (1 + e)^2, where e is the exponential that w and scale make. */
    private static float slopeOfSigmoidProduct(float w, float scale, float e, float t) {
        float scaled = t * scale;
        return Math.fma(w, scaled, scaled) / Math.fma(e, e + 2f, 1f) * UnitSpec.UNSCALE;
    }

    /** The derivative at x of a function f with f(x) - f(-x) = x, given that at -|x|. */
    private static float mirrored(float x, float derivative) {
        return x > 0 ? 1f - derivative : derivative;
    }

    /** x tanh(log(1 + e^x)) = x n / (n + 2) with n = e^x (e^x + 2). */
    static float mish(float x) {
        if (x > UnitSpec.IDENTITY_ABOVE) {
            return x;
        }
        float held = x < UnitSpec.HOLD_BELOW ? UnitSpec.HOLD_BELOW : x;
        float shifted = Math.fma(held, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float w = ScalarMath.reducedExpm1(remainder(shifted, UnitSpec.ROUND_SCALED, held));
        float scaled = scale(shifted);
        float scale = scaled * UnitSpec.UNSCALE;
        // n = s (1 + w) (s (1 + w) + 2) = s (w (s w + 2 s + 2) + s + 2)
        float g = Math.fma(scale, w, Math.fma(scale, 2f, 2f));
        float n = Math.fma(w, g, scale + 2f);
        return held * scaled * n / Math.fma(scale, n, 2f) * UnitSpec.UNSCALE;
    }

    /** With e = e^x and d = e (e + 2) + 2: e (e (e (e + 4) + 4 x + 6) + 4 x + 4) / d^2. */
    static float mishDerivative(float x) {
        if (x > UnitSpec.MISH_SLOPE_ONE_ABOVE) {
            return 1f;
        }
        float held = x < UnitSpec.HOLD_BELOW ? UnitSpec.HOLD_BELOW : x;
        float shifted = Math.fma(held, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float w = ScalarMath.reducedExpm1(remainder(shifted, UnitSpec.ROUND_SCALED, held));
        float scale = scale(shifted);
        float e = Math.fma(w, scale, scale) * UnitSpec.UNSCALE;
        float d = Math.fma(e, e + 2f, 2f);
        float t = Math.fma(e, e + 4f, Math.fma(held, 4f, 6f));
        t = Math.fma(e, t, Math.fma(held, 4f, 4f));
        float scaled = t * scale;
        return Math.fma(w, scaled, scaled) / (d * d) * UnitSpec.UNSCALE;
    }

    /** The polynomial for a M(a) of {@link GeluSpec}. */
    private static float millsRatio(float s) {
        float m = Math.fma(s, GeluSpec.M4, GeluSpec.M3);
        m = Math.fma(m, s, GeluSpec.M2);
        m = Math.fma(m, s, GeluSpec.M1);
        m = Math.fma(m, s, GeluSpec.M0);
        return Math.fma(m, s, GeluSpec.DENSITY);
    }

    /** g e^(-a^2 / 2). */
    private static float timesNormal(float a, float g) {
        float halfMinus = -0.5f * a;
        float h = a * halfMinus;
        float shifted = Math.fma(h, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float r = remainder(shifted, UnitSpec.ROUND_SCALED, h) + Math.fma(a, halfMinus, -h);
        float w = ScalarMath.reducedExpm1(r);
        float scaled = g * scale(shifted);
        return Math.fma(scaled, w, scaled) * UnitSpec.UNSCALE;
    }

    private static float geluHeld(float x) {
        float a = Math.abs(x);
        return a > GeluSpec.HOLD_ABOVE ? GeluSpec.HOLD_ABOVE : a;
    }

    /** x P(x), P the normal distribution: max(x, 0) - a Q(a) with a = |x| and the tail Q. */
    static float gelu(float x) {
        float a = geluHeld(x);
        float tail = ScalarPieces.hold(GeluPieces.VALUE, x)
                ? ScalarPieces.value(GeluPieces.VALUE, a)
                : timesNormal(a, millsRatio(1f / (a * a)));
        // -0 keeps the sign of a result that underflows
        return (x < 0 ? -0f : x) - tail;
    }

    /** gelu'(x) = 1 - gelu'(-x), and with a = |x|: gelu'(-a) = Q(a) - a p(a), p the normal density. */
    static float geluDerivative(float x) {
        float a = geluHeld(x);
        if (ScalarPieces.hold(GeluPieces.SLOPE, x)) {
            return mirrored(x, ScalarPieces.value(GeluPieces.SLOPE, a));
        }
        float s = 1f / (a * a);
        return mirrored(x, timesNormal(a, a * Math.fma(s, millsRatio(s), -GeluSpec.DENSITY)));
    }

    /** x / (1 + e^-v) with v = x V (x^2 + D): max(x, 0) - a s; beyond the pieces s = e (1 - e) with e = e^-|v| is exact. */
    static float geluTanh(float x) {
        float a = Math.abs(x);
        float tail = ScalarPieces.hold(GeluTanhPieces.VALUE, x)
                ? ScalarPieces.value(GeluTanhPieces.VALUE, a)
                : geluTanhTail(a);
        return (x < 0 ? -0f : x) - tail;
    }

    private static float geluTanhTail(float a) {
        float held = a > -GeluSpec.TANH_HOLD_BELOW ? GeluSpec.TANH_HOLD_BELOW : -a;
        float sum = Math.fma(held, held, GeluSpec.D_HIGH);
        float factor = held * GeluSpec.V_HIGH;
        float v = factor * sum;
        float shifted = Math.fma(v, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float r = remainder(shifted, UnitSpec.ROUND_SCALED, v) + restOfV(held, sum, factor, v);
        float w = ScalarMath.reducedExpm1(r);
        float scale = scale(shifted);
        float e = Math.fma(w, scale, scale) * UnitSpec.UNSCALE;
        float scaled = -held * scale;
        // 1 - e by way of w: a rounding less
        return Math.fma(scaled, w - e, scaled) * UnitSpec.UNSCALE;
    }

    /** v less its float: the rounding errors of the sum x^2 + D, of the factor x V and of their product. */
    private static float restOfV(float x, float sum, float factor, float v) {
        float restOfSum = Math.fma(x, x, GeluSpec.D_HIGH - sum) + GeluSpec.D_LOW;
        float restOfFactor = Math.fma(x, GeluSpec.V_LOW, Math.fma(x, GeluSpec.V_HIGH, -factor));
        return Math.fma(restOfFactor, sum, Math.fma(factor, restOfSum, Math.fma(factor, sum, -v)));
    }

    /** As {@link #siluDerivative}, with v for x in the exponential: e (1 - |x| v' + e) / (1 + e)^2 at -|x|. */
    static float geluTanhDerivative(float x) {
        if (ScalarPieces.hold(GeluTanhPieces.SLOPE, x)) {
            return mirrored(x, ScalarPieces.value(GeluTanhPieces.SLOPE, Math.abs(x)));
        }
        float held = -Math.abs(x);
        held = held < GeluSpec.TANH_HOLD_BELOW ? GeluSpec.TANH_HOLD_BELOW : held;
        float sum = Math.fma(held, held, GeluSpec.D_HIGH);
        float factor = held * GeluSpec.V_HIGH;
        float v = factor * sum;
        float shifted = Math.fma(v, ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        float r = remainder(shifted, UnitSpec.ROUND_SCALED, v) + restOfV(held, sum, factor, v);
        float w = ScalarMath.reducedExpm1(r);
        float scale = scale(shifted);
        float e = Math.fma(w, scale, scale) * UnitSpec.UNSCALE;
        float slope = Math.fma(held * held, GeluSpec.THREE_V, GeluSpec.W);
        return mirrored(x, slopeOfSigmoidProduct(w, scale, e, Math.fma(held, slope, 1f) + e));
    }
}
