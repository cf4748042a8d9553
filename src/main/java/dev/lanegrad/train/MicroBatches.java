package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch in parts that go through the network one after the other. Allocates where it gets another batch object. */
final class MicroBatches {
    private final int maxRows;
    private final Matrix rowLoss;
    private final List<Part> parts = new ArrayList<>();
    private BatchBuffer.@Nullable Batch whole;

    /**
     * A part of a batch.
     *
     * @param batch its samples
     * @param from where its first row stands in the batch
     * @param losses 1 x rows, room for the losses of its rows
     */
    record Part(BatchBuffer.Batch batch, int from, Matrix losses) {
    }

    /** Parts of at most so many rows. */
    MicroBatches(int maxRows) {
        this.maxRows = maxRows;
        rowLoss = Matrix.create(1, maxRows);
    }

    /** The parts of a batch, valid until the next one is loaded. */
    @SuppressWarnings("ReferenceEquality") // The parts are views of this very object's buffers.
    List<Part> of(BatchBuffer.Batch batch) {
        if (batch != whole) {
            parts.clear();
            for (int from = 0; from < batch.features().rows(); from += maxRows) {
                BatchBuffer.Batch part = batch.part(from, maxRows);
                parts.add(new Part(part, from, rowLoss.columns(0, part.features().rows())));
            }
            whole = batch;
        } else {
            for (int i = 0; i < parts.size(); i++) {
                batch.fill(parts.get(i).batch(), parts.get(i).from());
            }
        }
        return parts;
    }
}
