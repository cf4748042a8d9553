package dev.lanegrad.nn;

/**
 * What a forward pass is for. In evaluation, a row's result is a function of that row and of the network; in training,
 * dropout drops and batch normalisation takes the statistics of the batch.
 *
 * @param training whether dropout and batch statistics are on
 * @param seed the training run's seed: with step and row it decides what dropout drops
 * @param step number of the step
 * @param firstRow where the batch's first row stands in the effective batch: other than 0 in micro-batches
 */
public record Pass(boolean training, long seed, long step, int firstRow) {
    /** Neither dropout nor batch statistics. */
    public static final Pass EVALUATION = new Pass(false, 0, 0, 0);

    /**
     * Checks the row.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Pass {
        if (firstRow < 0) {
            throw new IllegalArgumentException("rows of a batch count from 0, given " + firstRow);
        }
    }

    /**
     * A pass of training over a whole batch.
     *
     * @param seed the training run's seed
     * @param step number of the step
     * @return the pass
     */
    public static Pass training(long seed, long step) {
        return new Pass(true, seed, step, 0);
    }

    /**
     * The same pass for a micro-batch.
     *
     * @param row where its first row stands in the effective batch
     * @return the pass
     * @throws IllegalArgumentException if the row is negative
     */
    public Pass fromRow(int row) {
        return new Pass(training, seed, step, row);
    }
}
