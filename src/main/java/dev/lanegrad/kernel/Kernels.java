package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Checks.require;
import static dev.lanegrad.kernel.Checks.requireDisjoint;
import static dev.lanegrad.kernel.Checks.requireOpen;
import static dev.lanegrad.kernel.Checks.requireSameOrDisjoint;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Everything that Lanegrad computes, as one list of operations with two implementations: the scalar reference and the
 * vector code. Both give the same bits for every operation, whatever the vector width.
 *
 * <p>The public methods check shapes, overlaps, read-only outputs, closed arenas ({@link IllegalStateException})
 * and arenas of other threads ({@link WrongThreadException}) once, for both implementations and before anything is
 * written; the protected ones compute. A batch is a matrix with one row a
 * sample; x is (batch x in), W (in x out), b (1 x out).
 *
 * <p>Thread-safety: an instance owns scratch memory and must not be used by two threads at once; instances are
 * independent of each other. Allocation: scratch grows to the largest shape seen, after that nothing is allocated.
 */
public abstract class Kernels {
    private final UpdateStep numbers = new UpdateStep(Optimizer.sgd(1));

    /** For subclasses. */
    protected Kernels() {
    }

    /**
     * What this implementation is, for reports.
     *
     * @return for example {@code "scalar reference"} or {@code "512-bit vectors"}
     */
    public abstract String description();

    /**
     * What layers beside the dense one and the normalisations need; it owns scratch memory as this object does, and goes
     * with it.
     *
     * @return always the same object
     */
    public abstract LayerKernels layers();

    /**
     * The normalisations; they own scratch memory as this object does, and go with it.
     *
     * @return always the same object
     */
    public abstract NormalizationKernels normalizations();

    /**
     * Norms, clipping and penalties of gradients and limits of weights; they own scratch memory as this object does, and go with
     * it.
     *
     * @return always the same object
     */
    public abstract GradientKernels gradients();

    /**
     * Several frozen layers over single rows or blocks of rows, in one call; they own scratch memory as this object does, and go with it.
     *
     * @return always the same object
     */
    public abstract SequenceKernels sequences();

    /**
     * Weighted sums of a dense layer: y = x W + b, in the order of
     * {@link dev.lanegrad.spec.SummationOrder#chains(int, int) chains(in, out)}.
     *
     * @param x batch x in
     * @param weight in x out
     * @param bias 1 x out
     * @param y batch x out, overwritten; must not overlap the others
     * @throws IllegalArgumentException if shapes do not fit or y overlaps an input
     */
    public final void dense(Matrix x, Matrix weight, Matrix bias, Matrix y) {
        requireOpen("x", x);
        require("weight", weight, x.columns(), y.columns());
        require("bias", bias, 1, weight.columns());
        require("y", y, x.rows(), weight.columns());
        requireDisjoint("y", y, "x", x);
        requireDisjoint("y", y, "weight", weight);
        requireDisjoint("y", y, "bias", bias);
        computeDense(x, weight, bias, y);
    }

    /**
     * Gradient with respect to a dense layer's input: dx = dz W^T, in the order of
     * {@link dev.lanegrad.spec.SummationOrder#chains(int, int) chains(out, in)}.
     *
     * @param dz batch x out
     * @param weight in x out
     * @param dx batch x in, overwritten; must not overlap the others
     * @throws IllegalArgumentException if shapes do not fit or dx overlaps an input
     */
    public final void inputGradient(Matrix dz, Matrix weight, Matrix dx) {
        requireOpen("dz", dz);
        require("weight", weight, dx.columns(), dz.columns());
        require("dx", dx, dz.rows(), weight.rows());
        requireDisjoint("dx", dx, "dz", dz);
        requireDisjoint("dx", dx, "weight", weight);
        computeInputGradient(dz, weight, dx);
    }

