package dev.lanegrad.spec;

/**
 * Which elements a dropout layer drops in one training step: a pure function of (seed, layer, step, row in the effective
 * batch, column), so neither threads nor micro-batches nor the vector width change it, and the backward pass computes it
 * again instead of keeping it.
 *
 * <p>{@linkplain #rowKey A row's key} is a block of {@link CounterRandom}. A column's number h is 32-bit arithmetic that
 * runs in vector lanes, with the halves k0 (low) and k1 (high) of that key:
 *
 * <pre>
 * h = column * COLUMN_STEP + k0
 * h = (h ^ h >>> SHIFT_0) * MULTIPLIER_0 + k1
 * h = (h ^ h >>> SHIFT_1) * MULTIPLIER_1
 * h = (h ^ h >>> SHIFT_2) * MULTIPLIER_2
 * h = h ^ h >>> SHIFT_3
 * </pre>
 *
 * <p>The element is dropped if {@code h >>> 8} is below {@link #threshold()}. For one key this is a bijection of the
 * column; rows meet in a shifted order only if both halves fit, which is a matter of 64 random bits.
 *
 * <p>A mask can be set anew for each step and allocates nothing then. Thread-safe while it is not set. Source of the shifts and
 * multipliers: C. Wellons, "Prospecting for hash functions", 2018 (triple32, found by search, public domain); the second half
 * of the key is an addition of ours.
 */
public final class DropoutMask {
    /** Distance of neighbouring columns before mixing: the golden ratio, odd. */
    public static final int COLUMN_STEP = 0x9E3779B9;
    /** Shift before the first multiplication. */
    public static final int SHIFT_0 = 17;
    /** Shift before the second multiplication. */
    public static final int SHIFT_1 = 11;
    /** Shift before the third multiplication. */
    public static final int SHIFT_2 = 15;
    /** Last shift. */
    public static final int SHIFT_3 = 14;
    /** First multiplier. */
    public static final int MULTIPLIER_0 = 0xED5AD4BB;
    /** Second multiplier. */
    public static final int MULTIPLIER_1 = 0xAC4C1B51;
    /** Third multiplier. */
    public static final int MULTIPLIER_2 = 0x31848BAB;
    /** Bits of h that are not compared: 24 are left, as many as a float's significand has. */
    public static final int UNUSED_BITS = 8;

    private final float rate;
    private final int layer;
    private long seed;
    private int step;
    private int firstRow;

    /**
     * A mask of one step.
     *
     * @param rate share of elements to drop, in [0, 1)
     * @param seed the training run's seed
     * @param layer the dropout layer's index in its network, nested layers counted
     * @param step number of the step; a run of 2<sup>32</sup> steps begins anew
     * @param firstRow where the batch's first row stands in the effective batch: other than 0 in micro-batches
     * @throws IllegalArgumentException if the rate is not in [0, 1), or the first row is negative
     */
    public DropoutMask(float rate, long seed, int layer, int step, int firstRow) {
        requireRate(rate);
        this.rate = rate;
        this.layer = layer;
        set(seed, step, firstRow);
    }

    /**
     * Goes on to another step, batch or run.
     *
     * @param run the training run's seed
     * @param number number of the step
     * @param row where the batch's first row stands in the effective batch
     * @throws IllegalArgumentException if the row is negative
     */
    public void set(long run, int number, int row) {
        if (row < 0) {
            throw new IllegalArgumentException("rows of a batch count from 0, given " + row);
        }
        seed = run;
        step = number;
        firstRow = row;
    }

    /**
     * Refuses what is no rate.
     *
     * @param rate share of elements to drop
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public static void requireRate(float rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate must be in [0, 1), given " + rate);
        }
    }

    /**
     * What is below this is dropped, out of 2<sup>24</sup>.
     *
     * @return rate * 2<sup>24</sup>, rounded up: the share of dropped elements is less than 2<sup>-24</sup> above the rate
     */
    public int threshold() {
        return (int) Math.ceil(rate * 0x1p24);
    }

    /**
     * What kept elements are multiplied by, so that the expected value stays as it is.
     *
     * @return 1 / (1 - rate), two float operations
     */
    public float factor() {
        return 1 / (1 - rate);
    }

    /**
     * The random bits that a row's columns share.
     *
     * @param row a row of this batch, from 0
     * @return k0 in the low half, k1 in the high half
     */
    public long rowKey(int row) {
        return CounterRandom.bits(seed, CounterRandom.STREAM_DROPOUT + layer, step, firstRow + row, 0);
    }

    @Override
    public String toString() {
        return "rate " + rate + ", seed " + seed + ", layer " + layer + ", step " + step + ", from row " + firstRow;
    }
}
