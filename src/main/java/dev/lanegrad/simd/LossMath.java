package dev.lanegrad.simd;

import dev.lanegrad.spec.LogCoshSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions that only losses have, on whole vectors; the scalar formulas stand in {@code ScalarElementLosses}. */
final class LossMath {
    private LossMath() {
    }

    /** log(cosh(a)) for a not negative, given softplus(-2 a). */
    static FloatVector logCosh(FloatVector a, FloatVector softplus) {
        FloatVector s = a.mul(a);
        FloatVector lost = a.fma(a, s.neg());
        FloatVector q = s.fma(LogCoshSpec.Q5, LogCoshSpec.Q4);
        q = q.fma(s, s.broadcast(LogCoshSpec.Q3));
        q = q.fma(s, s.broadcast(LogCoshSpec.Q2));
        q = q.fma(s, s.broadcast(LogCoshSpec.Q1));
        q = q.fma(s, s.broadcast(LogCoshSpec.Q0));
        FloatVector near = s.mul(0.5f).add(s.mul(s).fma(q, lost.mul(0.5f)));
        FloatVector far = a.sub(LogCoshSpec.LN2).add(softplus);
        return far.blend(near, a.compare(VectorOperators.LT, LogCoshSpec.SMALL_BELOW));
    }
}
