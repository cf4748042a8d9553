package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Two rows of scratch that losses share, which grow with the outputs, and sums over such rows. Not thread-safe. */
final class LossScratch {
    final RowScratch reduction;
    private final Scratch memory;
    private MemorySegment first = MemorySegment.NULL;
    private MemorySegment second = MemorySegment.NULL;

    LossScratch(Scratch memory) {
        this.memory = memory;
        reduction = new RowScratch(memory);
    }

    /** Makes room for rows of so many floats. */
    void fit(int floats) {
        first = atLeast(floats, first);
        second = atLeast(floats, second);
    }

    MemorySegment first() {
        return first;
    }

    MemorySegment second() {
        return second;
    }

    /** The sum of n floats at the start of a row of scratch. */
    float sum(MemorySegment row, int n) {
        return reduction.sum(ReduceFunction.SUM, row, 0, row, 0, n, 0, 0);
    }

    /** The logarithm of one number. */
    float log(float x) {
        return reduction.log(x);
    }

    /** A row if it has so many floats, or a new one. */
    MemorySegment atLeast(int floats, MemorySegment row) {
        return memory.atLeast(floats, row);
    }

    /** Weights in native memory: one a column, from none (all 1), one for all, or one each. Not thread-safe. */
    static final class WeightRow {
        private List<Float> weights = List.of();
        private int columns;
        private MemorySegment row = MemorySegment.NULL;

        /** Copies the weights, unless they are there from the call before. */
        @SuppressWarnings("ReferenceEquality")
        MemorySegment of(List<Float> values, int n, LossScratch scratch) {
            // The same list most often: equals would make an iterator.
            if (n != columns || values != weights) {
                if (n != columns || !values.equals(weights)) {
                    row = scratch.atLeast(n, row);
                    for (int c = 0; c < n; c++) {
                        row.set(Lanes.SCALAR, c * 4L, values.isEmpty() ? 1 : values.get(values.size() == 1 ? 0 : c));
                    }
                }
                weights = values;
                columns = n;
            }
            return row;
        }
    }
}
