package dev.lanegrad.loss;

import dev.lanegrad.text.NamedChoice;
import java.util.List;

/**
 * A description of what training makes small: the loss of a row's prediction against its target, and the gradient with
 * respect to the prediction.
 *
 * <p>Each loss gives one value a row; the loss of a batch is the mean over its rows: their sum, divided by the sum of
 * their {@linkplain #weight(Targets, int) weights}, which is the number of rows except with class weights. The gradient is
 * that of the mean: the row's own gradient times a scale, which is 1 / n for the n rows (or weights that add up to n) of
 * the effective batch (a multiplication, so that micro-batches give the bits of the whole batch).
 */
public sealed interface Loss {
    /** Mean squared error, for regression. */
    Loss MEAN_SQUARED_ERROR = new MeanSquaredError();
    /** Mean absolute error, for regression with outliers: its best constant is the median. */
    Loss MEAN_ABSOLUTE_ERROR = new MeanAbsoluteError();
    /** Huber's loss with the usual delta of 1, for regression with outliers. */
    Loss HUBER = new Huber(Huber.DEFAULT_DELTA);
    /** Binary cross-entropy on logits, for yes-or-no outputs. */
    Loss BINARY_CROSS_ENTROPY = new BinaryCrossEntropy();
    /** Softmax cross-entropy on logits, for one class out of many. */
    Loss SOFTMAX_CROSS_ENTROPY = new SoftmaxCrossEntropy();

    /**
     * What a loss of values without parameters answers. It stands apart from the constants: a class waits for an
     * interface whose default methods it inherits, the constants wait for their classes, and two threads that met there
     * would wait for each other.
     */
    sealed interface Defaults extends Loss permits MeanSquaredError, MeanAbsoluteError, Huber, BinaryCrossEntropy,
            SoftmaxCrossEntropy {
        @Override
        default String text() {
            return name();
        }

        @Override
        default Loss withParameters(float... parameters) {
            throw new IllegalArgumentException("loss '" + name() + "' has no parameters, given " + parameters.length);
        }

        @Override
        default boolean onLogits() {
            return false;
        }

        @Override
        default boolean allowsClasses() {
            return false;
        }

        @Override
        default void checkOutputs(int outputs) {
        }

        @Override
        default float weight(Targets targets, int row) {
            return 1;
        }
    }

    /**
     * Every loss once, with default parameters. Tests, gates, benchmarks and documents enumerate this list.
     *
     * @return all losses
     */
    static List<Loss> all() {
        return List.of(MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, HUBER, BINARY_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY);
    }

    /**
     * Finds the loss that {@link #text()} wrote, for the command line.
     *
     * @param text a name, and the parameters in brackets where the loss has some: {@code "huber(0.5)"}; without brackets
     *     the default parameters are meant
     * @return the loss
     * @throws IllegalArgumentException if there is no such loss, or the parameters are not numbers or not ones of this
     *     loss
     */
    static Loss parse(String text) {
        return new NamedChoice<>("loss", all(), Loss::name, Loss::text, Loss::withParameters).parse(text);
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
     * The same loss with other parameters.
     *
     * @param parameters the parameters
     * @return the loss
     * @throws IllegalArgumentException if the loss does not have so many parameters or one of them is out of range
     */
    Loss withParameters(float... parameters);

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
     * @return the weight of the row's class where the targets are class indices and the loss has class weights, else 1
     */
    float weight(Targets targets, int row);
}