    /**
     * Gradient with respect to a dense layer's weights: dw = x^T dz, or dw += x^T dz; one chain over the rows a value.
     *
     * @param x batch x in
     * @param dz batch x out
     * @param dw in x out; must not overlap the others
     * @param accumulate whether the chains go on from what dw holds; otherwise dw is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or dw overlaps an input
     */
    public final void weightGradient(Matrix x, Matrix dz, Matrix dw, boolean accumulate) {
        requireOpen("x", x);
        require("dz", dz, x.rows(), dz.columns());
        require("dw", dw, x.columns(), dz.columns());
        requireDisjoint("dw", dw, "x", x);
        requireDisjoint("dw", dw, "dz", dz);
        computeWeightGradient(x, dz, dw, accumulate);
    }

    /**
     * Gradient with respect to a dense layer's bias: db = column sums of dz, or db += them; one chain over the rows a
     * value.
     *
     * @param dz batch x out
     * @param db 1 x out; must not overlap dz
     * @param accumulate whether the chains go on from what db holds; otherwise db is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or db overlaps dz
     */
    public final void biasGradient(Matrix dz, Matrix db, boolean accumulate) {
        requireOpen("dz", dz);
        require("db", db, 1, dz.columns());
        requireDisjoint("db", db, "dz", dz);
        computeBiasGradient(dz, db, accumulate);
    }

    /**
     * Applies an activation: y = f(z).
     *
     * @param activation the function f
     * @param z batch x width
     * @param y batch x width, overwritten; the same elements as z, or disjoint from them
     * @throws IllegalArgumentException if shapes differ or the two overlap in part
     */
    public final void activate(Activation activation, Matrix z, Matrix y) {
        Objects.requireNonNull(activation, "activation");
        requireOpen("z", z);
        require("y", y, z.rows(), z.columns());
        requireSameOrDisjoint("y", y, "z", z);
        computeActivate(activation, z, y);
    }

    /**
     * Applies an activation to weighted sums that lack their bias: y = f(z + b), b added to each row.
     *
     * @param activation the function f
     * @param z batch x width
     * @param bias 1 x width
     * @param y batch x width, overwritten; the same elements as z, or disjoint from everything
     * @throws IllegalArgumentException if shapes differ or y overlaps in part
     */
    public final void activate(Activation activation, Matrix z, Matrix bias, Matrix y) {
        Objects.requireNonNull(activation, "activation");
        requireOpen("z", z);
        require("bias", bias, 1, z.columns());
        require("y", y, z.rows(), z.columns());
        requireSameOrDisjoint("y", y, "z", z);
        requireDisjoint("y", y, "bias", bias);
        computeActivate(activation, z, bias, y);
    }

    /**
     * Applies an elementary function: y = f(x), element by element.
     *
     * @param function the function f
     * @param x rows x columns
     * @param y rows x columns, overwritten; the same elements as x, or disjoint from them
     * @throws IllegalArgumentException if shapes differ or the two overlap in part
     */
    public final void apply(Elementary function, Matrix x, Matrix y) {
        Objects.requireNonNull(function, "function");
        requireOpen("x", x);
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        computeApply(function, x, y);
    }

    /**
     * Gradient with respect to an activation's input: dz = dy * f'(z).
     *
     * @param activation the function f
     * @param kept z or y, as {@link Activation#keeps()} says; batch x width
     * @param dy gradient with respect to y; batch x width
     * @param dz batch x width, overwritten; the same elements as dy, or disjoint from both inputs
     * @throws IllegalArgumentException if shapes differ or dz overlaps in part
     */
    public final void activationGradient(Activation activation, Matrix kept, Matrix dy, Matrix dz) {
        Objects.requireNonNull(activation, "activation");
        requireOpen("kept", kept);
        require("dy", dy, kept.rows(), kept.columns());
        require("dz", dz, kept.rows(), kept.columns());
        requireSameOrDisjoint("dz", dz, "dy", dy);
        requireDisjoint("dz", dz, "kept", kept);
        computeActivationGradient(activation, kept, dy, dz);
    }

