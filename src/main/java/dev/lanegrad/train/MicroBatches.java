package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch in parts that go through the network one after the other. Allocates where it gets a batch object that is none of the
 * last two, which is how many a {@link BatchBuffer} keeps.
 */
final class MicroBatches {
    private static final Parts NONE = new Parts(null, List.of());

    private final int maxRows;
    private final Matrix rowLoss;
    private Parts last = NONE;
    /** Those before: the last batch of an epoch may have fewer rows. */
    private Parts other = NONE;

    /** Views of a batch object's buffers. */
    private record Parts(BatchBuffer.@Nullable Batch whole, List<Part> list) {
    }

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

    /**
     * Refuses batches from which batch normalisation could take no statistics.
     *
     * @throws IllegalArgumentException if the network has one, and a batch has a single row or goes through it in parts
     */
    static void requireStatistics(Network network, int batch, int microBatch) {
        if (network.statistics().isEmpty()) {
            return;
        }
        if (batch < 2) {
            throw new IllegalArgumentException("batch normalisation needs at least 2 rows a batch, there are " + batch);
        }
        if (microBatch < batch) {
            throw new IllegalArgumentException("batch normalisation takes its statistics from a whole batch of " + batch
                    + " rows, not from micro-batches of " + microBatch);
        }
    }

    /** The parts of a batch, valid until the next one is loaded. */
    @SuppressWarnings("ReferenceEquality") // The parts are views of this very object's buffers.
    List<Part> of(BatchBuffer.Batch batch) {
        if (batch != last.whole) {
            Parts next = batch == other.whole ? other : new Parts(batch, split(batch));
            other = last;
            last = next;
        }
        for (int i = 0; i < last.list.size(); i++) {
            batch.fill(last.list.get(i).batch(), last.list.get(i).from());
        }
        return last.list;
    }

    private List<Part> split(BatchBuffer.Batch batch) {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < batch.features().rows(); from += maxRows) {
            BatchBuffer.Batch part = batch.part(from, maxRows);
            parts.add(new Part(part, from, rowLoss.columns(0, part.features().rows())));
        }
        return parts;
    }
}
