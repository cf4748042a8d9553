package dev.lanegrad.data;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Goes through a data set in shuffled batches of equal size; the last one of an epoch may be smaller. The order is a
 * function of (seed, epoch). Not thread-safe. Allocation: the buffers once, an order of rows an epoch.
 */
public final class MiniBatches {
    private final Dataset data;
    private final int batchSize;
    private final long seed;
    private final Matrix features;
    private final Matrix values;
    private final int[] labels;
    private int[] order;

    /**
     * One batch, valid until the next one is loaded.
     *
     * @param features rows x inputs
     * @param targets as many rows
     */
    public record Batch(Matrix features, Targets targets) {
    }

    /**
     * Allocates the buffers.
     *
     * @param data the samples
     * @param batchSize rows of a batch, at least 1; more than there are samples means all of them
     * @param seed decides the order
     * @throws IllegalArgumentException if the batch size is below 1
     */
    public MiniBatches(Dataset data, int batchSize, long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch needs at least one row, given " + batchSize);
        }
        this.data = data;
        this.batchSize = Math.min(batchSize, data.rows());
        this.seed = seed;
        features = Matrix.create(this.batchSize, data.inputs());
        values = data.targets() instanceof Targets.Values v ? Matrix.create(this.batchSize, v.matrix().columns()) : null;
        labels = new int[this.batchSize];
        startEpoch(0);
    }

    /**
     * Draws the order of an epoch.
     *
     * @param epoch the epoch, from 0
     */
    public void startEpoch(int epoch) {
        order = CounterRandom.permutation(seed, CounterRandom.STREAM_SHUFFLE, epoch, data.rows());
    }

    /**
     * Number of batches of an epoch.
     *
     * @return at least 1
     */
    public int count() {
        return (data.rows() + batchSize - 1) / batchSize;
    }

    /**
     * Rows of a full batch.
     *
     * @return at least 1
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Copies one batch of the epoch into the buffers.
     *
     * @param index which batch, 0 to {@code count() - 1}
     * @return the batch
     * @throws IndexOutOfBoundsException if there is no such batch
     */
    public Batch load(int index) {
        int from = Objects.checkIndex(index, count()) * batchSize;
        int rows = Math.min(batchSize, data.rows() - from);
        for (int i = 0; i < rows; i++) {
            copyRow(data.features(), order[from + i], features, i);
            switch (data.targets()) {
                case Targets.Classes classes -> labels[i] = classes.labels()[order[from + i]];
                case Targets.Values v -> copyRow(v.matrix(), order[from + i], values, i);
            }
        }
        Targets targets = values == null ? new Targets.Classes(labels, rows) : new Targets.Values(values.rows(0, rows));
        return new Batch(features.rows(0, rows), targets);
    }

    private static void copyRow(Matrix source, int row, Matrix target, int targetRow) {
        MemorySegment.copy(source.segment(), source.offset(row, 0), target.segment(),
                target.offset(targetRow, 0), source.columns() * 4L);
    }
}
