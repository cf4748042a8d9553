package dev.lanegrad.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of one vector and a parameter, for {@link MapLoop}. Each constant names its scalar formula. */
enum UnaryFunction {
    /** v. */
    COPY {
        @Override
        FloatVector apply(FloatVector v, float parameter) {
            return v;
        }
    },
    /** The logistic function. */
    SIGMOID {
        @Override
        FloatVector apply(FloatVector v, float parameter) {
            return VectorMath.sigmoid(v);
        }
    },
    /** The hyperbolic tangent. */
    TANH {
        @Override
        FloatVector apply(FloatVector v, float parameter) {
            return VectorMath.tanh(v);
        }
    },
    /** v &lt;= 0 ? 0 : v; the comparison is false for NaN, which passes. */
    RELU {
        @Override
        FloatVector apply(FloatVector v, float parameter) {
            return v.blend(0f, v.compare(VectorOperators.LE, 0f));
        }
    },
    /** v &lt;= 0 ? slope * v : v. */
    LEAKY_RELU {
        @Override
        FloatVector apply(FloatVector v, float slope) {
            return v.blend(v.mul(slope), v.compare(VectorOperators.LE, 0f));
        }
    },
    /** exp(v - parameter). */
    SHIFTED_EXP {
        @Override
        FloatVector apply(FloatVector v, float shift) {
            return VectorMath.exp(v.sub(shift));
        }
    },
    /** exp(-|v|). */
    EXP_OF_NEGATED_MAGNITUDE {
        @Override
        FloatVector apply(FloatVector v, float parameter) {
            return VectorMath.exp(v.abs().neg());
        }
    },
    /** v * parameter. */
    SCALE {
        @Override
        FloatVector apply(FloatVector v, float factor) {
            return v.mul(factor);
        }
    };

    abstract FloatVector apply(FloatVector v, float parameter);
}
