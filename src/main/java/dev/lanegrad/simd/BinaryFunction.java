package dev.lanegrad.simd;

import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.Relu6;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of two vectors and two numbers, for {@link ZipLoop}: gradients of activations and losses. */
enum BinaryFunction {
    /** Identity's gradient: dy. */
    SECOND {
        @Override
        FloatVector apply(FloatVector kept, FloatVector dy, float p, float q) {
            return dy;
        }
    },
    /** dy * (y * (1 - y)). */
    SIGMOID_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float p, float q) {
            return dy.mul(y.mul(y.broadcast(1f).sub(y)));
        }
    },
    /** dy * fma(-y, y, 1). */
    TANH_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float p, float q) {
            return dy.mul(y.neg().fma(y, y.broadcast(1f)));
        }
    },
    /** y &lt;= 0 ? 0 : dy. */
    RELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float p, float q) {
            return dy.blend(0f, y.compare(VectorOperators.LE, 0f));
        }
    },
    /** z &lt;= 0 ? slope * dy : dy. */
    LEAKY_RELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float slope, float q) {
            return dy.blend(dy.mul(slope), z.compare(VectorOperators.LE, 0f));
        }
    },
    /** y * (dy - dot): softmax's gradient, given dot = sum(dy * y). */
    SOFTMAX_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float dot, float q) {
            return y.mul(dy.sub(dot));
        }
    },
    /** (a - b) * factor. */
    SCALED_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor, float q) {
            return a.sub(b).mul(factor);
        }
    },
    /** a * b. */
    PRODUCT {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.mul(b);
        }
    },
    /** fma(a, factor, -b). */
    PRODUCT_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor, float q) {
            return a.fma(a.broadcast(factor), b.neg());
        }
    },
    /** signum(a - b) * factor; zeros and NaN pass both comparisons, which leaves them as they are. */
    SIGN_OF_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor, float q) {
            FloatVector difference = a.sub(b);
            return difference.blend(1f, difference.compare(VectorOperators.GT, 0f))
                    .blend(-1f, difference.compare(VectorOperators.LT, 0f)).mul(factor);
        }
    },
    /** a - b, clamped to +-limit; NaN passes both comparisons. */
    CLAMPED_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float limit, float q) {
            FloatVector difference = a.sub(b);
            return difference.blend(limit, difference.compare(VectorOperators.GT, limit))
                    .blend(-limit, difference.compare(VectorOperators.LT, -limit));
        }
    },
    /** (sigmoid(z) - t) * factor. */
    SIGMOID_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector z, FloatVector t, float factor, float q) {
            return VectorMath.sigmoid(z).sub(t).mul(factor);
        }
    },
    /** y &lt;= 0 or y &gt;= 6 ? 0 : dy. */
    RELU6_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float p, float q) {
            return dy.blend(0f, y.compare(VectorOperators.LE, 0f)).blend(0f, y.compare(VectorOperators.GE, Relu6.CEILING));
        }
    },
    /** z &lt;= threshold ? 0 : dy. */
    THRESHOLDED_RELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float threshold, float q) {
            return dy.blend(0f, z.compare(VectorOperators.LE, threshold));
        }
    },
    /** z &gt; 0 ? dy : dy * (alpha * e^z). */
    ELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float alpha, float q) {
            return dy.mul(VectorMath.expOfNegative(z).mul(alpha)).blend(dy, z.compare(VectorOperators.GT, 0f));
        }
    },
    /** dy * (z &gt; 0 ? gamma : gammaAlpha * e^z). */
    SELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float gamma, float gammaAlpha) {
            return dy.mul(VectorMath.expOfNegative(z).mul(gammaAlpha).blend(gamma, z.compare(VectorOperators.GT, 0f)));
        }
    },
    /** z &gt; 0 ? dy : dy * e^(z / alpha). */
    CELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float alpha, float q) {
            return dy.mul(VectorMath.expOfNegative(z.div(alpha))).blend(dy, z.compare(VectorOperators.GT, 0f));
        }
    },
    /** dy * gelu'(z). */
    GELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(VectorUnits.geluDerivative(z));
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** dy * gelu_tanh'(z). */
    GELU_TANH_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(VectorUnits.geluTanhDerivative(z));
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** dy * silu'(z). */
    SILU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(VectorUnits.siluDerivative(z));
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** dy * mish'(z). */
    MISH_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(VectorUnits.mishDerivative(z));
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** beta * z &gt; threshold ? dy : dy * sigmoid(beta * z). */
    SOFTPLUS_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float beta, float threshold) {
            FloatVector scaled = z.mul(beta);
            return dy.mul(VectorMath.sigmoid(scaled)).blend(dy, scaled.compare(VectorOperators.GT, threshold));
        }
    },
    /** dy * (1 - |y|)^2. */
    SOFTSIGN_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float p, float q) {
            FloatVector rest = FloatVector.broadcast(Lanes.FLOAT, 1f).sub(y.abs());
            return dy.mul(rest.mul(rest));
        }
    },
    /** y &lt;= 0 or y &gt;= 1 ? 0 : dy * alpha. */
    HARD_SIGMOID_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float alpha, float q) {
            return dy.mul(alpha).blend(0f, y.compare(VectorOperators.LE, 0f)).blend(0f, y.compare(VectorOperators.GE, 1f));
        }
    },
    /** z &lt;= -3 ? 0 : z &gt;= 3 ? dy : dy * fma(z, 1 / 3, 1 / 2). */
    HARD_SWISH_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(z.fma(1 / 3f, 0.5f)).blend(0f, z.compare(VectorOperators.LE, -HardSwish.BOUND)).blend(dy,
                    z.compare(VectorOperators.GE, HardSwish.BOUND));
        }
    },
    /** y &lt;= min or y &gt;= max ? 0 : dy. */
    HARD_TANH_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float min, float max) {
            return dy.blend(0f, y.compare(VectorOperators.LE, min)).blend(0f, y.compare(VectorOperators.GE, max));
        }
    },
    /** dy * sigmoid(-z). */
    LOG_SIGMOID_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            return dy.mul(VectorMath.sigmoid(z.neg()));
        }
    },
    /** fma(-e^y, total, dy): log-softmax's gradient, given total = sum(dy). */
    LOG_SOFTMAX_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector dy, float total, float q) {
            return VectorMath.exp(y).neg().fma(FloatVector.broadcast(Lanes.FLOAT, total), dy);
        }
    };

    /** How many vectors an iteration of the loop takes: one where two exceed the node budget. */
    int vectors() {
        return 2;
    }

    abstract FloatVector apply(FloatVector a, FloatVector b, float p, float q);
}
