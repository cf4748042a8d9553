package dev.lanegrad.loss;

import dev.lanegrad.memory.Matrix;

/**
 * What becomes of the losses of a batch's rows, named as in PyTorch. {@link dev.lanegrad.loss.Loss} says what a row's loss
 * l[r] is and what it counts, w[r] (its {@linkplain Loss#weight weight}); e is {@link Loss#elements}: a row's loss is the
 * mean of e elements where PyTorch has one loss an element, and e = 1 where PyTorch has one loss a row.
 *
 * <p>The numbers are those of PyTorch up to rounding: row losses are float, their sum here is one chain in {@code double}
 * in row order.
 */
public enum Reduction {
    /**
     * sum(l[r]) / sum(w[r]). Without class weights and ignored rows that is the mean over all elements; with them the mean
     * is weighted. It is 0 where all rows weigh nothing, which PyTorch calls NaN.
     */
    MEAN,
    /** e sum(l[r]): the sum over all elements. */
    SUM,
    /**
     * The row losses l[r] themselves, as {@link dev.lanegrad.kernel.Kernels#loss} writes them. Losses of PyTorch that have
     * one loss an element give the matrix of these for batch x m outputs seen as (batch m) x 1: each row then is one element.
     * There is no one number to make small.
     */
    NONE;

    /**
     * The factor on the gradient of the row losses' sum that makes it the gradient of the reduced loss.
     *
     * @param loss the loss
     * @param outputs outputs a row
     * @param weight sum of the {@linkplain #weight(Loss, Targets) weights} of the effective batch
     * @return for a mean 1 / weight, or 0 where the weight is below {@link Float#MIN_NORMAL}: rows that weigh nothing have
     *     no gradient, nor have such that weigh so little that the factor would overflow; for a sum the number of elements
     *     of a row's loss; 1 for none
     */
    public float scale(Loss loss, int outputs, double weight) {
        return switch (this) {
            case MEAN -> weight < Float.MIN_NORMAL ? 0 : 1 / (float) weight;
            case SUM -> loss.elements(outputs);
            case NONE -> 1;
        };
    }

    /**
     * The reduced loss of rows whose losses add up to a sum.
     *
     * @param loss the loss
     * @param outputs outputs a row
     * @param sum sum of the rows' losses
     * @param weight sum of the rows' weights
     * @return the mean or the sum
     * @throws UnsupportedOperationException for {@link #NONE}
     */
    public double of(Loss loss, int outputs, double sum, double weight) {
        return switch (this) {
            case MEAN -> weight == 0 ? sum : sum / weight;
            case SUM -> sum * loss.elements(outputs);
            case NONE -> throw new UnsupportedOperationException("reduction NONE leaves the row losses as they are");
        };
    }

    /**
     * The reduced loss of one batch.
     *
     * @param loss the loss
     * @param outputs outputs a row
     * @param targets the batch's targets
     * @param rowLoss 1 x batch
     * @return the mean or the sum
     * @throws UnsupportedOperationException for {@link #NONE}
     */
    public double of(Loss loss, int outputs, Targets targets, Matrix rowLoss) {
        return of(loss, outputs, sum(0, rowLoss), weight(loss, targets));
    }

    /**
     * What the rows of a batch count together in a mean.
     *
     * @param loss the loss
     * @param targets the batch's targets
     * @return the sum of their {@linkplain Loss#weight weights}: the number of rows, unless classes have weights or rows are
     *     ignored
     */
    public static double weight(Loss loss, Targets targets) {
        double sum = 0;
        for (int r = 0; r < targets.rows(); r++) {
            sum += loss.weight(targets, r);
        }
        return sum;
    }

    /**
     * A running sum of row losses, gone on with in row order.
     *
     * @param start the sum so far
     * @param rowLoss 1 x batch
     * @return the sum with these rows
     */
    public static double sum(double start, Matrix rowLoss) {
        double sum = start;
        for (int r = 0; r < rowLoss.columns(); r++) {
            sum += rowLoss.get(0, r);
        }
        return sum;
    }
}
