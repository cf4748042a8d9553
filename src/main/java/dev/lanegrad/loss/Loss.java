package dev.lanegrad.loss;

import java.util.List;

/**
 * A description of what training makes small: the loss of a row's prediction against its target, and the gradient with
 * respect to the prediction.
 *
 * <p>Each loss gives one value a row; the loss of a batch is the mean over its rows. The gradient is that of the mean:
 * the row's own gradient times a scale, which is 1 / n for the n rows of the effective batch (a multiplication, so that
 * micro-batches give the bits of the whole batch).
 */
public sealed interface Loss permits MeanSquaredError, BinaryCrossEntropy, SoftmaxCrossEntropy {
    /** Mean squared error, for regression. */
    Loss MEAN_SQUARED_ERROR = new MeanSquaredError();
    /** Binary cross-entropy on logits, for yes-or-no outputs. */
    Loss BINARY_CROSS_ENTROPY = new BinaryCrossEntropy();
    /** Softmax cross-entropy on logits, for one class out of many. */
    Loss SOFTMAX_CROSS_ENTROPY = new SoftmaxCrossEntropy();

    /**
     * Every loss once. Tests, gates, benchmarks and documents enumerate this list.
     *
     * @return all losses
     */
    static List<Loss> all() {
        return List.of(MEAN_SQUARED_ERROR, BINARY_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY);
    }

    /**
     * Finds a loss by its name.
     *
     * @param name a {@link #name()}
     * @return the loss
     * @throws IllegalArgumentException if there is no such loss
     */
    static Loss parse(String name) {
        return all().stream().filter(loss -> loss.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown loss '" + name + "', expected one of "
                        + all().stream().map(Loss::name).toList()));
    }

    /**
     * The name in files and on the command line.
     *
     * @return the name, in lower case with underscores
     */
    String name();

    /**
     * Whether the prediction is a logit that the loss itself turns into a probability, so that a network that already
     * ends in probabilities (softmax, sigmoid) must be refused.
     *
     * @return true if the prediction is a logit
     */
    boolean onLogits();

    /**
     * Whether targets may be class indices (as well as a matrix of values).
     *
     * @return true if class indices are allowed
     */
    boolean allowsClasses();
}
