package dev.lanegrad.data;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.MappedReads;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import java.util.Optional;

/**
 * Room for a batch of a data set: samples are copied into it and prepared. Not thread-safe. Allocation: the buffers once,
 * views when the number of rows is another than in the last two batches.
 */
public final class BatchBuffer {
    /** Samples side by side. */
    private static final int[] NO_ORDER = {};

    private final Dataset data;
    private final Preparation preparation;
    private final Kernels kernels;
    private final Matrix features;
    private final Optional<Matrix> values;
    private final int[] labels;
    private final Optional<Matrix> weights;
    private final Runnable copies = this::copy;
    private Batch batch;
    /** The one before: the last batch of an epoch may have fewer rows. */
    private Batch other;
    private boolean ordered;
    private int[] order = NO_ORDER;
    private int first;

    /**
     * One batch, valid until the next one is loaded; batches of as many rows may be the same object with other samples.
     *
     * @param features rows x inputs, prepared
     * @param targets as many rows
     * @param weights 1 x rows, what each sample counts in the loss, where the data have weights
     */
    public record Batch(Matrix features, Targets targets, Optional<Matrix> weights) {
        /**
         * Fills a micro-batch again after other samples were loaded into this batch.
         *
         * @param part what {@link #part} gave for this batch, and the same first row
         * @param from its first row
         */
        public void fill(Batch part, int from) {
            // All else are views; where the part is all of this batch, the labels are copied to where they are.
            if (targets instanceof Targets.Classes all && part.targets instanceof Targets.Classes some) {
                System.arraycopy(all.labels(), from, some.labels(), 0, some.rows());
            }
        }

        /**
         * A micro-batch.
         *
         * @param from its first row
         * @param rows how many rows it has at most, at least 1
         * @return views of the rows from there on, and a copy of their labels; this batch if these are all its rows
         * @throws IndexOutOfBoundsException if there is no such row
         */
        public Batch part(int from, int rows) {
            int count = Math.min(rows, features.rows() - from);
            if (count == features.rows()) {
                return this;
            }
            return new Batch(features.rows(from, count), switch (targets) {
                case Targets.Classes classes -> new Targets.Classes(Arrays.copyOfRange(classes.labels(), from, from + count),
                        count);
                case Targets.Values values -> new Targets.Values(values.matrix().rows(from, count));
            }, weights.map(w -> w.columns(from, count)));
        }
    }

    /**
     * Allocates the buffers.
     *
     * @param data the samples
     * @param preparation what happens to raw features
     * @param rows largest batch, at least 1
     * @param kernels what computes; nobody else may use it during a call
     * @throws IllegalArgumentException if there is no room for a row
     */
    public BatchBuffer(Dataset data, Preparation preparation, int rows, Kernels kernels) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch needs at least one row, given " + rows);
        }
        this.data = data;
        this.preparation = preparation;
        this.kernels = kernels;
        features = Matrix.create(rows, data.inputs());
        values = data.targets() instanceof Targets.Values
                ? Optional.of(Matrix.create(rows, data.outputs()))
                : Optional.empty();
        labels = new int[rows];
        weights = data.isWeighted() ? Optional.of(Matrix.create(1, rows)) : Optional.empty();
        batch = batch(rows);
        other = batch;
    }

    /**
     * Rows of the largest batch.
     *
     * @return at least 1
     */
    public int capacity() {
        return features.rows();
    }

    /**
     * Loads samples that stand side by side.
     *
     * @param from the first sample
     * @param rows how many, 1 to {@link #capacity()}
     * @return the batch
     * @throws IndexOutOfBoundsException if there are not so many samples or rows
     * @throws IllegalStateException if the features are those of a mapped file that was cut off
     */
    public Batch load(int from, int rows) {
        return loadRows(false, NO_ORDER, from, rows);
    }

    /**
     * Loads samples by their numbers.
     *
     * @param order numbers of samples
     * @param from where in {@code order} the batch begins
     * @param rows how many, 1 to {@link #capacity()}
     * @return the batch
     * @throws IndexOutOfBoundsException if there are not so many samples or rows
     * @throws IllegalStateException if the features are those of a mapped file that was cut off
     */
    public Batch load(int[] order, int from, int rows) {
        return loadRows(true, order, from, rows);
    }

    private Batch loadRows(boolean inOrder, int[] samples, int from, int rows) {
        if (batch.features.rows() != rows) {
            Batch next = other.features.rows() == rows ? other : batch(rows);
            other = batch;
            batch = next;
        }
        ordered = inOrder;
        order = samples;
        first = from;
        if (!MappedReads.complete(copies)) {
            throw new IllegalStateException("the features cannot be read: the file behind them was cut off");
        }
        preparation.apply(kernels, batch.features);
        return batch;
    }

    private Batch batch(int rows) {
        return new Batch(features.rows(0, rows), values.<Targets>map(v -> new Targets.Values(v.rows(0, rows)))
                .orElseGet(() -> new Targets.Classes(labels, rows)), weights.map(w -> w.columns(0, rows)));
    }

    private void copy() {
        for (int i = 0; i < batch.features.rows(); i++) {
            copy(ordered ? order[first + i] : first + i, i);
        }
    }

    private void copy(int sample, int row) {
        data.copyFeatures(sample, features, row);
        if (weights.isPresent()) {
            weights.get().set(0, row, data.weight(sample));
        }
        switch (data.targets()) {
            case Targets.Classes classes -> labels[row] = classes.labels()[sample];
            case Targets.Values v -> {
                for (int c = 0; c < v.matrix().columns(); c++) {
                    values.orElseThrow().set(row, c, v.matrix().get(sample, c));
                }
            }
        }
    }
}