    /**
     * Loss of each row and its gradient.
     *
     * @param loss the loss
     * @param prediction batch x outputs (logits for a loss on logits)
     * @param targets one entry a row, of a form that the loss allows
     * @param scale factor on the gradient, the {@linkplain dev.lanegrad.loss.Reduction#scale reduction's}: for a mean 1 /
     *     (rows of the effective batch, or sum of their {@linkplain Loss#weight weights})
     * @param rowLoss 1 x batch, overwritten with each row's loss, not scaled: {@link dev.lanegrad.loss.Reduction#NONE}
     * @param gradient batch x outputs, overwritten with d(scale * sum of row losses) / d(prediction); the same elements
     *     as prediction, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit, the loss does not allow the targets' form, a class index is
     *     out of range and not one to be ignored, the loss has weights for another number of classes or a buffer overlaps
     */
    public final void loss(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss,
            Matrix gradient) {
        Objects.requireNonNull(loss, "loss");
        requireOpen("prediction", prediction);
        require("rowLoss", rowLoss, 1, prediction.rows());
        require("gradient", gradient, prediction.rows(), prediction.columns());
        requireSameOrDisjoint("gradient", gradient, "prediction", prediction);
        requireDisjoint("rowLoss", rowLoss, "prediction", prediction);
        requireDisjoint("rowLoss", rowLoss, "gradient", gradient);
        loss.checkOutputs(prediction.columns());
        switch (targets) {
            case Targets.Classes classes -> {
                if (!loss.allowsClasses()) {
                    throw new IllegalArgumentException(loss.name() + " needs a matrix of target values, class indices were"
                            + " given");
                }
                requireLabels(loss, classes, prediction);
            }
            case Targets.Values values -> {
                require("targets", values.matrix(), prediction.rows(), prediction.columns());
                requireDisjoint("gradient", gradient, "targets", values.matrix());
                requireDisjoint("rowLoss", rowLoss, "targets", values.matrix());
            }
        }
        computeLoss(loss, prediction, targets, scale, rowLoss, gradient);
    }

    /**
     * Moves a parameter against its gradient by one step, at the optimizer's own learning rate.
     *
     * @param optimizer the rule
     * @param step number of this step, from 1
     * @param parameter overwritten
     * @param gradient of the parameter's shape
     * @param state {@link Optimizer#stateCount()} matrices of the parameter's shape, overwritten
     * @throws IllegalArgumentException if shapes or the number of state matrices do not fit, the step is below 1 or
     *     buffers overlap
     */
    public final void update(Optimizer optimizer, long step, Matrix parameter, Matrix gradient, Matrix[] state) {
        update(numbers.set(optimizer, step), parameter, gradient, state);
    }

    /**
     * Moves a parameter against its gradient by one step whose numbers are known: those of several parameters are computed
     * once.
     *
     * @param step rule, number and learning rate of the step
     * @param parameter overwritten
     * @param gradient of the parameter's shape
     * @param state {@link Optimizer#stateCount()} matrices of the parameter's shape, overwritten
     * @throws IllegalArgumentException if shapes or the number of state matrices do not fit or buffers overlap
     */
    public final void update(UpdateStep step, Matrix parameter, Matrix gradient, Matrix[] state) {
        Optimizer optimizer = step.optimizer();
        if (state.length != optimizer.stateCount()) {
            throw new IllegalArgumentException(optimizer.name() + " keeps " + optimizer.stateCount()
                    + " state matrices a parameter, given " + state.length);
        }
        requireOpen("parameter", parameter);
        require("gradient", gradient, parameter.rows(), parameter.columns());
        requireDisjoint("parameter", parameter, "gradient", gradient);
        for (int i = 0; i < state.length; i++) {
            require("state", state[i], parameter.rows(), parameter.columns());
            requireDisjoint("state", state[i], "parameter", parameter);
            requireDisjoint("state", state[i], "gradient", gradient);
            for (int j = 0; j < i; j++) {
                requireDisjoint("state", state[i], "another state", state[j]);
            }
        }
        computeUpdate(step, parameter, gradient, state);
    }

