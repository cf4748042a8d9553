package dev.lanegrad.data;

import dev.lanegrad.spec.CounterRandom;
import java.util.Objects;

/**
 * Goes through a data set in shuffled batches of equal size; the last one of an epoch may be smaller. The order is a
 * function of (seed, epoch). Not thread-safe. Allocation: an order of rows an epoch, views a batch.
 */
public final class MiniBatches {
    private final int rows;
    private final BatchBuffer buffer;
    private final long seed;
    private int[] order;

    /**
     * Starts before the first epoch.
     *
     * @param data the samples
     * @param buffer room for a full batch of them; its capacity is the batch size
     * @param seed decides the order
     */
    public MiniBatches(Dataset data, BatchBuffer buffer, long seed) {
        rows = data.rows();
        this.buffer = buffer;
        this.seed = seed;
        order = order(0);
    }

    private int[] order(int epoch) {
        return CounterRandom.permutation(seed, CounterRandom.STREAM_SHUFFLE, epoch, rows);
    }

    /**
     * Draws the order of an epoch.
     *
     * @param epoch the epoch, from 0
     */
    public void startEpoch(int epoch) {
        order = order(epoch);
    }

    /**
     * Number of batches of an epoch.
     *
     * @return at least 1
     */
    public int count() {
        return (rows - 1) / buffer.capacity() + 1;
    }

    /**
     * Loads one batch of the epoch into the buffer.
     *
     * @param index which batch, 0 to {@code count() - 1}
     * @return the batch
     * @throws IndexOutOfBoundsException if there is no such batch
     */
    public BatchBuffer.Batch load(int index) {
        int from = Objects.checkIndex(index, count()) * buffer.capacity();
        return buffer.load(order, from, Math.min(buffer.capacity(), rows - from));
    }
}
