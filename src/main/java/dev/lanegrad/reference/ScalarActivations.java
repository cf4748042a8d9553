package dev.lanegrad.reference;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Celu;
import dev.lanegrad.activation.Elu;
import dev.lanegrad.activation.Gelu;
import dev.lanegrad.activation.GeluTanh;
import dev.lanegrad.activation.HardSigmoid;
import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.HardTanh;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.LogSigmoid;
import dev.lanegrad.activation.LogSoftmax;
import dev.lanegrad.activation.Mish;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.activation.Selu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Silu;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.activation.Softplus;
import dev.lanegrad.activation.Softsign;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.activation.ThresholdedRelu;
import dev.lanegrad.memory.Matrix;

/** Values and gradients of the activations, one element or one row at a time. Stateless, thread-safe. */
public final class ScalarActivations {
    private ScalarActivations() {
    }

    /**
     * f(z).
     *
     * @param activation the function f
     * @param z the weighted sum
     * @return the value, within {@link Activation#accuracy()} of the exact one
     */
    public static float value(Activation.Elementwise activation, float z) {
        return switch (activation) {
            case Identity f -> z;
            case Sigmoid f -> ScalarMath.sigmoid(z);
            case Tanh f -> ScalarMath.tanh(z);
            case Relu f -> z <= 0 ? 0 : z;
            case Relu6 f -> z <= 0 ? 0 : z >= Relu6.CEILING ? Relu6.CEILING : z;
            case LeakyRelu f -> z <= 0 ? f.slope() * z : z;
            case ThresholdedRelu f -> z <= f.threshold() ? f.value() : z;
            case Elu f -> z >= 0 ? z : f.alpha() * ScalarMath.expm1OfNegative(z);
            case Selu f -> z >= 0 ? f.gamma() * z : f.gamma() * f.alpha() * ScalarMath.expm1OfNegative(z);
            case Celu f -> z >= 0 ? z : f.alpha() * ScalarMath.expm1OfNegative(z / f.alpha());
            case Gelu f -> ScalarUnits.gelu(z);
            case GeluTanh f -> ScalarUnits.geluTanh(z);
            case Silu f -> ScalarUnits.silu(z);
            case Mish f -> ScalarUnits.mish(z);
            case Softplus f -> f.beta() * z > f.threshold() ? z : ScalarMath.softplus(f.beta() * z) / f.beta();
            case Softsign f -> softsign(z);
            case HardSigmoid f -> held(Math.fma(z, f.alpha(), f.beta()), 0, 1);
            case HardSwish f -> hardSwish(z);
            case HardTanh f -> held(z, f.min(), f.max());
            case LogSigmoid f -> -ScalarMath.softplus(-z);
        };
    }

    /**
     * dz = dy * f'(z).
     *
     * @param activation the function f
     * @param kept z or f(z), as {@link Activation#keeps()} says
     * @param dy gradient with respect to f(z)
     * @return gradient with respect to z
     */
    public static float gradient(Activation.Elementwise activation, float kept, float dy) {
        return switch (activation) {
            case Identity f -> dy;
            case Sigmoid f -> dy * (kept * (1 - kept));
            case Tanh f -> dy * Math.fma(-kept, kept, 1f);
            case Relu f -> kept <= 0 ? 0 : dy;
            case Relu6 f -> kept <= 0 || kept >= Relu6.CEILING ? 0 : dy;
            case LeakyRelu f -> kept <= 0 ? f.slope() * dy : dy;
            case ThresholdedRelu f -> kept <= f.threshold() ? 0 : dy;
            case Elu f -> kept > 0 ? dy : dy * (f.alpha() * ScalarMath.exp(kept));
            case Selu f -> dy * (kept > 0 ? f.gamma() : f.gamma() * f.alpha() * ScalarMath.exp(kept));
            case Celu f -> kept > 0 ? dy : dy * ScalarMath.exp(kept / f.alpha());
            case Gelu f -> dy * ScalarUnits.geluDerivative(kept);
            case GeluTanh f -> dy * ScalarUnits.geluTanhDerivative(kept);
            case Silu f -> dy * ScalarUnits.siluDerivative(kept);
            case Mish f -> dy * ScalarUnits.mishDerivative(kept);
            case Softplus f -> f.beta() * kept > f.threshold() ? dy : dy * ScalarMath.sigmoid(f.beta() * kept);
            case Softsign f -> dy * ((1 - Math.abs(kept)) * (1 - Math.abs(kept)));
            case HardSigmoid f -> kept <= 0 || kept >= 1 ? 0 : dy * f.alpha();
            case HardSwish f -> hardSwishGradient(kept, dy);
            case HardTanh f -> kept <= f.min() || kept >= f.max() ? 0 : dy;
            case LogSigmoid f -> dy * ScalarMath.sigmoid(-kept);
        };
    }

