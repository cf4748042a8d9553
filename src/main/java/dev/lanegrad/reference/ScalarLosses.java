package dev.lanegrad.reference;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.List;

/** Losses and their gradients, one row at a time. Thread-safe. */
final class ScalarLosses {
    private ScalarLosses() {
    }

    /** The row's loss; writes the row's gradient, which may stand in the prediction's place. */
    static float row(Loss loss, Matrix prediction, Targets targets, int row, float scale, Matrix gradient) {
        return switch (loss) {
            case MeanSquaredError f -> meanSquaredError(prediction, targets, row, scale, gradient);
            case MeanAbsoluteError f -> meanAbsoluteError(prediction, targets, row, scale, gradient);
            case Huber f -> huber(f.delta(), prediction, targets, row, scale, gradient);
            case BinaryCrossEntropy f -> binaryCrossEntropy(prediction, targets, row, scale, gradient);
            case SoftmaxCrossEntropy f -> softmaxCrossEntropy(f.weights(), prediction, targets, row, scale, gradient);
        };
    }

    /** t[row, column]: the value, or 1 for the row's class and 0 for the others. */
    private static float target(Targets targets, int row, int column) {
        return switch (targets) {
            case Targets.Values values -> values.matrix().get(row, column);
            case Targets.Classes classes -> classes.labels()[row] == column ? 1 : 0;
        };
    }

    private static float meanSquaredError(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
        int outputs = y.columns();
        float factor = scale * (2f / outputs);
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float difference = y.get(row, c) - target(targets, row, c);
            sum.addProduct(c, difference, difference);
            gradient.set(row, c, difference * factor);
        }
        return sum.total() / outputs;
    }

    private static float meanAbsoluteError(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
        int outputs = y.columns();
        float factor = scale * (1f / outputs);
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float difference = y.get(row, c) - target(targets, row, c);
            sum.add(c, Math.abs(difference));
            gradient.set(row, c, Math.signum(difference) * factor);
        }
        return sum.total() / outputs;
    }

    private static float huber(float delta, Matrix y, Targets targets, int row, float scale, Matrix gradient) {
        int outputs = y.columns();
        float factor = scale * (1f / outputs);
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float difference = y.get(row, c) - target(targets, row, c);
            float magnitude = Math.abs(difference);
            float near = magnitude > delta ? delta : magnitude;
            sum.addProduct(c, near, Math.fma(-0.5f, near, magnitude));
            float clamped = difference > delta ? delta : difference < -delta ? -delta : difference;
            gradient.set(row, c, clamped * factor);
        }
        return sum.total() / outputs;
    }

    private static float binaryCrossEntropy(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
        int outputs = z.columns();
        float factor = scale * (1f / outputs);
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float logit = z.get(row, c);
            float target = target(targets, row, c);
            float softplus = (float) StrictMath.log1p(ScalarMath.exp(-Math.abs(logit)));
            sum.add(c, Math.fma(-logit, target, logit > 0 ? logit : 0) + softplus);
            gradient.set(row, c, (ScalarMath.sigmoid(logit) - target) * factor);
        }
        return sum.total() / outputs;
    }

    private static float softmaxCrossEntropy(List<Float> weights, Matrix z, Targets targets, int row, float scale,
            Matrix gradient) {
        int outputs = z.columns();
        float max = ScalarActivations.max(z, row);
        LaneSum exponentials = new LaneSum();
        LaneSum weighted = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            exponentials.add(c, ScalarMath.exp(z.get(row, c) - max));
            weighted.add(c, weight(weights, c) * target(targets, row, c));
        }
        float total = exponentials.total();
        float logarithm = (float) StrictMath.log(total);
        float inverse = 1 / total;
        // Without weights the targets add up to one by definition, however their sum is rounded; fma(p, 1, -t) is p - t.
        float share = weights.isEmpty() ? 1 : weighted.total();
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float logit = z.get(row, c);
            float target = weight(weights, c) * target(targets, row, c);
            if (target != 0) {
                sum.addProduct(c, target, logarithm + (max - logit));
            }
            gradient.set(row, c, Math.fma(ScalarMath.exp(logit - max) * inverse, share, -target) * scale);
        }
        return sum.total();
    }

    private static float weight(List<Float> weights, int column) {
        return weights.isEmpty() ? 1 : weights.get(column);
    }
}
