package dev.lanegrad.testing;

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
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Hinge;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.LogCosh;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.SquaredHinge;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * The textbook formulas in {@code double}, written without a look at the code under test: no shared constant, no shared
 * order of operations. Tests hold the reference against them.
 */
public final class Doubles {
    private Doubles() {
    }

    /** f of a row. */
    public static double[] activate(Activation activation, double[] z) {
        return switch (activation) {
            case Activation.Elementwise f -> Arrays.stream(z).map(v -> value(f, v)).toArray();
            case Softmax f -> softmax(z);
            case LogSoftmax f -> {
                double max = Arrays.stream(z).max().orElseThrow();
                double logarithm = logSumExp(Arrays.stream(z).map(v -> v - max).toArray());
                yield Arrays.stream(z).map(v -> v - max - logarithm).toArray();
            }
        };
    }

    /** f(z). */
    public static double value(Activation.Elementwise activation, double z) {
        return switch (activation) {
            case Identity f -> z;
            case Sigmoid f -> sigmoid(z);
            case Tanh f -> StrictMath.tanh(z);
            case Relu f -> Math.max(z, 0);
            case Relu6 f -> Math.clamp(z, 0.0, 6.0);
            case LeakyRelu f -> z > 0 ? z : f.slope() * z;
            case ThresholdedRelu f -> z > f.threshold() ? z : f.value();
            case Elu f -> z > 0 ? z : f.alpha() * StrictMath.expm1(z);
            case Selu f -> f.gamma() * (z > 0 ? z : f.alpha() * StrictMath.expm1(z));
            case Celu f -> z > 0 ? z : f.alpha() * StrictMath.expm1(z / f.alpha());
            case Gelu f -> z < -40 ? -0.0 : z * normal(z);
            case GeluTanh f -> z < -40 ? -0.0 : z * sigmoid(geluArgument(z));
            case Silu f -> z < -800 ? -0.0 : z * sigmoid(z);
            case Mish f -> z < -800 ? -0.0 : z * tanhOfSoftplus(z);
            case Softplus f -> f.beta() * z > f.threshold() ? z : softplus(f.beta() * z) / f.beta();
            case Softsign f -> Double.isInfinite(z) ? Math.signum(z) : z / (1 + Math.abs(z));
            case HardSigmoid f -> Math.clamp((double) f.alpha() * z + f.beta(), 0.0, 1.0);
            case HardSwish f -> z <= -3 ? -0.0 : z * Math.clamp(z + 3, 0.0, 6.0) / 6;
            case HardTanh f -> Math.clamp(z, (double) f.min(), (double) f.max());
            case LogSigmoid f -> -softplus(-z);
        };
    }