    /**
     * Standardises columns: y = (x - mean) * factor, two float operations.
     *
     * @param x batch x width
     * @param mean 1 x width
     * @param factor 1 x width, the inverse of the standard deviation
     * @param y batch x width, overwritten; the same elements as x, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or y overlaps in part
     */
    public final void standardize(Matrix x, Matrix mean, Matrix factor, Matrix y) {
        requireOpen("x", x);
        require("mean", mean, 1, x.columns());
        require("factor", factor, 1, x.columns());
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        requireDisjoint("y", y, "mean", mean);
        requireDisjoint("y", y, "factor", factor);
        standardize(x.segment(), 0, x.leadingDimension(), mean, factor, y.segment(), 0, y.leadingDimension(), x.rows());
    }

    /**
     * Packs a layer for inference. The result copies the weights, is immutable, and may be used with any instance of the
     * same implementation, by any number of threads.
     *
     * @param weight in x out
     * @param bias 1 x out
     * @param activation applied to the weighted sums
     * @return the frozen layer
     * @throws IllegalArgumentException if shapes do not fit
     */
    public final FrozenDense freeze(Matrix weight, Matrix bias, Activation activation) {
        return freeze(weight, bias, activation, WeightFormat.FLOAT32, Arena.ofAuto());
    }

    /**
     * {@link #freeze(Matrix, Matrix, Activation)} with weights in a format of fewer bits, in memory of the caller's.
     *
     * @param weight in x out
     * @param bias 1 x out
     * @param activation applied to the weighted sums
     * @param format how weights are held: another description than the given weights, and other bits
     * @param arena where the packed weights go; the layer is of use until it is closed
     * @return the frozen layer
     * @throws IllegalArgumentException if shapes do not fit, or a weight is NaN or infinite and the format is
     *     {@link WeightFormat#INT8}
     */
    public final FrozenDense freeze(Matrix weight, Matrix bias, Activation activation, WeightFormat format, Arena arena) {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(arena, "arena");
        requireOpen("weight", weight);
        require("bias", bias, 1, weight.columns());
        if (format == WeightFormat.INT8) {
            requireFinite(weight);
        }
        return computeFreeze(weight, bias, activation, format, arena);
    }

    /**
     * One frozen layer, y = f(x W + b), on caller-owned memory; the bits are those of {@link #dense} and
     * {@link #activate(Activation, Matrix, Matrix)}. Allocates nothing once warm.
     *
     * @param layer made by {@link #freeze} of the same implementation
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param y native memory for the output rows; must not overlap the input (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     * @throws ClassCastException if the layer was made by the other implementation
     */
    public abstract void forward(FrozenDense layer, MemorySegment x, long xOffset, int xStride, MemorySegment y,
            long yOffset, int yStride, int rows);

    /**
     * {@link #activate(Activation, Matrix, Matrix)} on caller-owned memory. Allocates nothing.
     *
     * @param activation the function f
     * @param z native memory with the input rows
     * @param zOffset where the first row starts, in bytes
     * @param zStride distance between rows in floats
     * @param y native memory for the output rows; the same rows as z or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @param columns width of a row
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void activate(Activation activation, MemorySegment z, long zOffset, int zStride, MemorySegment y,
            long yOffset, int yStride, int rows, int columns);

    /**
     * {@link #standardize(Matrix, Matrix, Matrix, Matrix)} on caller-owned memory. Allocates nothing.
     *
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param mean 1 x width
     * @param factor 1 x width
     * @param y native memory for the output rows; the same rows as x or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void standardize(MemorySegment x, long xOffset, int xStride, Matrix mean, Matrix factor,
            MemorySegment y, long yOffset, int yStride, int rows);

    /**
     * Computes {@link #dense} on checked arguments.
     *
     * @param x batch x in
     * @param weight in x out
     * @param bias 1 x out
     * @param y batch x out
     */
    protected abstract void computeDense(Matrix x, Matrix weight, Matrix bias, Matrix y);

