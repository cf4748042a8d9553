package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Checks.require;
import static dev.lanegrad.kernel.Checks.requireDisjoint;
import static dev.lanegrad.kernel.Checks.requireOpen;
import static dev.lanegrad.kernel.Checks.requirePositive;
import static dev.lanegrad.kernel.Checks.requireSameOrDisjoint;
import static dev.lanegrad.kernel.Checks.requireShare;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.NormalizationSpec;
import java.lang.foreign.MemorySegment;

/**
 * Layer, RMS and batch normalisation: the part of {@link Kernels} that {@link Kernels#normalizations()} reaches. What is
 * said there of checks, errors, threads and allocation holds here.
 *
 * <p>A batch x is a matrix with one row a sample; gamma and beta (1 x width) scale and shift what was normalised. Means
 * and variances are those of {@linkplain NormalizationSpec##moments the specification}: a forward pass stores them in
 * {@code statistics}, at the indices that {@link NormalizationSpec} names, and the backward pass reads them there.
 * Layer and RMS normalisation see one row at a time, so a NaN or Inf stays in its row; training-time batch normalisation
 * sees one column at a time.
 *
 * <p>Accuracy: with xhat the exact normalised value, a computed y is within
 * {@link NormalizationSpec#rowError(int) rowError(width)} (batch normalisation:
 * {@link NormalizationSpec#columnError(int) columnError(rows)}) times (1 + |xhat|) |gamma|, and one rounding of y, of
 * xhat gamma + beta, as long as no difference from the mean and no square of one leaves the range of floats (magnitudes up to
 * 10<sup>18</sup>). The bound does not depend on the mean. Equal values give exactly beta.
 *
 * <p>Sources: S. Ioffe, C. Szegedy, <a href="https://arxiv.org/abs/1502.03167">Batch Normalization</a>; J. L. Ba, J. R.
 * Kiros, G. E. Hinton, <a href="https://arxiv.org/abs/1607.06450">Layer Normalization</a>; B. Zhang, R. Sennrich,
 * <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>. Semantics are those of PyTorch's
 * LayerNorm, RMSNorm and BatchNorm1d, and of ONNX's LayerNormalization and RMSNormalization with axis = -1.
 */
public abstract class NormalizationKernels {
    /** For subclasses. */
    protected NormalizationKernels() {
    }