    /** x, held in [min, max]; NaN passes both comparisons. */
    private static float held(float x, float min, float max) {
        return x <= min ? min : x >= max ? max : x;
    }

    private static float softsign(float z) {
        // the quotient of two infinities would be NaN
        float a = held(Math.abs(z), 0, Float.MAX_VALUE);
        return Math.copySign(a / (1 + a), z);
    }

    private static float hardSwish(float z) {
        if (z <= -HardSwish.BOUND) {
            return -0f;
        }
        return z >= HardSwish.BOUND ? z : z * (z + HardSwish.BOUND) * (1 / 6f);
    }

    private static float hardSwishGradient(float z, float dy) {
        if (z <= -HardSwish.BOUND) {
            return 0;
        }
        return z >= HardSwish.BOUND ? dy : dy * Math.fma(z, 1 / 3f, 0.5f);
    }

    /**
     * y = f(row of z), for a function of a whole row.
     *
     * @param activation the function f
     * @param z batch x width
     * @param row which row
     * @param y batch x width; may be z
     */
    static void value(Activation.Rowwise activation, Matrix z, int row, Matrix y) {
        switch (activation) {
            case Softmax f -> {
                float max = max(z, row);
                for (int c = 0; c < z.columns(); c++) {
                    y.set(row, c, ScalarMath.exp(z.get(row, c) - max));
                }
                LaneSum sum = new LaneSum();
                for (int c = 0; c < z.columns(); c++) {
                    sum.add(c, y.get(row, c));
                }
                float inverse = 1 / sum.total();
                for (int c = 0; c < z.columns(); c++) {
                    y.set(row, c, y.get(row, c) * inverse);
                }
            }
            case LogSoftmax f -> {
                float max = max(z, row);
                LaneSum sum = new LaneSum();
                for (int c = 0; c < z.columns(); c++) {
                    sum.add(c, ScalarMath.exp(z.get(row, c) - max));
                }
                float logarithm = ScalarMath.log(sum.total());
                for (int c = 0; c < z.columns(); c++) {
                    y.set(row, c, z.get(row, c) - max - logarithm);
                }
            }
        }
    }

    /**
     * dz = dy times the Jacobian of f at the row.
     *
     * @param activation the function f
     * @param kept z or y
     * @param dy gradient with respect to y
     * @param row which row
     * @param dz gradient with respect to z; may be dy
     */
    static void gradient(Activation.Rowwise activation, Matrix kept, Matrix dy, int row, Matrix dz) {
        switch (activation) {
            case Softmax f -> {
                LaneSum sum = new LaneSum();
                for (int c = 0; c < kept.columns(); c++) {
                    sum.addProduct(c, dy.get(row, c), kept.get(row, c));
                }
                float dot = sum.total();
                for (int c = 0; c < kept.columns(); c++) {
                    dz.set(row, c, kept.get(row, c) * (dy.get(row, c) - dot));
                }
            }
            case LogSoftmax f -> {
                LaneSum sum = new LaneSum();
                for (int c = 0; c < kept.columns(); c++) {
                    sum.add(c, dy.get(row, c));
                }
                float total = sum.total();
                for (int c = 0; c < kept.columns(); c++) {
                    dz.set(row, c, Math.fma(-ScalarMath.exp(kept.get(row, c)), total, dy.get(row, c)));
                }
            }
        }
    }

    /** The largest element; NaN is passed over (the exponential of the NaN element carries it on), -Inf if none. */
    static float max(Matrix z, int row) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < z.columns(); c++) {
            max = z.get(row, c) > max ? z.get(row, c) : max;
        }
        return max;
    }
}
