package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Schema;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import java.util.List;

/** What network, loss and data owe each other. */
final class Losses {
    /** How far a row of class probabilities may be from one: rounding of many small floats. */
    private static final double SUM_TOLERANCE = 1e-4;

    private Losses() {
    }

    /** Refuses what does not fit, before anything is computed. */
    static void requireFit(Network network, Loss loss, Dataset data) {
        if (data.inputs() != network.inputs()) {
            throw new IllegalArgumentException("the data have " + data.inputs() + " features, the network "
                    + network.inputs() + " inputs");
        }
        if (data.outputs() != network.outputs()) {
            throw new IllegalArgumentException("the data need " + data.outputs() + " outputs ("
                    + (data.targets() instanceof Targets.Classes ? "classes" : "target columns") + "), the network has "
                    + network.outputs());
        }
        if (data.targets() instanceof Targets.Classes && !loss.allowsClasses()) {
            throw new IllegalArgumentException(loss.name() + " needs target values, the data have classes");
        }
        loss.checkOutputs(data.outputs());
        if (data.targets() instanceof Targets.Values values) {
            requireRange(loss, values.matrix());
        }
        Activation last = network.layers().getLast().activation();
        if (loss.onLogits() && (last instanceof Softmax || last instanceof Sigmoid)) {
            throw new IllegalArgumentException(loss.name() + " works on logits and applies " + link(loss).text()
                    + " itself, but the network ends in " + last.text() + "; end it without an activation");
        }
    }

    private static void requireRange(Loss loss, Matrix targets) {
        for (int r = 0; loss.onLogits() && r < targets.rows(); r++) {
            double sum = 0;
            for (int c = 0; c < targets.columns(); c++) {
                float target = targets.get(r, c);
                if (!(target >= 0 && target <= 1)) {
                    throw new IllegalArgumentException("the target in row " + r + ", column " + c + " is " + target + ", "
                            + loss.name() + " needs probabilities in [0, 1]");
                }
                sum += target;
            }
            if (loss instanceof SoftmaxCrossEntropy && Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("the targets of row " + r + " add up to " + sum + ", " + loss.name()
                        + " needs rows that add up to 1");
            }
        }
    }

    /** What makes probabilities of the logits that a loss was trained on. */
    static Activation link(Loss loss) {
        return switch (loss) {
            case SoftmaxCrossEntropy f -> Activation.SOFTMAX;
            case BinaryCrossEntropy f -> Activation.SIGMOID;
            case MeanSquaredError f -> Activation.IDENTITY;
            case MeanAbsoluteError f -> Activation.IDENTITY;
            case Huber f -> Activation.IDENTITY;
        };
    }

    /** What a model's predictions are after training with a loss. */
    static OutputForm form(Loss loss) {
        return loss.onLogits() ? OutputForm.PROBABILITIES : OutputForm.LOGITS;
    }

    /** The classes' names: of one label column its values, of several (one-hot or soft classes) the columns' own names. */
    static List<String> labels(Loss loss, Dataset data) {
        boolean columns = loss instanceof SoftmaxCrossEntropy && data.targets() instanceof Targets.Values;
        return columns ? data.schema().map(Schema::targets).orElse(List.of()) : data.labelNames();
    }

    /** What the rows of a batch count together; their number, unless classes have weights. */
    static double weight(Loss loss, Targets targets) {
        double sum = 0;
        for (int r = 0; r < targets.rows(); r++) {
            sum += loss.weight(targets, r);
        }
        return sum;
    }

    /**
     * The factor that makes a mean gradient of a sum: 1 / weight. Rows that weigh nothing have no gradient, nor have such
     * that weigh so little that the factor would overflow.
     */
    static float scale(double weight) {
        return weight < Float.MIN_NORMAL ? 0 : 1 / (float) weight;
    }

    /** The mean of losses that add up to a sum; 0 if all rows weigh nothing, for they cost nothing. */
    static double mean(double sum, double weight) {
        return weight == 0 ? sum : sum / weight;
    }

    /** A running sum, gone on with in row order. */
    static double sum(double start, Matrix rowLoss) {
        double sum = start;
        for (int r = 0; r < rowLoss.columns(); r++) {
            sum += rowLoss.get(0, r);
        }
        return sum;
    }
}
