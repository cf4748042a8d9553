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

    private static FloatVector tailPolynomial(FloatVector u) {
        FloatVector k = u.fma(GeluSpec.K10, GeluSpec.K9);
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K8));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K7));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K6));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K5));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K4));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K3));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K2));
        k = k.fma(u, FloatVector.broadcast(F, GeluSpec.K1));
        return k.fma(u, FloatVector.broadcast(F, GeluSpec.K0));
    }

    /** e^r - 1 of the remainder of -a^2 / 2, whose float is h. */
    private static FloatVector tailReduced(FloatVector a, FloatVector halfMinus, FloatVector h, FloatVector shifted) {
        FloatVector r = VectorMath.remainder(shifted, FloatVector.broadcast(F, UnitSpec.ROUND_SCALED), h);
        return VectorMath.reducedExpm1(r.add(a.fma(halfMinus, h.neg())));
    }

    static FloatVector gelu(FloatVector x) {
        FloatVector a = VectorMath.holdBelow(x.abs(), FloatVector.broadcast(F, GeluSpec.HOLD_ABOVE));
        FloatVector halfMinus = a.mul(-0.5f);
        FloatVector h = a.mul(halfMinus);
        FloatVector shifted = h.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector w = tailReduced(a, halfMinus, h, shifted);
        FloatVector v = a.div(a.add(GeluSpec.OFFSET));
        FloatVector g = v.mul(VectorMath.scale(shifted)).mul(tailPolynomial(v.sub(GeluSpec.SHIFT)));
        FloatVector tail = w.fma(g, g).mul(UnitSpec.UNSCALE);
        return FloatVector.broadcast(F, -0f).blend(x, x.compare(VectorOperators.GE, 0f)).sub(tail);
    }

    /** At -|x|; the loop mirrors it. */
    static FloatVector geluDerivative(FloatVector x) {
        FloatVector a = VectorMath.holdBelow(x.abs(), Constants.GELU_HOLD_ABOVE);
        FloatVector halfMinus = a.mul(Constants.MINUS_HALF);
        FloatVector h = a.mul(halfMinus);
        FloatVector shifted = h.fma(Constants.EXP_LOG2_E, Constants.UNIT_ROUND_SCALED);
        FloatVector w = tailReduced(a, halfMinus, h, shifted);
        FloatVector inverse = Constants.ONE.div(a.add(Constants.GELU_OFFSET));
        FloatVector k = tailPolynomial(a.fma(inverse, Constants.MINUS_GELU_SHIFT));
        FloatVector g = a.fma(Constants.MINUS_GELU_DENSITY, inverse.mul(k)).mul(VectorMath.scale(shifted));
        return w.fma(g, g).mul(Constants.UNIT_UNSCALE);
    }

    /** v less its float. */
    private static FloatVector restOfV(FloatVector x, FloatVector sum, FloatVector factor, FloatVector v) {
        FloatVector restOfSum = x.fma(x, Constants.GELU_D_HIGH.sub(sum)).add(GeluSpec.D_LOW);
        FloatVector restOfFactor = x.fma(Constants.GELU_V_LOW,
                x.fma(Constants.GELU_V_HIGH, factor.neg()));
        return restOfFactor.fma(sum, factor.fma(restOfSum, factor.fma(sum, v.neg())));
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector held = VectorMath.holdAbove(x, FloatVector.broadcast(F, GeluSpec.TANH_HOLD_BELOW));
        FloatVector sum = held.fma(held, FloatVector.broadcast(F, GeluSpec.D_HIGH));
        FloatVector factor = held.mul(GeluSpec.V_HIGH);
        FloatVector v = factor.mul(sum);
        FloatVector shifted = v.fma(SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND);
        FloatVector r = sigmoidRemainder(shifted, v).add(restOfV(held, sum, factor, v));
        FloatVector y = sigmoidQuotient(held, shifted, sigmoidReduced(r));
        return y.blend(x, x.compare(VectorOperators.GT, GeluSpec.TANH_IDENTITY_ABOVE));
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
