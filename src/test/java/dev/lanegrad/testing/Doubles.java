package dev.lanegrad.testing;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;

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
            case Identity f -> z.clone();
            case Sigmoid f -> Arrays.stream(z).map(v -> 1 / (1 + StrictMath.exp(-v))).toArray();
            case Tanh f -> Arrays.stream(z).map(StrictMath::tanh).toArray();
            case Relu f -> Arrays.stream(z).map(v -> Math.max(v, 0)).toArray();
            case LeakyRelu f -> Arrays.stream(z).map(v -> v > 0 ? v : f.slope() * v).toArray();
            case Softmax f -> softmax(z);
        };
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
        int n = prediction.length;
        double sum = 0;
        switch (loss) {
            case MeanSquaredError f -> {
                for (int j = 0; j < n; j++) {
                    sum += (prediction[j] - target[j]) * (prediction[j] - target[j]) / n;
                }
            }
            case MeanAbsoluteError f -> {
                for (int j = 0; j < n; j++) {
                    sum += Math.abs(prediction[j] - target[j]) / n;
                }
            }
            case Huber f -> {
                for (int j = 0; j < n; j++) {
                    double d = Math.abs(prediction[j] - target[j]);
                    sum += (d < f.delta() ? d * d / 2 : f.delta() * (d - f.delta() / 2.0)) / n;
                }
            }
            case BinaryCrossEntropy f -> {
                // -t log(s) - (1 - t) log(1 - s) with log(s) = -log(1 + e^-z) and log(1 - s) = -log(1 + e^z).
                for (int j = 0; j < n; j++) {
                    sum += (target[j] * softplus(-prediction[j]) + (1 - target[j]) * softplus(prediction[j])) / n;
                }
            }
            case SoftmaxCrossEntropy f -> {
                double max = Arrays.stream(prediction).max().orElseThrow();
                double logarithm = logSumExp(Arrays.stream(prediction).map(v -> v - max).toArray());
                for (int j = 0; j < n; j++) {
                    double weight = f.weights().isEmpty() ? 1 : f.weights().get(j);
                    sum += target[j] == 0 ? 0 : weight * target[j] * (logarithm + (max - prediction[j]));
                }
            }
        }
        return sum;
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
        return Math.scalb(1.0, Math.max(Math.getExponent(exact), Float.MIN_EXPONENT) - 23);
    }
}