    /** f'(z) for a finite z that is at no kink. */
    public static double slope(Activation.Elementwise activation, double z) {
        return switch (activation) {
            case Identity f -> 1;
            case Sigmoid f -> sigmoid(z) * sigmoid(-z);
            case Tanh f -> 1 / (StrictMath.cosh(z) * StrictMath.cosh(z));
            case Relu f -> z > 0 ? 1 : 0;
            case Relu6 f -> z > 0 && z < 6 ? 1 : 0;
            case LeakyRelu f -> z > 0 ? 1 : f.slope();
            case ThresholdedRelu f -> z > f.threshold() ? 1 : 0;
            case Elu f -> z > 0 ? 1 : f.alpha() * StrictMath.exp(z);
            case Selu f -> f.gamma() * (z > 0 ? 1 : f.alpha() * StrictMath.exp(z));
            case Celu f -> z > 0 ? 1 : StrictMath.exp(z / f.alpha());
            case Gelu f -> normal(z) + z * StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
            case GeluTanh f ->
                slopeOfProduct(z, geluArgument(z), z * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * z * z));
            case Silu f -> slopeOfProduct(z, z, z);
            case Mish f -> slopeOfMish(z);
            case Softplus f -> f.beta() * z > f.threshold() ? 1 : sigmoid(f.beta() * z);
            case Softsign f -> 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z)));
            case HardSigmoid f -> {
                double y = (double) f.alpha() * z + f.beta();
                yield y > 0 && y < 1 ? f.alpha() : 0;
            }
            case HardSwish f -> z <= -3 ? 0 : z >= 3 ? 1 : z / 3 + 0.5;
            case HardTanh f -> z > f.min() && z < f.max() ? 1 : 0;
            case LogSigmoid f -> sigmoid(-z);
        };
    }

    /** f' as a function of y = f(z), for the functions that keep their output. */
    public static double slopeOfOutput(Activation.Elementwise activation, double y) {
        return switch (activation) {
            case Identity f -> 1;
            case Sigmoid f -> y * (1 - y);
            case Tanh f -> (1 - y) * (1 + y);
            case Relu f -> y > 0 ? 1 : 0;
            case Relu6 f -> y > 0 && y < 6 ? 1 : 0;
            case Softsign f -> (1 - Math.abs(y)) * (1 - Math.abs(y));
            case HardSigmoid f -> y > 0 && y < 1 ? f.alpha() : 0;
            case HardTanh f -> y > f.min() && y < f.max() ? 1 : 0;
            default -> throw new AssertionError(activation + " keeps its input");
        };
    }

    /** The standard normal distribution: of both tails the smaller one is computed, without cancellation. */
    private static double normal(double z) {
        return Erfc.value(-z / Math.sqrt(2)) / 2;
    }

    private static double sigmoid(double z) {
        double e = StrictMath.exp(-Math.abs(z));
        return (z >= 0 ? 1 : e) / (1 + e);
    }

    private static double geluArgument(double z) {
        return 2 * Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
    }

    /** (z sigmoid(v))' = s + s (1 - s) z v', given z v'; v is odd, so that the value at z is one less that at -z. */
    private static double slopeOfProduct(double z, double v, double zTimesSlope) {
        double e = StrictMath.exp(-Math.abs(v));
        double atMinus = e * (1 + e - Math.abs(zTimesSlope)) / ((1 + e) * (1 + e));
        double tail = e == 0 ? 0 : atMinus;
        return z > 0 ? 1 - tail : tail;
    }

    private static double tanhOfSoftplus(double z) {
        return z > 300 ? 1 : StrictMath.exp(z) * (StrictMath.exp(z) + 2) / (StrictMath.exp(z) * (StrictMath.exp(z) + 2) + 2);
    }

    private static double slopeOfMish(double z) {
        if (z > 100 || z < -800) {
            return z > 100 ? 1 : 0;
        }
        double e = StrictMath.exp(z);
        double d = e * (e + 2) + 2;
        return e * ((e + 2) * d + 4 * z * (1 + e)) / (d * d);
    }

    private static double[] softmax(double[] z) {
        double shift = logSumExp(z);
        return Arrays.stream(z).map(v -> StrictMath.exp(v - shift)).toArray();
    }

    private static double logSumExp(double[] z) {
        double max = Arrays.stream(z).max().orElseThrow();
        return max + StrictMath.log(Arrays.stream(z).map(v -> StrictMath.exp(v - max)).sum());
    }

    /** The loss of a row. */
    public static double loss(Loss loss, double[] prediction, double[] target) {
        return switch (loss) {
            case Loss.Elementwise f -> {
                double sum = 0;
                for (int j = 0; j < prediction.length; j++) {
                    sum += element(f, j, prediction[j], target[j]) / prediction.length;
                }
                yield sum;
            }
            case Loss.OfClasses f -> {
                double[] likelihoods = f instanceof SoftmaxCrossEntropy ? logSoftmax(prediction) : prediction;
                double[] weights = weighted(f, target);
                double sum = 0;
                for (int j = 0; j < prediction.length; j++) {
                    sum -= weights[j] == 0 ? 0 : weights[j] * likelihoods[j];
                }
                yield sum;
            }
        };
    }

    private static double[] logSoftmax(double[] z) {
        double max = Arrays.stream(z).max().orElseThrow();
        double logarithm = logSumExp(Arrays.stream(z).map(v -> v - max).toArray());
        return Arrays.stream(z).map(v -> v - max - logarithm).toArray();
    }

    /** What each class counts in a row: the target, smoothed and weighted. */
    public static double[] weighted(Loss.OfClasses loss, double[] target) {
        double smoothing = loss instanceof SoftmaxCrossEntropy f ? f.labelSmoothing() : 0;
        double[] weighted = new double[target.length];
        for (int j = 0; j < target.length; j++) {
            double weight = loss.weights().isEmpty() ? 1 : loss.weights().get(j);
            weighted[j] = weight * (target[j] * (1 - smoothing) + smoothing / target.length);
        }
        return weighted;
    }

    /** The loss of one element. */
    public static double element(Loss.Elementwise loss, int column, double y, double t) {
        double d = Math.abs(y - t);
        return switch (loss) {
            case MeanSquaredError f -> d * d;
            case MeanAbsoluteError f -> d;
            case Huber f -> d < f.delta() ? d * d / 2 : f.delta() * (d - f.delta() / 2.0);
            case SmoothL1 f -> d < f.beta() ? d * d / 2 / f.beta() : d - f.beta() / 2.0;
            case LogCosh f -> logCosh(d);
            // -t log(s) - (1 - t) log(1 - s) with log(s) = -log(1 + e^-z) and log(1 - s) = -log(1 + e^z).
            case BinaryCrossEntropy f -> times(positiveWeight(f, column) * t, softplus(-y)) + times(1 - t, softplus(y));
            case ProbabilityCrossEntropy f -> -t * Math.max(StrictMath.log(y), -100)
                    - (1 - t) * Math.max(StrictMath.log1p(-y), -100);
            case KullbackLeibler f when f.logTarget() -> times(StrictMath.exp(t), t - y);
            case KullbackLeibler f -> times(t, StrictMath.log(t) - y);
            case Hinge f -> Math.max(0, 1 - t * y);
            case SquaredHinge f -> Math.pow(Math.max(0, 1 - t * y), 2);
            case Poisson f when f.logInput() -> StrictMath.exp(y) - times(t, y);
            case Poisson f -> y - t * StrictMath.log(y + f.epsilon());
        };
    }

    /** The derivative of one element's loss. */
    public static double slope(Loss.Elementwise loss, int column, double y, double t) {
        double d = y - t;
        return switch (loss) {
            case MeanSquaredError f -> 2 * d;
            case MeanAbsoluteError f -> Math.signum(d);
            case Huber f -> Math.clamp(d, -f.delta(), f.delta());
            case SmoothL1 f -> Math.abs(d) < f.beta() ? d / f.beta() : Math.signum(d);
            case LogCosh f -> StrictMath.tanh(d);
            case BinaryCrossEntropy f -> -positiveWeight(f, column) * t * logistic(-y) + (1 - t) * logistic(y);
            case ProbabilityCrossEntropy f -> d / Math.max((1 - y) * y, 1e-12f);
            case KullbackLeibler f -> f.logTarget() ? -StrictMath.exp(t) : -t;
            case Hinge f -> t * y < 1 ? -t : 0;
            case SquaredHinge f -> t * y < 1 ? -2 * t * (1 - t * y) : 0;
            case Poisson f when f.logInput() -> StrictMath.exp(y) - t;
            case Poisson f -> 1 - t / (y + f.epsilon());
        };
    }

    private static double positiveWeight(BinaryCrossEntropy loss, int column) {
        int count = loss.positiveWeights().size();
        return count == 0 ? 1 : loss.positiveWeights().get(count == 1 ? 0 : column);
    }

    /** The product, where nothing times infinity is nothing. */
    private static double times(double a, double b) {
        return a == 0 ? 0 : a * b;
    }

    private static double logistic(double z) {
        return 1 / (1 + StrictMath.exp(-z));
    }

    /** log((e^d + e^-d) / 2); as log(1 + sinh(d)^2) / 2 it does not cancel near zero. */
    public static double logCosh(double d) {
        return Math.abs(d) < 1
                ? StrictMath.log1p(StrictMath.sinh(d) * StrictMath.sinh(d)) / 2
                : Math.abs(d) + StrictMath.log1p(StrictMath.exp(-2 * Math.abs(d))) - StrictMath.log(2);
    }

    /** log(1 + e^z). */
    private static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    /** x W + b for one row. */
    public static double[] dense(double[] x, double[][] weight, double[] bias) {
        double[] y = bias.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x[i] * weight[i][j];
            }
        }
        return y;
    }

    /** The values of a matrix, exactly. */
    public static double[][] of(Matrix matrix) {
        double[][] values = new double[matrix.rows()][matrix.columns()];
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                values[r][c] = matrix.get(r, c);
            }
        }
        return values;
    }

    /** The spacing of floats at an exact value, as {@link dev.lanegrad.spec.Accuracy} counts errors. */
    public static double ulp(double exact) {
        return Double.longBitsToDouble((long) (exponent(exact) - 23 + Double.MAX_EXPONENT) << 52);
    }

    /** The reciprocal of {@link #ulp}. */
    private static double perUlp(double exact) {
        return Double.longBitsToDouble((long) (23 - exponent(exact) + Double.MAX_EXPONENT) << 52);
    }

    private static int exponent(double exact) {
        return Math.max(Float.MIN_EXPONENT, Math.min(Math.getExponent(exact), Float.MAX_EXPONENT));
    }

    /**
     * The error of a result in units of {@link #ulp} of the exact value. An infinite result counts as 2^128, and so does an exact
     * value beyond it: what a float with one more binade would hold. So infinity is free of error where it is due, MAX_VALUE
     * in its place is 1 ULP wrong, and infinity where MAX_VALUE is exact is 1 ULP wrong as well.
     */
    public static double ulps(float y, double exact) {
        if (Float.isNaN(y) || Double.isNaN(exact)) {
            return Float.isNaN(y) && Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
        }
        double held = Float.isInfinite(y) ? Math.copySign(0x1p128, y) : y;
        double capped = Math.max(-0x1p128, Math.min(exact, 0x1p128));
        return Math.abs(held - capped) * perUlp(capped);
    }
}
