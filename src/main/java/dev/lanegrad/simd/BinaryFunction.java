package dev.lanegrad.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of two vectors and a parameter, for {@link ZipLoop}: gradients of activations and losses. */
enum BinaryFunction {
    /** Identity's gradient: dy. */
    SECOND {
        @Override
        FloatVector apply(FloatVector kept, FloatVector dy, float parameter) {
            return dy;
        }
    },
    /** dy * (y * (1 - y)). */
    SIGMOID_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float parameter) {
            return dy.mul(y.mul(y.broadcast(1f).sub(y)));
        }
    },
    /** dy * fma(-y, y, 1). */
    TANH_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float parameter) {
            return dy.mul(y.neg().fma(y, y.broadcast(1f)));
        }
    },
    /** y &lt;= 0 ? 0 : dy. */
    RELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float parameter) {
            return dy.blend(0f, y.compare(VectorOperators.LE, 0f));
        }
    },
    /** z &lt;= 0 ? slope * dy : dy. */
    LEAKY_RELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float slope) {
            return dy.blend(dy.mul(slope), z.compare(VectorOperators.LE, 0f));
        }
    },
    /** y * (dy - dot): softmax's gradient, given dot = sum(dy * y). */
    SOFTMAX_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float dot) {
            return y.mul(dy.sub(dot));
        }
    },
    /** (a - b) * factor. */
    SCALED_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor) {
            return a.sub(b).mul(factor);
        }
    },
    /** a * b. */
    PRODUCT {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float parameter) {
            return a.mul(b);
        }
    },
    /** fma(a, factor, -b). */
    PRODUCT_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor) {
            return a.fma(a.broadcast(factor), b.neg());
        }
    },
    /** signum(a - b) * factor; zeros and NaN pass both comparisons, which leaves them as they are. */
    SIGN_OF_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor) {
            FloatVector difference = a.sub(b);
            return difference.blend(1f, difference.compare(VectorOperators.GT, 0f))
                    .blend(-1f, difference.compare(VectorOperators.LT, 0f)).mul(factor);
        }
    },
    /** a - b, clamped to +-limit; NaN passes both comparisons. */
    CLAMPED_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float limit) {
            FloatVector difference = a.sub(b);
            return difference.blend(limit, difference.compare(VectorOperators.GT, limit))
                    .blend(-limit, difference.compare(VectorOperators.LT, -limit));
        }
    },
    /** (sigmoid(z) - t) * factor. */
    SIGMOID_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector z, FloatVector t, float factor) {
            return VectorMath.sigmoid(z).sub(t).mul(factor);
        }
    };

    abstract FloatVector apply(FloatVector a, FloatVector b, float parameter);
}
