package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.LogSoftmax;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Schema;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import java.util.List;

/** What network, loss and data owe each other. */
final class Losses {
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
            loss.targetDomain().require(loss, values.matrix());
        }
        requireEnd(network.lastActivation(), loss);
    }

    private static void requireEnd(Activation last, Loss loss) {
        boolean probabilities = last instanceof Softmax || last instanceof Sigmoid;
        switch (loss.outputs()) {
            case VALUES, LOG_RATES, RATES -> {
            }
            case LOGITS, CLASS_LOGITS -> {
                if (probabilities) {
                    throw new IllegalArgumentException(loss.name() + " works on logits and applies " + link(loss).text()
                            + " itself, but the network ends in " + last.text() + "; end it without an activation");
                }
            }
            case PROBABILITIES -> {
                if (!probabilities) {
                    throw new IllegalArgumentException(loss.name() + " works on probabilities, but the network ends in "
                            + last.text() + "; end it in " + Activation.SIGMOID.text() + ", or take "
                            + Loss.BINARY_CROSS_ENTROPY.text());
                }
            }
            case CLASS_LOG_PROBABILITIES -> {
                if (!(last instanceof LogSoftmax)) {
                    throw new IllegalArgumentException(loss.name() + " works on logarithms of probabilities, but the network"
                            + " ends in " + last.text() + "; end it in " + Activation.LOG_SOFTMAX.text());
                }
            }
        }
    }

    /** What a network for a loss ends in. */
    static Activation end(Loss loss) {
        return switch (loss.outputs()) {
            case VALUES, LOG_RATES, LOGITS, CLASS_LOGITS -> Activation.IDENTITY;
            case PROBABILITIES -> Activation.SIGMOID;
            case RATES -> Activation.SOFTPLUS;
            case CLASS_LOG_PROBABILITIES -> Activation.LOG_SOFTMAX;
        };
    }

    /** What makes probabilities of the logits that a loss was trained on. */
    static Activation link(Loss loss) {
        return switch (loss.outputs()) {
            // The exponential of a log-softmax is the softmax of the same logits.
            case CLASS_LOGITS, CLASS_LOG_PROBABILITIES -> Activation.SOFTMAX;
            case LOGITS -> Activation.SIGMOID;
            case VALUES, LOG_RATES, RATES, PROBABILITIES -> Activation.IDENTITY;
        };
    }

    /** What a model's predictions are after training with a loss. */
    static OutputForm form(Loss loss) {
        return switch (loss.outputs()) {
            case LOGITS, CLASS_LOGITS, PROBABILITIES, CLASS_LOG_PROBABILITIES -> OutputForm.PROBABILITIES;
            case VALUES, LOG_RATES, RATES -> OutputForm.LOGITS;
        };
    }

    /** The classes' names: of one label column its values, of several (one-hot or soft classes) the columns' own names. */
    static List<String> labels(Loss loss, Dataset data) {
        boolean columns = loss.targetDomain().ofClasses() && data.targets() instanceof Targets.Values;
        return columns ? data.schema().map(Schema::targets).orElse(List.of()) : data.labelNames();
    }

    /** Refuses a reduction that leaves nothing to make small. */
    static Reduction requireNumber(Reduction reduction) {
        if (reduction == Reduction.NONE) {
            throw new IllegalArgumentException("reduction NONE gives a loss a row, expected one number: MEAN or SUM");
        }
        return reduction;
    }
}
