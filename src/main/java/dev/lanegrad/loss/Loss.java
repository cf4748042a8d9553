package dev.lanegrad.loss;

import dev.lanegrad.text.NamedChoice;
import java.util.List;

/**
 * A description of what training makes small: the loss of a row's prediction against its target, and the gradient with
 * respect to the prediction. Names, parameters and defaults are those of PyTorch.
 *
 * <p>Each loss gives one value a row, and a {@link Reduction} makes one of those of a batch. There are two families.
 * {@linkplain Elementwise Element-wise} losses have a loss l and a slope dl/dy for each output; the row's loss is the sum of
 * its elements in virtual lanes, divided by their number m in one float operation, and an element's gradient is
 * slope * (scale * (1 / m)). {@linkplain OfClasses Losses of classes} have one loss a row. The scale is the
 * {@linkplain Reduction#scale reduction's}, a multiplication, so that micro-batches give the bits of the whole batch.
 *
 * <p>A prediction of NaN makes its row's loss NaN, unless its target has no weight or its row is ignored, and its own element
 * of the gradient, unless the gradient does not depend on it. An infinite logit or log-probability that its target gives no
 * weight costs nothing. Rows that are {@linkplain #ignores ignored} have loss +0, gradient +0 and weight 0, whatever was
 * predicted.
 */
public sealed interface Loss {
    /** Mean squared error, for regression. */
    Loss MEAN_SQUARED_ERROR = new MeanSquaredError();
    /** Mean absolute error, for regression with outliers: its best constant is the median. */
    Loss MEAN_ABSOLUTE_ERROR = new MeanAbsoluteError();
    /** Huber's loss with the usual delta of 1, for regression with outliers. */
    Loss HUBER = new Huber(Huber.DEFAULT_DELTA);
    /** Smooth L1 with the usual beta of 1, for regression with outliers. */
    Loss SMOOTH_L1 = new SmoothL1(SmoothL1.DEFAULT_BETA);
    /** Log-cosh, for regression with outliers: smooth everywhere. */
    Loss LOG_COSH = new LogCosh();
    /** Binary cross-entropy on logits, for yes-or-no outputs. */
    Loss BINARY_CROSS_ENTROPY = new BinaryCrossEntropy();
    /** Binary cross-entropy on probabilities, for networks that end in a sigmoid. */
    Loss PROBABILITY_CROSS_ENTROPY = new ProbabilityCrossEntropy();
    /** Softmax cross-entropy on logits, for one class out of many. */
    Loss SOFTMAX_CROSS_ENTROPY = new SoftmaxCrossEntropy();
    /** Negative log-likelihood, for one class out of many and networks that end in a log-softmax. */
    Loss NEGATIVE_LOG_LIKELIHOOD = new NegativeLogLikelihood();
    /** Kullback and Leibler's divergence from target probabilities, for networks that end in a log-softmax. */
    Loss KULLBACK_LEIBLER = new KullbackLeibler();
    /** Hinge loss, for two sides of a boundary with a margin. */
    Loss HINGE = new Hinge();
    /** Squared hinge loss. */
    Loss SQUARED_HINGE = new SquaredHinge();
    /** Poisson's negative log-likelihood on the logarithms of rates, for counts. */
    Loss POISSON = new Poisson();

    /**
     * What most losses answer. It stands apart from the constants: a class waits for an interface whose default methods it
     * inherits, the constants wait for their classes, and two threads that met there would wait for each other.
     */
    sealed interface Defaults extends Loss permits Elementwise, OfClasses {
        @Override
        default String text() {
            return name();
        }

        @Override
        default void checkOutputs(int outputs) {
        }
    }

    /** A loss of one output each: l(y[i], t[i]). Targets are matrices. */
    sealed interface Elementwise extends Defaults permits MeanSquaredError, MeanAbsoluteError, Huber, SmoothL1, LogCosh,
            BinaryCrossEntropy, ProbabilityCrossEntropy, KullbackLeibler, Hinge, SquaredHinge, Poisson {
        @Override
        default boolean allowsClasses() {
            return false;
        }

        @Override
        default int elements(int outputs) {
            return outputs;
        }

        @Override
        default float weight(Targets targets, int row) {
            return 1;
        }

        @Override
        default boolean ignores(int label) {
            return false;
        }
    }

