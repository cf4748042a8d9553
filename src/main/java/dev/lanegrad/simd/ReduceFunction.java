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
    /** fma(d, d, sum) with d = a - b. */
    SQUARED_DIFFERENCE {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector difference = a.sub(b);
            return difference.fma(difference, sum);
        }
    },
    /** sum + |a - b|. */
    ABSOLUTE_DIFFERENCE {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            return sum.add(a.sub(b).abs());
        }
    },
    /** fma(c, fma(-0.5, c, |a - b|), sum) with c = |a - b| &gt; p ? p : |a - b|. */
    HUBER {
        @Override
        FloatVector accumulate(FloatVector sum, FloatVector a, FloatVector b, float p, float q) {
            FloatVector magnitude = a.sub(b).abs();
            FloatVector near = magnitude.blend(p, magnitude.compare(VectorOperators.GT, p));
            return near.fma(near.broadcast(-0.5f).fma(near, magnitude), sum);
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
