package dev.lanegrad.simd;

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
        FloatVector q = s.fma(Constants.LOG_COSH_Q5, Constants.LOG_COSH_Q4);
        q = q.fma(s, Constants.LOG_COSH_Q3);
        q = q.fma(s, Constants.LOG_COSH_Q2);
        q = q.fma(s, Constants.LOG_COSH_Q1);
        q = q.fma(s, Constants.LOG_COSH_Q0);
        FloatVector near = s.mul(Constants.HALF).add(s.mul(s).fma(q, lost.mul(Constants.HALF)));
        FloatVector far = a.sub(Constants.LOG_COSH_LN2).add(softplus);
        return far.blend(near, a.compare(VectorOperators.LT, Constants.LOG_COSH_SMALL_BELOW));
    }
}