    /** A loss of one class out of many: class indices, or rows that say how much of each class. */
    sealed interface OfClasses extends Defaults permits SoftmaxCrossEntropy, NegativeLogLikelihood {
        /**
         * What each class counts.
         *
         * @return one weight a class, none where all count alike
         */
        List<Float> weights();

        /**
         * The class index whose rows do not count.
         *
         * @return any number; one that is no class ignores rows that have none
         */
        int ignoreIndex();

        /**
         * The same loss with other weights.
         *
         * @param weights one a class, none where all count alike
         * @return the loss
         * @throws IllegalArgumentException if a weight is negative or not finite
         */
        Loss withWeights(List<Float> weights);

        @Override
        default TargetDomain targetDomain() {
            return TargetDomain.DISTRIBUTIONS;
        }

        @Override
        default boolean allowsClasses() {
            return true;
        }

        @Override
        default int elements(int outputs) {
            return 1;
        }

        @Override
        default void checkOutputs(int outputs) {
            if (!weights().isEmpty() && weights().size() != outputs) {
                throw new IllegalArgumentException(name() + " has weights for " + weights().size() + " classes, given "
                        + outputs + " outputs");
            }
        }

        @Override
        default float weight(Targets targets, int row) {
            return switch (targets) {
                case Targets.Values values -> 1;
                case Targets.Classes classes -> {
                    int label = classes.labels()[row];
                    yield ignores(label) ? 0 : weights().isEmpty() ? 1 : weights().get(label);
                }
            };
        }

        @Override
        default boolean ignores(int label) {
            return label == ignoreIndex();
        }
    }

    /**
     * Every loss once, with default parameters. Tests, gates, benchmarks and documents enumerate this list.
     *
     * @return all losses
     */
    static List<Loss> all() {
        return List.of(MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, HUBER, SMOOTH_L1, LOG_COSH, BINARY_CROSS_ENTROPY,
                PROBABILITY_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY, NEGATIVE_LOG_LIKELIHOOD, KULLBACK_LEIBLER, HINGE,
                SQUARED_HINGE, POISSON);
    }

    /**
     * Finds the loss that {@link #text()} wrote, for the command line.
     *
     * @param text a name, and the parameters in brackets where the loss has some, without their names ({@code "huber(0.5)"},
     *     {@code "softmax_cross_entropy(1,5)"}) or with them
     *     ({@code "softmax_cross_entropy(weights=1:5,label_smoothing=0.1)"}); what is not said has its default
     * @return the loss
     * @throws IllegalArgumentException if there is no such loss, or the parameters are of another kind or not ones of this
     *     loss
     */
    static Loss parse(String text) {
        return new NamedChoice<>("loss", all(), Loss::name, Loss::text, LossText::with).parse(text);
    }

    /**
     * The name on the command line.
     *
     * @return the name without parameters, in lower case with underscores
     */
    String name();

    /**
     * Name and parameters; {@link #parse(String)} reads it back.
     *
     * @return for example {@code "mean_squared_error"} or {@code "huber(1.0)"}
     */
    String text();

    /**
     * What the prediction is.
     *
     * @return what a network for this loss must give
     */
    Outputs outputs();

    /**
     * What target values may be.
     *
     * @return the domain
     */
    TargetDomain targetDomain();

    /**
     * Whether targets may be class indices (as well as a matrix of values).
     *
     * @return true if class indices are allowed
     */
    boolean allowsClasses();

    /**
     * How many elements a row's loss is the mean of.
     *
     * @param outputs number of outputs
     * @return the number of outputs for {@link Elementwise} losses, 1 for {@link OfClasses}
     */
    int elements(int outputs);

    /**
     * Refuses a number of outputs that the parameters do not fit, such as class weights for other classes.
     *
     * @param outputs number of outputs
     * @throws IllegalArgumentException if they do not fit
     */
    void checkOutputs(int outputs);

    /**
     * What a row counts in the mean over a batch. The row's loss and gradient have been multiplied by it already.
     *
     * @param targets the batch's targets
     * @param row which row
     * @return where the targets are class indices 0 if the row's is ignored, else the weight of its class where the loss has
     *     class weights; otherwise 1
     */
    float weight(Targets targets, int row);

    /**
     * Whether rows of a class index do not count: their loss, gradient and weight are 0.
     *
     * @param label a class index, which may be no class
     * @return true if this is the index to be ignored
     */
    boolean ignores(int label);
}
