package dev.lanegrad.nn;

/**
 * What a forward pass is for. In evaluation, a row's result is a function of that row and of the network; in training,
 * dropout drops and batch normalisation takes the statistics of the batch.
 *
 * <p>A pass of training can {@linkplain #set go on} to the next step or micro-batch and allocates nothing then. Not thread-safe
 * while it does.
 */
public final class Pass {
    /** Neither dropout nor batch statistics. */
    public static final Pass EVALUATION = new Pass(false, 0, 0, 0);

    private final boolean training;
    private final long seed;
    private long step;
    private int firstRow;

    private Pass(boolean training, long seed, long step, int firstRow) {
        this.training = training;
        this.seed = seed;
        this.step = step;
        this.firstRow = requireRow(firstRow);
    }

    private static int requireRow(int row) {
        if (row < 0) {
            throw new IllegalArgumentException("rows of a batch count from 0, given " + row);
        }
        return row;
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
     * A pass like this one for a micro-batch.
     *
     * @param row where its first row stands in the effective batch
     * @return another pass
     * @throws IllegalArgumentException if the row is negative
     */
    public Pass fromRow(int row) {
        return new Pass(training, seed, step, row);
    }

    /**
     * Goes on to another step or micro-batch.
     *
     * @param number number of the step
     * @param row where the first row stands in the effective batch: other than 0 in micro-batches
     * @return this object
     * @throws IllegalArgumentException if the row is negative
     * @throws IllegalStateException if this is no pass of training
     */
    public Pass set(long number, int row) {
        if (!training) {
            throw new IllegalStateException("a pass of evaluation has no steps");
        }
        firstRow = requireRow(row);
        step = number;
        return this;
    }

    /**
     * Whether dropout and batch statistics are on.
     *
     * @return false in evaluation
     */
    public boolean training() {
        return training;
    }

    /**
     * The training run's seed: with step and row it decides what dropout drops.
     *
     * @return any number
     */
    public long seed() {
        return seed;
    }

    /**
     * Number of the step.
     *
     * @return any number
     */
    public long step() {
        return step;
    }

    /**
     * Where the batch's first row stands in the effective batch.
     *
     * @return at least 0
     */
    public int firstRow() {
        return firstRow;
    }

    @Override
    public String toString() {
        return training ? "training, seed " + seed + ", step " + step + ", from row " + firstRow : "evaluation";
    }
}
