package dev.lanegrad.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** One step of a sum along a row, for {@link ReduceLoop}. */
enum ReduceFunction {
    /** sum + a. */
    SUM {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return sum.add(a);
        }
    },
    /** sum + e^(a - p), for a up to p. */
    SHIFTED_EXP {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return sum.add(VectorMath.expOfNegative(a.sub(p)));
        }
    },
    /** fma(a, b, sum). */
    DOT {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return a.fma(b, sum);
        }
    },
    /** sum + (a - p). */
    DEVIATION {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return sum.add(a.sub(p));
        }
    },
    /** fma(d, d, sum) with d = a - p. */
    SQUARED_DEVIATION {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector deviation = a.sub(p);
            return deviation.fma(deviation, sum);
        }
    },
    /** fma(a, (b - p) - q, sum). */
    DOT_DEVIATION {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return a.fma(b.sub(p).sub(q), sum);
        }
    },
    /** sum + d * d with d = a - b. */
    SQUARED_ERROR {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector difference = a.sub(b);
            return sum.add(difference.mul(difference));
        }
    },
    /** sum + |a - b|. */
    ABSOLUTE_ERROR {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return sum.add(a.sub(b).abs());
        }
    },
    /** sum + c * fma(-0.5, c, |a - b|) with c = |a - b| &gt; delta ? delta : |a - b|. */
    HUBER {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float delta, float q) {
            FloatVector magnitude = a.sub(b).abs();
            FloatVector near = magnitude.blend(delta, magnitude.compare(VectorOperators.GT, delta));
            return sum.add(near.mul(near.broadcast(-0.5f).fma(near, magnitude)));
        }
    },
    /** sum + r * fma(-0.5, c, |a - b|) with c as above and r = |a - b| &lt; beta ? |a - b| / beta : 1. */
    SMOOTH_L1 {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float beta, float q) {
            FloatVector magnitude = a.sub(b).abs();
            FloatVector near = magnitude.blend(beta, magnitude.compare(VectorOperators.GT, beta));
            FloatVector ratio = magnitude.broadcast(1f).blend(magnitude.div(beta),
                    magnitude.compare(VectorOperators.LT, beta));
            return sum.add(ratio.mul(near.broadcast(-0.5f).fma(near, magnitude)));
        }
    },
    /** sum + (v &lt;= 0 ? 0 : v) with v = fma(-b, a, 1). */
    HINGE {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector side = b.neg().fma(a, b.broadcast(1f));
            return sum.add(side.blend(0f, side.compare(VectorOperators.LE, 0f)));
        }
    },
    /** sum + (v &lt;= 0 ? 0 : v)^2 with v = fma(-b, a, 1). */
    SQUARED_HINGE {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector side = b.neg().fma(a, b.broadcast(1f));
            FloatVector beyond = side.blend(0f, side.compare(VectorOperators.LE, 0f));
            return sum.add(beyond.mul(beyond));
        }
    },
    /** a == 0 ? sum : fma(a, p + (q - b), sum): the target-weighted negative log-probability, p the log-sum, q the max. */
    CROSS_ENTROPY {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector term = b.broadcast(q).sub(b).add(p);
            return a.fma(term, sum).blend(sum, a.compare(VectorOperators.EQ, 0f));
        }
    };

    abstract FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q);
}
