package dev.lanegrad.simd;

import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.TanhSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementary functions on whole vectors: lane by lane the bits of {@code dev.lanegrad.reference.ScalarMath}, at
 * every vector width. The formulas, their accuracy and their sources are described there and in {@code
 * dev.lanegrad.spec}; here is only what is peculiar to vectors: both sides of a case distinction are computed and
 * blended, so a lane that will not be chosen may hold anything, NaN included.
 */
public final class VectorMath {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;

    private VectorMath() {
    }

    /**
     * The exponential function of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return e to the power of x, lane by lane
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(ExpSpec.LOG2_E, ExpSpec.ROUND);
        IntVector m = shifted.reinterpretAsInts().lanewise(VectorOperators.MIN, ExpSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(ExpSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_LOW), r);

        FloatVector q = r.fma(ExpSpec.Q4, ExpSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q0));
        FloatVector w = r.mul(r).fma(q, r);

        IntVector half = m.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector scale2 = m.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector y = w.fma(scale1, scale1).mul(scale2);
        return y.blend(0f, x.compare(VectorOperators.LT, ExpSpec.ZERO_BELOW));
    }

    /**
     * The hyperbolic tangent of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return tanh x, lane by lane
     */
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();

        // the large arguments: 1 - 2 / (e^(2a) + 1)
        IntVector m = a.fma(TanhSpec.TWO_LOG2_E, TanhSpec.ROUND).reinterpretAsInts()
                .lanewise(VectorOperators.MIN, TanhSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(TanhSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, TanhSpec.MINUS_HALF_LN2), a);
        FloatVector p = r.fma(TanhSpec.P6, TanhSpec.P5);
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P4));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P3));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P2));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P1));
        FloatVector one = FloatVector.broadcast(F, 1f);
        p = p.fma(r, one);
        FloatVector scale = m.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector denominator = p.fma(scale, one);

        // the small ones: a + a * a^2 / q(a^2), with the same division and the same last step
        FloatVector s = a.mul(a);
        FloatVector q = s.fma(TanhSpec.Q3, TanhSpec.Q2);
        q = q.fma(s, FloatVector.broadcast(F, TanhSpec.Q1));
        q = q.fma(s, FloatVector.broadcast(F, TanhSpec.Q0));

        var small = a.compare(VectorOperators.LT, TanhSpec.SMALL_BELOW);
        FloatVector base = one.blend(a, small);
        FloatVector quotient = FloatVector.broadcast(F, -2f).blend(s, small).div(denominator.blend(q, small));
        FloatVector y = base.fma(quotient, base);
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /**
     * The logistic function of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return 1 / (1 + e to the power of -x), lane by lane
     */
    public static FloatVector sigmoid(FloatVector x) {
        FloatVector shifted = x.fma(SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND);
        IntVector m = shifted.reinterpretAsInts().lanewise(VectorOperators.MIN, SigmoidSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(SigmoidSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_LOW), r);

        FloatVector q = r.fma(SigmoidSpec.Q4, SigmoidSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q0));
        FloatVector w = r.mul(r).fma(q, r);

        IntVector half = m.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector scale2 = half.sub(m).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector y = scale2.div(w.fma(scale1, scale2).sub(scale1));
        return y.blend(1f, x.compare(VectorOperators.GT, SigmoidSpec.ONE_ABOVE));
    }
}
