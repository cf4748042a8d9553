package dev.lanegrad.simd;

import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.GeluSpec;
import dev.lanegrad.spec.UnitSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The smooth activations that are built on one exponential, and their derivatives, on whole vectors: lane by lane the bits
 * of {@code dev.lanegrad.reference.ScalarUnits}, where the formulas stand.
 */
final class VectorUnits {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private VectorUnits() {
    }

    /** What remains of v = n ln 2 - r, as {@link SigmoidSpec} has it. */
    private static FloatVector sigmoidRemainder(FloatVector shifted, FloatVector v) {
        FloatVector n = shifted.sub(SigmoidSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_HIGH), v);
        return n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_LOW), r);
    }

    /** 1 - e^-r. */
    private static FloatVector sigmoidReduced(FloatVector r) {
        FloatVector q = r.fma(SigmoidSpec.Q4, SigmoidSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q0));
        return r.mul(r).fma(q, r);
    }

    /** factor / (1 + 2^n (1 - w)), with n in the low bits of a sum. */
    private static FloatVector sigmoidQuotient(FloatVector factor, FloatVector shifted, FloatVector w) {
        IntVector m = shifted.reinterpretAsInts();
        IntVector half = m.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector scale2 = half.sub(m).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return factor.mul(scale2).div(w.fma(scale1, scale2).sub(scale1));
    }

    static FloatVector silu(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x, FloatVector.broadcast(F, UnitSpec.HOLD_BELOW));
        FloatVector shifted = held.fma(SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND);
        FloatVector w = sigmoidReduced(sigmoidRemainder(shifted, held));
        return sigmoidQuotient(held, shifted, w).blend(x, x.compare(VectorOperators.GT, UnitSpec.IDENTITY_ABOVE));
    }

    /** At -|x|; the loop mirrors it. */
    static FloatVector siluDerivative(FloatVector x) {
        FloatVector v = VectorMath.holdAbove(x.abs().neg(), FloatVector.broadcast(F, UnitSpec.HOLD_BELOW));
        FloatVector shifted = v.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector w = VectorMath
                .reducedExpm1(VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), v));
        FloatVector scale = VectorMath.scale(shifted);
        FloatVector e = w.fma(scale, scale).mul(UnitSpec.UNSCALE);
        return slopeOfSigmoidProduct(w, scale, e, v.add(1f).add(e));
    }

    private static FloatVector slopeOfSigmoidProduct(FloatVector w, FloatVector scale, FloatVector e, FloatVector t) {
        FloatVector scaled = t.mul(scale);
        return w.fma(scaled, scaled).div(e.fma(e.add(Constants.TWO), Constants.ONE)).mul(Constants.UNIT_UNSCALE);
    }

    static FloatVector mish(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x, FloatVector.broadcast(F, UnitSpec.HOLD_BELOW));
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector w = VectorMath
                .reducedExpm1(VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), held));
        FloatVector scaled = VectorMath.scale(shifted);
        FloatVector scale = scaled.mul(UnitSpec.UNSCALE);
        FloatVector n = w.fma(scale.fma(w, scale.fma(2f, 2f)), scale.add(2f));
        FloatVector d = scale.fma(n, FloatVector.broadcast(F, 2f));
        FloatVector y = held.mul(scaled).mul(n).div(d).mul(UnitSpec.UNSCALE);
        return y.blend(x, x.compare(VectorOperators.GT, UnitSpec.IDENTITY_ABOVE));
    }

    static FloatVector mishDerivative(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x, FloatVector.broadcast(F, UnitSpec.HOLD_BELOW));
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector w = VectorMath
                .reducedExpm1(VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), held));
        FloatVector scale = VectorMath.scale(shifted);
        FloatVector e = w.fma(scale, scale).mul(UnitSpec.UNSCALE);
        FloatVector d = e.fma(e.add(2f), FloatVector.broadcast(F, 2f));
        FloatVector t = e.fma(e.fma(e.add(4f), held.fma(Constants.FOUR, Constants.SIX)),
                held.fma(Constants.FOUR, Constants.FOUR));
        FloatVector scaled = t.mul(scale);
        FloatVector y = w.fma(scaled, scaled).div(d.mul(d)).mul(UnitSpec.UNSCALE);
        return y.blend(1f, x.compare(VectorOperators.GT, UnitSpec.MISH_SLOPE_ONE_ABOVE));
    }

    private static FloatVector millsRatio(FloatVector s) {
        FloatVector m = s.fma(GeluSpec.M4, GeluSpec.M3);
        m = m.fma(s, FloatVector.broadcast(F, GeluSpec.M2));
        m = m.fma(s, FloatVector.broadcast(F, GeluSpec.M1));
        m = m.fma(s, FloatVector.broadcast(F, GeluSpec.M0));
        return m.fma(s, FloatVector.broadcast(F, GeluSpec.DENSITY));
    }

    /** g e^(-a^2 / 2). */
    private static FloatVector timesNormal(FloatVector a, FloatVector g) {
        FloatVector halfMinus = a.mul(-0.5f);
        FloatVector h = a.mul(halfMinus);
        FloatVector shifted = h.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector r = VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), h);
        FloatVector w = VectorMath.reducedExpm1(r.add(a.fma(halfMinus, h.neg())));
        FloatVector scaled = g.mul(VectorMath.scale(shifted));
        return scaled.fma(w, scaled).mul(UnitSpec.UNSCALE);
    }

    private static FloatVector geluHeld(FloatVector x) {
        return VectorMath.holdBelow(x.abs(), FloatVector.broadcast(F, GeluSpec.HOLD_ABOVE));
    }

    /** Beyond the pieces. */
    static FloatVector gelu(FloatVector x) {
        FloatVector a = geluHeld(x);
        FloatVector s = FloatVector.broadcast(F, 1f).div(a.mul(a));
        return x.blend(-0f, x.compare(VectorOperators.LT, 0f)).sub(timesNormal(a, millsRatio(s)));
    }

    /** Beyond the pieces, at -|x|; the loop mirrors it. */
    static FloatVector geluDerivative(FloatVector x) {
        FloatVector a = geluHeld(x);
        FloatVector s = FloatVector.broadcast(F, 1f).div(a.mul(a));
        return timesNormal(a, a.mul(s.fma(millsRatio(s), FloatVector.broadcast(F, -GeluSpec.DENSITY))));
    }

    /** v less its float. */
    private static FloatVector restOfV(FloatVector x, FloatVector sum, FloatVector factor, FloatVector v) {
        FloatVector restOfSum = x.fma(x, Constants.GELU_D_HIGH.sub(sum)).add(GeluSpec.D_LOW);
        FloatVector restOfFactor = x.fma(Constants.GELU_V_LOW,
                x.fma(Constants.GELU_V_HIGH, factor.neg()));
        return restOfFactor.fma(sum, factor.fma(restOfSum, factor.fma(sum, v.neg())));
    }

    /** Beyond the pieces. */
    static FloatVector geluTanh(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x.abs().neg(), FloatVector.broadcast(F, GeluSpec.TANH_HOLD_BELOW));
        FloatVector sum = held.fma(held, Constants.GELU_D_HIGH);
        FloatVector factor = held.mul(GeluSpec.V_HIGH);
        FloatVector v = factor.mul(sum);
        FloatVector shifted = v.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector r = VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), v)
                .add(restOfV(held, sum, factor, v));
        FloatVector w = VectorMath.reducedExpm1(r);
        FloatVector scale = VectorMath.scale(shifted);
        FloatVector e = w.fma(scale, scale).mul(UnitSpec.UNSCALE);
        FloatVector scaled = held.neg().mul(scale);
        FloatVector tail = scaled.fma(w.sub(e), scaled).mul(UnitSpec.UNSCALE);
        return x.blend(-0f, x.compare(VectorOperators.LT, 0f)).sub(tail);
    }

    /** At -|x|; the loop mirrors it. */
    static FloatVector geluTanhDerivative(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x.abs().neg(), Constants.GELU_TANH_HOLD_BELOW);
        FloatVector sum = held.fma(held, Constants.GELU_D_HIGH);
        FloatVector factor = held.mul(Constants.GELU_V_HIGH);
        FloatVector v = factor.mul(sum);
        FloatVector shifted = v.fma(Constants.EXP_LOG2_E, Constants.UNIT_ROUND_SCALED);
        FloatVector r = VectorMath.remainder(shifted, Constants.UNIT_ROUND_SCALED, v)
                .add(restOfV(held, sum, factor, v));
        FloatVector w = VectorMath.reducedExpm1(r);
        FloatVector scale = VectorMath.scale(shifted);
        FloatVector e = w.fma(scale, scale).mul(Constants.UNIT_UNSCALE);
        FloatVector slope = held.mul(held).fma(Constants.GELU_THREE_V, Constants.GELU_W);
        return slopeOfSigmoidProduct(w, scale, e, held.fma(slope, Constants.ONE).add(e));
    }
}