    /**
     * Computes {@link #inputGradient} on checked arguments.
     *
     * @param dz batch x out
     * @param weight in x out
     * @param dx batch x in
     */
    protected abstract void computeInputGradient(Matrix dz, Matrix weight, Matrix dx);

    /**
     * Computes {@link #weightGradient} on checked arguments.
     *
     * @param x batch x in
     * @param dz batch x out
     * @param dw in x out
     * @param accumulate whether to go on from dw
     */
    protected abstract void computeWeightGradient(Matrix x, Matrix dz, Matrix dw, boolean accumulate);

    /**
     * Computes {@link #biasGradient} on checked arguments.
     *
     * @param dz batch x out
     * @param db 1 x out
     * @param accumulate whether to go on from db
     */
    protected abstract void computeBiasGradient(Matrix dz, Matrix db, boolean accumulate);

    /**
     * Computes {@link #activate(Activation, Matrix, Matrix, Matrix)} on checked arguments.
     *
     * @param activation the function
     * @param z batch x width
     * @param bias 1 x width
     * @param y batch x width
     */
    protected abstract void computeActivate(Activation activation, Matrix z, Matrix bias, Matrix y);

    /**
     * Computes {@link #apply} on checked arguments.
     *
     * @param function the function
     * @param x rows x columns
     * @param y rows x columns
     */
    protected abstract void computeApply(Elementary function, Matrix x, Matrix y);

    /**
     * Computes {@link #activate(Activation, Matrix, Matrix)} on checked arguments.
     *
     * @param activation the function
     * @param z batch x width
     * @param y batch x width
     */
    protected abstract void computeActivate(Activation activation, Matrix z, Matrix y);

    /**
     * Computes {@link #activationGradient} on checked arguments.
     *
     * @param activation the function
     * @param kept z or y, batch x width
     * @param dy gradient with respect to y, batch x width
     * @param dz gradient with respect to z, batch x width
     */
    protected abstract void computeActivationGradient(Activation activation, Matrix kept, Matrix dy, Matrix dz);

    /**
     * Computes {@link #loss} on checked arguments.
     *
     * @param loss the loss
     * @param prediction batch x outputs
     * @param targets one entry a row
     * @param scale factor on the gradient
     * @param rowLoss 1 x batch
     * @param gradient batch x outputs
     */
    protected abstract void computeLoss(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss,
            Matrix gradient);

    /**
     * Computes {@link #update(UpdateStep, Matrix, Matrix, Matrix[])} on checked arguments.
     *
     * @param step the rule and the numbers of the step
     * @param parameter the parameter, of any shape
     * @param gradient its gradient, of the same shape
     * @param state the optimizer's state, matrices of the same shape
     */
    protected abstract void computeUpdate(UpdateStep step, Matrix parameter, Matrix gradient, Matrix[] state);

    /**
     * Computes {@link #freeze} on checked arguments.
     *
     * @param weight in x out
     * @param bias 1 x out
     * @param activation the function
     * @param format how weights are held
     * @param arena where the layer's memory comes from
     * @return the frozen layer
     */
    protected abstract FrozenDense computeFreeze(Matrix weight, Matrix bias, Activation activation, WeightFormat format,
            Arena arena);

    private static void requireFinite(Matrix weight) {
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                if (!Float.isFinite(weight.get(r, c))) {
                    throw new IllegalArgumentException("the weight in row " + r + ", column " + c + " is " + weight.get(r, c)
                            + ", so the layer cannot have int8 weights");
                }
            }
        }
    }

    private static void requireLabels(Loss loss, Targets.Classes classes, Matrix prediction) {
        if (classes.rows() != prediction.rows()) {
            throw new IllegalArgumentException("targets have " + classes.rows() + " rows, the prediction has "
                    + prediction.rows());
        }
        for (int r = 0; r < classes.rows(); r++) {
            int label = classes.labels()[r];
            if ((label < 0 || label >= prediction.columns()) && !loss.ignores(label)) {
                throw new IllegalArgumentException("the class index of row " + r + " is " + label + ", expected 0 to "
                        + (prediction.columns() - 1));
            }
        }
    }
}
