package dev.lanegrad.reference;

import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.NegativeLogLikelihood;
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
        if (targets instanceof Targets.Classes classes && loss.ignores(classes.labels()[row])) {
            for (int c = 0; c < gradient.columns(); c++) {
                gradient.set(row, c, 0);
            }
            return 0;
        }
        return switch (loss) {
            case Loss.Elementwise f -> elementwise(f, prediction, ((Targets.Values) targets).matrix(), row, scale, gradient);
            case SoftmaxCrossEntropy f -> softmaxCrossEntropy(f, prediction, targets, row, scale, gradient);
            case NegativeLogLikelihood f -> negativeLogLikelihood(f, prediction, targets, row, scale, gradient);
        };
    }

    private static float elementwise(Loss.Elementwise loss, Matrix y, Matrix t, int row, float scale, Matrix gradient) {
        int outputs = y.columns();
        float factor = scale * (1f / outputs);
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float value = y.get(row, c);
            float target = t.get(row, c);
            sum.add(c, ScalarElementLosses.loss(loss, c, value, target));
            gradient.set(row, c, ScalarElementLosses.slope(loss, c, value, target) * factor);
        }
        return sum.total() / outputs;
    }

    private static float softmaxCrossEntropy(SoftmaxCrossEntropy loss, Matrix z, Targets targets, int row, float scale,
            Matrix gradient) {
        int outputs = z.columns();
        float max = ScalarActivations.max(z, row);
        float[] weighted = new float[outputs];
        LaneSum exponentials = new LaneSum();
        LaneSum weights = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            exponentials.add(c, ScalarMath.exp(z.get(row, c) - max));
            weighted[c] = weight(loss.weights(), c) * smoothed(loss.labelSmoothing(), target(targets, row, c), outputs);
            weights.add(c, weighted[c]);
        }
        float total = exponentials.total();
        float logarithm = ScalarMath.log(total);
        float inverse = 1 / total;
        // Without weights the targets add up to one by definition, however their sum is rounded; fma(p, 1, -t) is p - t.
        float share = loss.weights().isEmpty() ? 1 : weights.total();
        LaneSum sum = new LaneSum();
        for (int c = 0; c < outputs; c++) {
            float logit = z.get(row, c);
            if (weighted[c] != 0) {
                sum.addProduct(c, weighted[c], logarithm + (max - logit));
            }
            gradient.set(row, c, Math.fma(ScalarMath.exp(logit - max) * inverse, share, -weighted[c]) * scale);
        }
        return sum.total();
    }

    private static float negativeLogLikelihood(NegativeLogLikelihood loss, Matrix x, Targets targets, int row, float scale,
            Matrix gradient) {
        LaneSum sum = new LaneSum();
        for (int c = 0; c < x.columns(); c++) {
            float weighted = weight(loss.weights(), c) * target(targets, row, c);
            if (weighted != 0) {
                sum.addProduct(c, weighted, 0 - x.get(row, c));
            }
            gradient.set(row, c, weighted == 0 ? 0 : weighted * -scale);
        }
        return sum.total();
    }

    /** t[row, column]: the value, or 1 for the row's class and 0 for the others. */
    private static float target(Targets targets, int row, int column) {
        return switch (targets) {
            case Targets.Values values -> values.matrix().get(row, column);
            case Targets.Classes classes -> classes.labels()[row] == column ? 1 : 0;
        };
    }

    private static float smoothed(float smoothing, float target, int classes) {
        return smoothing == 0 ? target : Math.fma(target, 1 - smoothing, smoothing / classes);
    }

    private static float weight(List<Float> weights, int column) {
        return weights.isEmpty() ? 1 : weights.get(column);
    }
}
