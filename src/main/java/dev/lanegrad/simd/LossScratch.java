package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Two rows of scratch that losses share, which grow with the outputs, and sums over such rows. Not thread-safe. */
final class LossScratch {
    final RowScratch reduction = new RowScratch();
    private MemorySegment first = MemorySegment.NULL;
    private MemorySegment second = MemorySegment.NULL;

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

    static MemorySegment atLeast(int floats, MemorySegment memory) {
        return memory.byteSize() < floats * 4L ? Arena.ofAuto().allocate(floats * 4L, Matrix.ALIGNMENT) : memory;
    }

    /** Weights in native memory: one a column, from none (all 1), one for all, or one each. Not thread-safe. */
    static final class WeightRow {
        private List<Float> weights = List.of();
        private int columns;
        private MemorySegment row = MemorySegment.NULL;

        /** Copies the weights, unless they are there from the call before. */
        @SuppressWarnings("ReferenceEquality")
        MemorySegment of(List<Float> values, int n) {
            // The same list most often: equals would make an iterator.
            if (n != columns || values != weights) {
                if (n != columns || !values.equals(weights)) {
                    row = atLeast(n, row);
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
