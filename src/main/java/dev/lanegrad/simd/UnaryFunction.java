package dev.lanegrad.simd;

import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.spec.GeluPieces;
import dev.lanegrad.spec.GeluTanhPieces;
import dev.lanegrad.spec.Pieces;
import dev.lanegrad.spec.TanhSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/** Functions of one vector and two numbers, for {@link MapLoop}. Each constant names its scalar formula. */
enum UnaryFunction {
    /** v. */
    COPY {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v;
        }
    },
    /** The logistic function. */
    SIGMOID {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.sigmoid(v);
        }
    },
    /** The hyperbolic tangent. */
    TANH {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.tanh(v);
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return TanhSpec.PIECES;
        }
    },
    /** v &lt;= 0 ? 0 : v; the comparison is false for NaN, which passes. */
    RELU {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.blend(0f, v.compare(VectorOperators.LE, 0f));
        }
    },
    /** v &lt;= 0 ? slope * v : v. */
    LEAKY_RELU {
        @Override
        FloatVector apply(FloatVector v, float slope, float q) {
            return v.blend(v.mul(slope), v.compare(VectorOperators.LE, 0f));
        }
    },
    /** exp(v - p) for v up to p. */
    SHIFTED_EXP {
        @Override
        FloatVector apply(FloatVector v, float shift, float q) {
            return VectorMath.expOfNegative(v.sub(shift));
        }
    },
    /** +0. */
    ZERO {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.broadcast(0f);
        }
    },
    /** -|v|. */
    NEGATED_MAGNITUDE {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.abs().neg();
        }
    },
    /** v + p. */
    PLUS {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.add(p);
        }
    },
    /** v * p. */
    SCALE {
        @Override
        FloatVector apply(FloatVector v, float factor, float q) {
            return v.mul(factor);
        }
    },
    /** e^v. */
    EXP {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.exp(v);
        }
    },
    /** e^v - 1. */
    EXPM1 {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.expm1(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** log v. */
    LOG {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.log(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** log(1 + v). */
    LOG1P {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.log1p(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** log(1 + e^v). */
    SOFTPLUS {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.softplus(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** The error function. */
    ERF {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.erf(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** 1 / sqrt(v). */
    INVERSE_SQRT {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.inverseSqrt(v);
        }
    },
    /** v &lt;= 0 ? 0 : v &gt;= 6 ? 6 : v. */
    RELU6 {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.blend(0f, v.compare(VectorOperators.LE, 0f)).blend(Relu6.CEILING,
                    v.compare(VectorOperators.GE, Relu6.CEILING));
        }
    },
    /** v &lt;= threshold ? value : v. */
    THRESHOLDED_RELU {
        @Override
        FloatVector apply(FloatVector v, float threshold, float value) {
            return v.blend(value, v.compare(VectorOperators.LE, threshold));
        }
    },
    /** v &gt;= 0 ? v : alpha * (e^v - 1). */
    ELU {
        @Override
        FloatVector apply(FloatVector v, float alpha, float q) {
            return VectorMath.expm1OfNegative(v).mul(alpha).blend(v, v.compare(VectorOperators.GE, 0f));
        }
    },
    /** v &gt;= 0 ? gamma * v : gammaAlpha * (e^v - 1). */
    SELU {
        @Override
        FloatVector apply(FloatVector v, float gamma, float gammaAlpha) {
            return VectorMath.expm1OfNegative(v).mul(gammaAlpha).blend(v.mul(gamma), v.compare(VectorOperators.GE, 0f));
        }
    },
    /** v &gt;= 0 ? v : alpha * (e^(v / alpha) - 1). */
    CELU {
        @Override
        FloatVector apply(FloatVector v, float alpha, float q) {
            return VectorMath.expm1OfNegative(v.div(alpha)).mul(alpha).blend(v, v.compare(VectorOperators.GE, 0f));
        }
    },
    /** v P(v). */
    GELU {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorUnits.gelu(v);
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return GeluPieces.VALUE;
        }
    },
    /** v / (1 + e^-(2 sqrt(2 / pi) (v + 0.044715 v^3))). */
    GELU_TANH {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorUnits.geluTanh(v);
        }

        @Override
        int vectors() {
            return 1;
        }

        @Override
        Pieces pieces() {
            return GeluTanhPieces.VALUE;
        }
    },
    /** v / (1 + e^-v). */
    SILU {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorUnits.silu(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** v tanh(log(1 + e^v)). */
    MISH {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorUnits.mish(v);
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** beta * v &gt; threshold ? v : log(1 + e^(beta * v)) / beta. */
    SCALED_SOFTPLUS {
        @Override
        FloatVector apply(FloatVector v, float beta, float threshold) {
            FloatVector factor = v.broadcast(beta);
            FloatVector scaled = v.mul(factor);
            return VectorMath.softplus(scaled).div(factor).blend(v, scaled.compare(VectorOperators.GT, threshold));
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** v / (1 + |v|), with |v| held at the largest float. */
    SOFTSIGN {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            FloatVector a = VectorMath.holdBelow(v.abs(), Constants.MAX_VALUE);
            return VectorMath.withSignOf(v, a.div(a.add(1f)));
        }
    },
    /** fma(v, alpha, beta), held in [0, 1]. */
    HARD_SIGMOID {
        @Override
        FloatVector apply(FloatVector v, float alpha, float beta) {
            FloatVector y = v.fma(alpha, beta);
            return y.blend(0f, y.compare(VectorOperators.LE, 0f)).blend(1f, y.compare(VectorOperators.GE, 1f));
        }
    },
    /** v &lt;= -3 ? -0 : v &gt;= 3 ? v : v * (v + 3) * (1 / 6). */
    HARD_SWISH {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            FloatVector y = v.mul(v.add(HardSwish.BOUND)).mul(1 / 6f);
            return y.blend(-0f, v.compare(VectorOperators.LE, -HardSwish.BOUND)).blend(v,
                    v.compare(VectorOperators.GE, HardSwish.BOUND));
        }
    },
    /** v, held in [min, max]. */
    HARD_TANH {
        @Override
        FloatVector apply(FloatVector v, float min, float max) {
            return v.blend(min, v.compare(VectorOperators.LE, min)).blend(max, v.compare(VectorOperators.GE, max));
        }
    },
    /** -log(1 + e^-v). */
    LOG_SIGMOID {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return VectorMath.softplus(v.neg()).neg();
        }

        @Override
        int vectors() {
            return 1;
        }
    },
    /** v - p - q. */
    SHIFTED {
        @Override
        FloatVector apply(FloatVector v, float p, float q) {
            return v.sub(p).sub(q);
        }
    };

    /** How many vectors an iteration of the loop takes: one where two exceed the node budget. */
    int vectors() {
        return 2;
    }

    /** The function as polynomials, for {@link PieceLoop}; what the constant computes is then used beyond them only. */
    @Nullable
    Pieces pieces() {
        return null;
    }

    abstract FloatVector apply(FloatVector v, float p, float q);
}
