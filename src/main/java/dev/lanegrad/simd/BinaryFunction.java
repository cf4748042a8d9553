package dev.lanegrad.simd;

import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.spec.GeluPieces;
import dev.lanegrad.spec.GeluTanhPieces;
import dev.lanegrad.spec.Pieces;
import dev.lanegrad.spec.SiluPieces;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/** Functions of two vectors and two numbers, for {@link ZipLoop}: gradients of activations and losses. */
enum BinaryFunction {
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
    /** dy * gelu'(z), mirrored from -|z| where z is above 0: flat, since C2 inlines no more methods of ours by then. */
    GELU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            FloatVector slope = VectorUnits.geluDerivative(z);
            return dy.mul(slope.blend(Constants.ONE.sub(slope), z.compare(VectorOperators.GT, Constants.ZERO)));
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return GeluPieces.SLOPE;
        }
    },
    /** dy * gelu_tanh'(z), mirrored from -|z| where z is above 0: flat, since C2 inlines no more methods of ours by then. */
    GELU_TANH_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            FloatVector slope = VectorUnits.geluTanhDerivative(z);
            return dy.mul(slope.blend(Constants.ONE.sub(slope), z.compare(VectorOperators.GT, Constants.ZERO)));
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return GeluTanhPieces.SLOPE;
        }
    },
    /** dy * silu'(z), mirrored from -|z| where z is above 0: flat, since C2 inlines no more methods of ours by then. */
    SILU_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector dy, float p, float q) {
            FloatVector slope = VectorUnits.siluDerivative(z);
            return dy.mul(slope.blend(Constants.ONE.sub(slope), z.compare(VectorOperators.GT, Constants.ZERO)));
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return SiluPieces.SLOPE;
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
    /** a * b. */
    PRODUCT {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.mul(b);
        }
    },
    /** a + b. */
    SUM {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.add(b);
        }
    },
    /** x &lt; 0 ? slope * x : x; false for NaN, which passes. */
    PARAMETRIC_RELU {
        @Override
        FloatVector apply(FloatVector x, FloatVector slope, float p, float q) {
            return x.blend(slope.mul(x), x.compare(VectorOperators.LT, 0f));
        }
    },
    /** fma(a, factor, -b). */
    PRODUCT_DIFFERENCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor, float q) {
            return a.fma(a.broadcast(factor), b.neg());
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

        @Override
        int vectors() {
            return 1;
        }
    },
    /** a * fma(b, keep, rest): weights times smoothed targets. */
    SMOOTHED_PRODUCT {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float keep, float rest) {
            return a.mul(b.fma(keep, rest));
        }
    },
    /** a == 0 ? 0 : a * factor. */
    SCALED_UNLESS_ZERO {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float factor, float q) {
            return a.mul(factor).blend(0f, a.compare(VectorOperators.EQ, 0f));
        }
    },
    /** a + b. */
    ADD {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.add(b);
        }
    },
    /** 1 + (a - b): what the logit's probability is multiplied by where positive answers are weighted. */
    WEIGHTED_SHARE {
        @Override
        FloatVector apply(FloatVector u, FloatVector t, float p, float q) {
            return u.sub(t).add(1f);
        }
    },
    /** sigmoid(z) * b. */
    SIGMOID_PRODUCT {
        @Override
        FloatVector apply(FloatVector z, FloatVector b, float p, float q) {
            return VectorMath.sigmoid(z).mul(b);
        }
    },
    /** |a - b|. */
    DISTANCE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.sub(b).abs();
        }
    },
    /** a == 0 ? 0 : a * b. */
    PRODUCT_UNLESS_ZERO {
        @Override
        FloatVector apply(FloatVector a, FloatVector b, float p, float q) {
            return a.mul(b).blend(0f, a.compare(VectorOperators.EQ, 0f));
        }
    },
    /** The same of 1 - t and b: the answers of no. */
    REST_PRODUCT_UNLESS_ZERO {
        @Override
        FloatVector apply(FloatVector t, FloatVector b, float p, float q) {
            FloatVector rest = t.broadcast(1f).sub(t);
            return rest.mul(b).blend(0f, rest.compare(VectorOperators.EQ, 0f));
        }
    },
    /** |z| times how wrong its sign is: f == 0 ? 0 : |z| * f with f = z &gt; 0 ? 1 - t : t. */
    WRONG_MAGNITUDE {
        @Override
        FloatVector apply(FloatVector z, FloatVector t, float p, float q) {
            FloatVector wrong = t.blend(t.broadcast(1f).sub(t), z.compare(VectorOperators.GT, 0f));
            return z.abs().mul(wrong).blend(0f, wrong.compare(VectorOperators.EQ, 0f));
        }
    },
    /** log(cosh(a)) for a not negative, given softplus(-2 a). */
    LOG_COSH {
        @Override
        FloatVector apply(FloatVector a, FloatVector softplus, float p, float q) {
            return LossMath.logCosh(a, softplus);
        }
    },
    /** -t * max(logarithm, least): the positive answers' part on probabilities. */
    POSITIVE_LOG {
        @Override
        FloatVector apply(FloatVector logarithm, FloatVector t, float least, float q) {
            return t.neg().mul(logarithm.blend(least, logarithm.compare(VectorOperators.LT, least)));
        }
    },
    /** (t - 1) * max(logarithm, least): the other answers' part. */
    NEGATIVE_LOG {
        @Override
        FloatVector apply(FloatVector logarithm, FloatVector t, float least, float q) {
            return t.sub(1f).mul(logarithm.blend(least, logarithm.compare(VectorOperators.LT, least)));
        }
    },
    /** Mean squared error's gradient: 2 (y - t) * factor. */
    SQUARED_ERROR_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float p, float factor) {
            return y.sub(t).mul(2f).mul(factor);
        }
    },
    /** Mean absolute error's: signum(y - t) * factor. */
    ABSOLUTE_ERROR_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float p, float factor) {
            return sign(y.sub(t)).mul(factor);
        }
    },
    /** Huber's: y - t, clamped to +-limit, * factor; NaN passes both comparisons. */
    HUBER_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float limit, float factor) {
            FloatVector difference = y.sub(t);
            return difference.blend(limit, difference.compare(VectorOperators.GT, limit))
                    .blend(-limit, difference.compare(VectorOperators.LT, -limit)).mul(factor);
        }
    },
    /** Smooth L1's: (|d| &lt; beta ? d / beta : signum(d)) * factor with d = y - t. */
    SMOOTH_L1_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float beta, float factor) {
            FloatVector difference = y.sub(t);
            return sign(difference).blend(difference.div(beta), difference.abs().compare(VectorOperators.LT, beta))
                    .mul(factor);
        }
    },
    /** Its gradient: (sigmoid(z) - t) * factor. */
    BINARY_CROSS_ENTROPY_GRADIENT {
        @Override
        FloatVector apply(FloatVector z, FloatVector t, float p, float factor) {
            return VectorMath.sigmoid(z).sub(t).mul(factor);
        }
    },
    /** (y - t) / max((1 - y) y, least) * factor: the gradient on probabilities. */
    PROBABILITY_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float least, float factor) {
            FloatVector variance = y.broadcast(1f).sub(y).mul(y);
            return y.sub(t).div(variance.blend(least, variance.compare(VectorOperators.LT, least))).mul(factor);
        }
    },
    /** Its gradient: -t * factor. */
    DIVERGENCE_GRADIENT {
        @Override
        FloatVector apply(FloatVector x, FloatVector t, float p, float factor) {
            return t.neg().mul(factor);
        }
    },
    /** The hinge's gradient: (v &gt; 0 ? -t : 0) * factor with v = fma(-t, y, 1); NaN passes both comparisons. */
    HINGE_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float p, float factor) {
            FloatVector minus = t.neg();
            FloatVector side = minus.fma(y, t.broadcast(1f));
            return side.blend(minus, side.compare(VectorOperators.GT, 0f))
                    .blend(0f, side.compare(VectorOperators.LE, 0f)).mul(factor);
        }
    },
    /** The squared hinge's: (-2 * (v &lt;= 0 ? 0 : v)) * t * factor. */
    SQUARED_HINGE_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float p, float factor) {
            FloatVector side = t.neg().fma(y, t.broadcast(1f));
            return side.blend(0f, side.compare(VectorOperators.LE, 0f)).mul(-2f).mul(t).mul(factor);
        }
    },
    /** Its gradient: (1 - t / (y + epsilon)) * factor. */
    RATE_POISSON_GRADIENT {
        @Override
        FloatVector apply(FloatVector y, FloatVector t, float epsilon, float factor) {
            return y.broadcast(1f).sub(t.div(y.add(epsilon))).mul(factor);
        }
    };

    /** How many vectors an iteration of the loop takes: one where two exceed the node budget. */
    int vectors() {
        return 2;
    }

    /** The derivative as polynomials, for {@link PieceGradientLoop}; the constant's own formula is then used beyond them. */
    @Nullable
    Pieces pieces() {
        return null;
    }

    abstract FloatVector apply(FloatVector a, FloatVector b, float p, float q);

    /** signum; zeros and NaN pass both comparisons, which leaves them as they are. */
    private static FloatVector sign(FloatVector v) {
        return v.blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.compare(VectorOperators.LT, 0f));
    }
}
