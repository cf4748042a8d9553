package dev.lanegrad.data;

import dev.lanegrad.spec.CounterRandom;
import java.util.Objects;

/**
 * Goes through a data set in shuffled batches of equal size; {@link LastBatch} says what becomes of the last one. The order is a
 * function of (seed, epoch). Not thread-safe. Allocation: an order of rows once, and what {@link BatchBuffer} says.
 */
public final class MiniBatches {
    private final int rows;
    private final BatchBuffer buffer;
    private final long seed;
    private final LastBatch last;
    private final int[] order;

    /**
     * Starts before the first epoch, with a last batch that may be smaller.
     *
     * @param data the samples
     * @param buffer room for a full batch of them; its capacity is the batch size
     * @param seed decides the order
     */
    public MiniBatches(Dataset data, BatchBuffer buffer, long seed) {
        this(data, buffer, seed, LastBatch.SMALLER);
    }

    /**
     * Starts before the first epoch.
     *
     * @param data the samples
     * @param buffer room for a full batch of them; its capacity is the batch size, at most the number of samples unless the
     *     last batch may be smaller
     * @param seed decides the order
     * @param last what becomes of the last batch
     * @throws IllegalArgumentException if the batch size is larger than the number of samples and no batch may be smaller
     */
    public MiniBatches(Dataset data, BatchBuffer buffer, long seed, LastBatch last) {
        if (last != LastBatch.SMALLER && buffer.capacity() > data.rows()) {
            throw new IllegalArgumentException("no batch of " + buffer.capacity() + " rows can be made of " + data.rows());
        }
        rows = data.rows();
        this.buffer = buffer;
        this.seed = seed;
        this.last = last;
        order = new int[last == LastBatch.TOPPED_UP ? count() * buffer.capacity() : rows];
        startEpoch(0);
    }

    /**
     * Draws the order of an epoch.
     *
     * @param epoch the epoch, from 0
     */
    public void startEpoch(int epoch) {
        CounterRandom.permute(seed, CounterRandom.STREAM_SHUFFLE, epoch, rows, order);
        // Topped up with the first ones.
        System.arraycopy(order, 0, order, rows, order.length - rows);
    }

    /**
     * Number of batches of an epoch.
     *
     * @return at least 1
     */
    public int count() {
        return last == LastBatch.LEFT_OUT ? rows / buffer.capacity() : (rows - 1) / buffer.capacity() + 1;
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
        return buffer.load(order, from, Math.min(buffer.capacity(), order.length - from));
    }
}