    /**
     * Layer normalisation of each row: y = fma((x - mean) * rstd, gamma, beta) with rstd = 1 / sqrt(variance + epsilon);
     * the variance is the biased one.
     *
     * @param x batch x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance, positive
     * @param statistics batch x {@value NormalizationSpec#ROW_STATISTICS}, overwritten
     * @param y batch x width, overwritten; the same elements as x, or disjoint from everything. The backward pass needs x.
     * @throws IllegalArgumentException if shapes do not fit, epsilon is not positive or an output overlaps
     */
    public final void layerNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        requireForward(x, gamma, epsilon, statistics, x.rows(), NormalizationSpec.ROW_STATISTICS, y);
        requireBeta(beta, statistics, y);
        computeLayerNorm(x, gamma, beta, epsilon, statistics, y);
    }

    /**
     * Gradient with respect to layer normalisation's input, with g = dy * gamma and e = x - mean:
     * dx = (g - mean(g) - e * rstd<sup>2</sup> * mean(g * e)) * rstd.
     *
     * @param x the forward pass's input, batch x width
     * @param statistics from the forward pass, batch x {@value NormalizationSpec#ROW_STATISTICS}
     * @param gamma 1 x width
     * @param dy gradient with respect to y, batch x width
     * @param dx batch x width, overwritten; the same elements as dy, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or dx overlaps
     */
    public final void layerNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        requireInputGradient(x, statistics, x.rows(), NormalizationSpec.ROW_STATISTICS, gamma, dy, dx);
        computeLayerNormInputGradient(x, statistics, gamma, dy, dx);
    }

    /**
     * Gradients with respect to layer normalisation's parameters: dgamma (+)= column sums of dy * (x - mean) * rstd,
     * dbeta (+)= column sums of dy; one chain over the rows a value.
     *
     * @param x the forward pass's input, batch x width
     * @param statistics from the forward pass, batch x {@value NormalizationSpec#ROW_STATISTICS}
     * @param dy gradient with respect to y, batch x width
     * @param dgamma 1 x width; must not overlap the others
     * @param dbeta 1 x width; must not overlap the others
     * @param accumulate whether the chains go on from what is there; otherwise it is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or an output overlaps
     */
    public final void layerNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        requireGammaGradient(x, statistics, x.rows(), NormalizationSpec.ROW_STATISTICS, dy, dgamma);
        requireBetaGradient(x, statistics, dy, dgamma, dbeta);
        computeLayerNormParameterGradients(x, statistics, dy, dgamma, dbeta, accumulate);
    }

    /**
     * RMS normalisation of each row: y = x * rstd * gamma with rstd = 1 / sqrt(mean(x<sup>2</sup>) + epsilon).
     *
     * @param x batch x width
     * @param gamma 1 x width
     * @param epsilon added to the mean square, positive
     * @param statistics batch x 1, overwritten with each row's rstd
     * @param y batch x width, overwritten; the same elements as x, or disjoint from everything. The backward pass needs x.
     * @throws IllegalArgumentException if shapes do not fit, epsilon is not positive or an output overlaps
     */
    public final void rmsNorm(Matrix x, Matrix gamma, float epsilon, Matrix statistics, Matrix y) {
        requireForward(x, gamma, epsilon, statistics, x.rows(), 1, y);
        computeRmsNorm(x, gamma, epsilon, statistics, y);
    }

    /**
     * Gradient with respect to RMS normalisation's input, with g = dy * gamma:
     * dx = (g - x * rstd<sup>2</sup> * mean(g * x)) * rstd.
     *
     * @param x the forward pass's input, batch x width
     * @param statistics from the forward pass, batch x 1
     * @param gamma 1 x width
     * @param dy gradient with respect to y, batch x width
     * @param dx batch x width, overwritten; the same elements as dy, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or dx overlaps
     */
    public final void rmsNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        requireInputGradient(x, statistics, x.rows(), 1, gamma, dy, dx);
        computeRmsNormInputGradient(x, statistics, gamma, dy, dx);
    }

    /**
     * Gradient with respect to RMS normalisation's parameter: dgamma (+)= column sums of dy * x * rstd; one chain over the
     * rows a value.
     *
     * @param x the forward pass's input, batch x width
     * @param statistics from the forward pass, batch x 1
     * @param dy gradient with respect to y, batch x width
     * @param dgamma 1 x width; must not overlap the others
     * @param accumulate whether the chains go on from what is there; otherwise it is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or dgamma overlaps
     */
    public final void rmsNormParameterGradient(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            boolean accumulate) {
        requireGammaGradient(x, statistics, x.rows(), 1, dy, dgamma);
        computeRmsNormParameterGradient(x, statistics, dy, dgamma, accumulate);
    }

    /**
     * Batch normalisation in training, by the mean and the biased variance of each column of this batch: with
     * scale = gamma * rstd, y = fma(x - center, scale, fma(-correction, scale, beta)).
     *
     * @param x batch x width, at least 2 rows
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance, positive
     * @param statistics {@value NormalizationSpec#BATCH_STATISTICS} x width, overwritten
     * @param y batch x width, overwritten; the same elements as x, or disjoint from everything. The backward pass needs x.
     * @throws IllegalArgumentException if shapes do not fit, there is one row only, epsilon is not positive or an output
     *     overlaps
     */
    public final void batchNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        requireForward(x, gamma, epsilon, statistics, NormalizationSpec.BATCH_STATISTICS, x.columns(), y);
        requireBeta(beta, statistics, y);
        requireRows(x.rows());
        computeBatchNorm(x, gamma, beta, epsilon, statistics, y);
    }

    /**
     * Gradient with respect to batch normalisation's input, through the batch's statistics, with e = x - mean:
     * dx = (dy - mean(dy) - e * rstd<sup>2</sup> * mean(dy * e)) * (gamma * rstd), means over the column. In the order of
     * operations: dx = fma(x - center, slope, dy - fma(correction, slope, mean(dy))) * (gamma * rstd) with
     * slope = -(mean(dy * e) * rstd) * rstd.
     *
     * @param x the forward pass's input, batch x width, at least 2 rows
     * @param statistics from the forward pass, {@value NormalizationSpec#BATCH_STATISTICS} x width
     * @param gamma 1 x width
     * @param dy gradient with respect to y, batch x width
     * @param dx batch x width, overwritten; the same elements as dy, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit, there is one row only or dx overlaps
     */
    public final void batchNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        requireInputGradient(x, statistics, NormalizationSpec.BATCH_STATISTICS, x.columns(), gamma, dy, dx);
        requireRows(x.rows());
        computeBatchNormInputGradient(x, statistics, gamma, dy, dx);
    }

    /**
     * Gradients with respect to batch normalisation's parameters: dgamma (+)= column sums of dy * (x - mean) * rstd,
     * dbeta (+)= column sums of dy; one chain over the rows a value. (Micro-batches are normalised each by their own
     * statistics, so their sum is not the gradient of the whole batch.)
     *
     * @param x the forward pass's input, batch x width
     * @param statistics from the forward pass, {@value NormalizationSpec#BATCH_STATISTICS} x width
     * @param dy gradient with respect to y, batch x width
     * @param dgamma 1 x width; must not overlap the others
     * @param dbeta 1 x width; must not overlap the others
     * @param accumulate whether the chains go on from what is there; otherwise it is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or an output overlaps
     */
    public final void batchNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        requireGammaGradient(x, statistics, NormalizationSpec.BATCH_STATISTICS, x.columns(), dy, dgamma);
        requireBetaGradient(x, statistics, dy, dgamma, dbeta);
        computeBatchNormParameterGradients(x, statistics, dy, dgamma, dbeta, accumulate);
    }

    /**
     * Moves running statistics towards a batch's: running = fma(1 - momentum, running, momentum * batch), where the batch
     * gives center + correction, and its unbiased variance, variance * (rows / (rows - 1)).
     *
     * @param statistics from {@link #batchNorm}, {@value NormalizationSpec#BATCH_STATISTICS} x width
     * @param rows number of rows of that batch, at least 2
     * @param momentum share of the batch, 0 to 1
     * @param mean 1 x width, the running mean, overwritten; must not overlap the others
     * @param variance 1 x width, the running variance, overwritten; must not overlap the others
     * @throws IllegalArgumentException if shapes do not fit, rows or momentum is out of range or an output overlaps
     */
    public final void updateRunning(Matrix statistics, int rows, float momentum, Matrix mean, Matrix variance) {
        requireOpen("statistics", statistics);
        require("statistics", statistics, NormalizationSpec.BATCH_STATISTICS, mean.columns());
        require("mean", mean, 1, statistics.columns());
        require("variance", variance, 1, statistics.columns());
        requireDisjoint("mean", mean, "statistics", statistics);
        requireDisjoint("variance", variance, "statistics", statistics);
        requireDisjoint("variance", variance, "mean", mean);
        requireRows(rows);
        requireShare("momentum", momentum);
        computeUpdateRunning(statistics, rows, momentum, mean, variance);
    }

    /**
     * What {@link #affine(Matrix, Matrix, Matrix, Matrix, Matrix)} and {@link #fold} need of batch normalisation in
     * evaluation: scale = gamma * (1 / sqrt(variance + epsilon)).
     *
     * @param variance 1 x width, the running variance
     * @param gamma 1 x width
     * @param epsilon added to the variance, positive
     * @param scale 1 x width, overwritten; the same elements as gamma, or disjoint from both
     * @throws IllegalArgumentException if shapes do not fit, epsilon is not positive or scale overlaps
     */
    public final void evaluationScale(Matrix variance, Matrix gamma, float epsilon, Matrix scale) {
        requireOpen("variance", variance);
        require("variance", variance, 1, gamma.columns());
        require("gamma", gamma, 1, variance.columns());
        require("scale", scale, 1, variance.columns());
        requireSameOrDisjoint("scale", scale, "gamma", gamma);
        requireDisjoint("scale", scale, "variance", variance);
        requirePositive("epsilon", epsilon);
        computeEvaluationScale(variance, gamma, epsilon, scale);
    }

    /**
     * Batch normalisation in evaluation: y = fma(x - mean, scale, beta), so a row's result depends on that row only.
     *
     * @param x batch x width
     * @param mean 1 x width, the running mean
     * @param scale 1 x width, from {@link #evaluationScale}
     * @param beta 1 x width
     * @param y batch x width, overwritten; the same elements as x, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or y overlaps
     */
    public final void affine(Matrix x, Matrix mean, Matrix scale, Matrix beta, Matrix y) {
        requireOpen("x", x);
        require("mean", mean, 1, x.columns());
        require("scale", scale, 1, x.columns());
        require("beta", beta, 1, x.columns());
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        requireDisjoint("y", y, "mean", mean);
        requireDisjoint("y", y, "scale", scale);
        requireDisjoint("y", y, "beta", beta);
        affine(x.segment(), 0, x.leadingDimension(), mean, scale, beta, y.segment(), 0, y.leadingDimension(), x.rows());
    }

    /**
     * Folds batch normalisation in evaluation into the dense layer before it, x W + b:
     * W'[i, j] = W[i, j] * scale[j], b'[j] = fma(b[j] - mean[j], scale[j], beta[j]). The folded layer computes the same
     * function in another order of operations, so with other roundings.
     *
     * @param weight W, in x width
     * @param bias b, 1 x width
     * @param mean 1 x width, the running mean
     * @param scale 1 x width, from {@link #evaluationScale}
     * @param beta 1 x width
     * @param foldedWeight W', in x width, overwritten; the same elements as weight, or disjoint from everything
     * @param foldedBias b', 1 x width, overwritten; the same elements as bias, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or an output overlaps
     */
    public final void fold(Matrix weight, Matrix bias, Matrix mean, Matrix scale, Matrix beta, Matrix foldedWeight,
            Matrix foldedBias) {
        requireOpen("weight", weight);
        require("bias", bias, 1, weight.columns());
        require("mean", mean, 1, weight.columns());
        require("scale", scale, 1, weight.columns());
        require("beta", beta, 1, weight.columns());
        require("foldedWeight", foldedWeight, weight.rows(), weight.columns());
        require("foldedBias", foldedBias, 1, weight.columns());
        requireSameOrDisjoint("foldedWeight", foldedWeight, "weight", weight);
        requireSameOrDisjoint("foldedBias", foldedBias, "bias", bias);
        requireDisjoint("foldedWeight", foldedWeight, "bias", bias);
        requireDisjoint("foldedWeight", foldedWeight, "mean", mean);
        requireDisjoint("foldedWeight", foldedWeight, "scale", scale);
        requireDisjoint("foldedWeight", foldedWeight, "beta", beta);
        requireDisjoint("foldedWeight", foldedWeight, "foldedBias", foldedBias);
        requireDisjoint("foldedBias", foldedBias, "weight", weight);
        requireDisjoint("foldedBias", foldedBias, "mean", mean);
        requireDisjoint("foldedBias", foldedBias, "scale", scale);
        requireDisjoint("foldedBias", foldedBias, "beta", beta);
        computeFold(weight, bias, mean, scale, beta, foldedWeight, foldedBias);
    }

    /**
     * Layer normalisation on caller-owned memory, without statistics for a backward pass; the bits are those of
     * {@link #layerNorm(Matrix, Matrix, Matrix, float, Matrix, Matrix)}. Allocates nothing.
     *
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance, positive (not checked here)
     * @param y native memory for the output rows; the same rows as x or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void layerNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, Matrix beta, float epsilon,
            MemorySegment y, long yOffset, int yStride, int rows);

    /**
     * RMS normalisation on caller-owned memory, without statistics for a backward pass; the bits are those of
     * {@link #rmsNorm(Matrix, Matrix, float, Matrix, Matrix)}. Allocates nothing.
     *
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param gamma 1 x width
     * @param epsilon added to the mean square, positive (not checked here)
     * @param y native memory for the output rows; the same rows as x or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void rmsNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, float epsilon,
            MemorySegment y, long yOffset, int yStride, int rows);

    /**
     * {@link #affine(Matrix, Matrix, Matrix, Matrix, Matrix)} on caller-owned memory. Allocates nothing.
     *
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param mean 1 x width
     * @param scale 1 x width
     * @param beta 1 x width
     * @param y native memory for the output rows; the same rows as x or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void affine(MemorySegment x, long xOffset, int xStride, Matrix mean, Matrix scale, Matrix beta,
            MemorySegment y, long yOffset, int yStride, int rows);

    /**
     * Computes {@link #layerNorm(Matrix, Matrix, Matrix, float, Matrix, Matrix)} on checked arguments.
     *
     * @param x batch x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance
     * @param statistics batch x 3
     * @param y batch x width
     */
    protected abstract void computeLayerNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics,
            Matrix y);

    /**
     * Computes {@link #layerNormInputGradient} on checked arguments.
     *
     * @param x batch x width
     * @param statistics batch x 3
     * @param gamma 1 x width
     * @param dy batch x width
     * @param dx batch x width
     */
    protected abstract void computeLayerNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx);

    /**
     * Computes {@link #layerNormParameterGradients} on checked arguments.
     *
     * @param x batch x width
     * @param statistics batch x 3
     * @param dy batch x width
     * @param dgamma 1 x width
     * @param dbeta 1 x width
     * @param accumulate whether to go on from what is there
     */
    protected abstract void computeLayerNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            Matrix dbeta,
            boolean accumulate);

    /**
     * Computes {@link #rmsNorm(Matrix, Matrix, float, Matrix, Matrix)} on checked arguments.
     *
     * @param x batch x width
     * @param gamma 1 x width
     * @param epsilon added to the mean square
     * @param statistics batch x 1
     * @param y batch x width
     */
    protected abstract void computeRmsNorm(Matrix x, Matrix gamma, float epsilon, Matrix statistics, Matrix y);

    /**
     * Computes {@link #rmsNormInputGradient} on checked arguments.
     *
     * @param x batch x width
     * @param statistics batch x 1
     * @param gamma 1 x width
     * @param dy batch x width
     * @param dx batch x width
     */
    protected abstract void computeRmsNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx);

    /**
     * Computes {@link #rmsNormParameterGradient} on checked arguments.
     *
     * @param x batch x width
     * @param statistics batch x 1
     * @param dy batch x width
     * @param dgamma 1 x width
     * @param accumulate whether to go on from what is there
     */
    protected abstract void computeRmsNormParameterGradient(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            boolean accumulate);

    /**
     * Computes {@link #batchNorm} on checked arguments.
     *
     * @param x batch x width
     * @param gamma 1 x width
     * @param beta 1 x width
     * @param epsilon added to the variance
     * @param statistics 4 x width
     * @param y batch x width
     */
    protected abstract void computeBatchNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics,
            Matrix y);

    /**
     * Computes {@link #batchNormInputGradient} on checked arguments.
     *
     * @param x batch x width
     * @param statistics 4 x width
     * @param gamma 1 x width
     * @param dy batch x width
     * @param dx batch x width
     */
    protected abstract void computeBatchNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx);

    /**
     * Computes {@link #batchNormParameterGradients} on checked arguments.
     *
     * @param x batch x width
     * @param statistics 4 x width
     * @param dy batch x width
     * @param dgamma 1 x width
     * @param dbeta 1 x width
     * @param accumulate whether to go on from what is there
     */
    protected abstract void computeBatchNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            Matrix dbeta,
            boolean accumulate);

    /**
     * Computes {@link #updateRunning} on checked arguments.
     *
     * @param statistics 4 x width
     * @param rows number of rows of the batch
     * @param momentum share of the batch
     * @param mean 1 x width
     * @param variance 1 x width
     */
    protected abstract void computeUpdateRunning(Matrix statistics, int rows, float momentum, Matrix mean, Matrix variance);

    /**
     * Computes {@link #evaluationScale} on checked arguments.
     *
     * @param variance 1 x width
     * @param gamma 1 x width
     * @param epsilon added to the variance
     * @param scale 1 x width
     */
    protected abstract void computeEvaluationScale(Matrix variance, Matrix gamma, float epsilon, Matrix scale);

    /**
     * Computes {@link #fold} on checked arguments.
     *
     * @param weight in x width
     * @param bias 1 x width
     * @param mean 1 x width
     * @param scale 1 x width
     * @param beta 1 x width
     * @param foldedWeight in x width
     * @param foldedBias 1 x width
     */
    protected abstract void computeFold(Matrix weight, Matrix bias, Matrix mean, Matrix scale, Matrix beta,
            Matrix foldedWeight,
            Matrix foldedBias);

    private static void requireForward(Matrix x, Matrix gamma, float epsilon, Matrix statistics, int statisticsRows,
            int statisticsColumns, Matrix y) {
        requireOpen("x", x);
        require("gamma", gamma, 1, x.columns());
        require("statistics", statistics, statisticsRows, statisticsColumns);
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        requireDisjoint("y", y, "gamma", gamma);
        requireDisjoint("y", y, "statistics", statistics);
        requireDisjoint("statistics", statistics, "x", x);
        requireDisjoint("statistics", statistics, "gamma", gamma);
        requirePositive("epsilon", epsilon);
    }

    private static void requireBeta(Matrix beta, Matrix statistics, Matrix y) {
        require("beta", beta, 1, y.columns());
        requireDisjoint("y", y, "beta", beta);
        requireDisjoint("statistics", statistics, "beta", beta);
    }

    private static void requireRows(int rows) {
        if (rows < 2) {
            throw new IllegalArgumentException("batch normalisation needs at least 2 rows a batch in training, given "
                    + rows);
        }
    }

    private static void requireInputGradient(Matrix x, Matrix statistics, int statisticsRows, int statisticsColumns,
            Matrix gamma, Matrix dy, Matrix dx) {
        requireOpen("x", x);
        require("statistics", statistics, statisticsRows, statisticsColumns);
        require("gamma", gamma, 1, x.columns());
        require("dy", dy, x.rows(), x.columns());
        require("dx", dx, x.rows(), x.columns());
        requireSameOrDisjoint("dx", dx, "dy", dy);
        requireDisjoint("dx", dx, "x", x);
        requireDisjoint("dx", dx, "statistics", statistics);
        requireDisjoint("dx", dx, "gamma", gamma);
    }

    private static void requireGammaGradient(Matrix x, Matrix statistics, int statisticsRows, int statisticsColumns,
            Matrix dy, Matrix dgamma) {
        requireOpen("x", x);
        require("statistics", statistics, statisticsRows, statisticsColumns);
        require("dy", dy, x.rows(), x.columns());
        require("dgamma", dgamma, 1, x.columns());
        requireDisjoint("dgamma", dgamma, "x", x);
        requireDisjoint("dgamma", dgamma, "statistics", statistics);
        requireDisjoint("dgamma", dgamma, "dy", dy);
    }

    private static void requireBetaGradient(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta) {
        require("dbeta", dbeta, 1, x.columns());
        requireDisjoint("dbeta", dbeta, "x", x);
        requireDisjoint("dbeta", dbeta, "statistics", statistics);
        requireDisjoint("dbeta", dbeta, "dy", dy);
        requireDisjoint("dbeta", dbeta, "dgamma", dgamma);
    }
}
