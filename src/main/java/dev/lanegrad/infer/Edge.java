package dev.lanegrad.infer;

import dev.lanegrad.memory.MappedReads;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What is checked, and copied, where a caller's memory meets a predictor. Strides in floats. Thread-safe. */
final class Edge {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Edge() {
    }

    /** Comes before any comparison of places: memory of a closed arena may be somebody else's by now. */
    static void requireUsable(String name, MemorySegment segment) {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the " + name + " belongs to an arena that was closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException("the " + name + " belongs to an arena of another thread");
        }
    }

    static void requireOutput(MemorySegment input, MemorySegment output) {
        if (output.isReadOnly()) {
            throw new IllegalArgumentException("the output is read-only");
        }
        // Segments compare by place: two heap segments meet only if they are parts of one array.
        boolean bothNative = input.isNative() && output.isNative();
        boolean overlap = bothNative
                ? input.address() < output.address() + output.byteSize()
                        && output.address() < input.address() + input.byteSize()
                : input.asOverlappingSlice(output).isPresent();
        if (overlap) {
            throw new IllegalArgumentException("input and output overlap in memory");
        }
    }

    /** Rows with gaps between them fit into a segment. */
    static void requireRows(String name, MemorySegment segment, int width, int stride, int rows) {
        if (stride < width) {
            throw new IllegalArgumentException("the " + name + "'s rows are " + stride + " floats apart, expected at least "
                    + width);
        }
        long needed = ((rows - 1L) * stride + width) * Float.BYTES;
        if (segment.byteSize() < needed) {
            throw new IllegalArgumentException("the " + name + " has " + segment.byteSize() + " bytes, expected at least "
                    + needed + " (" + rows + " rows of " + width + " floats, " + stride + " apart)");
        }
    }

    /** Refuses NaN. */
    static void requireNumbers(MemorySegment input, int width, int stride, int rows) {
        if (!input.isMapped()) {
            scan(input, width, stride, rows);
            return;
        }
        try {
            scan(input, width, stride, rows);
            MappedReads.settle();
        } catch (InternalError e) {
            throw cutOff(e);
        }
    }

    private static void scan(MemorySegment input, int width, int stride, int rows) {
        for (int r = 0; r < rows; r++) {
            long row = (long) r * stride * Float.BYTES;
            for (int c = 0; c < width; c++) {
                float value = input.get(FLOAT, row + c * 4L);
                if (Float.isNaN(value)) {
                    throw nan(r, c);
                }
            }
        }
    }

    /** Refuses NaN. */
    static void requireNumbers(float[] input) {
        for (int c = 0; c < input.length; c++) {
            if (Float.isNaN(input[c])) {
                throw nan(0, c);
            }
        }
    }

    private static IllegalArgumentException nan(int row, int column) {
        return new IllegalArgumentException("the input is NaN in row " + row + ", column " + column);
    }

    /** Copies rows; offsets in bytes. */
    static void copyRows(MemorySegment from, long offset, int stride, MemorySegment to, long toOffset, int toStride,
            int width, int rows) {
        if (!from.isMapped() && !to.isMapped()) {
            copy(from, offset, stride, to, toOffset, toStride, width, rows);
            return;
        }
        try {
            copy(from, offset, stride, to, toOffset, toStride, width, rows);
            MappedReads.settle();
        } catch (InternalError e) {
            throw cutOff(e);
        }
    }

    private static IllegalStateException cutOff(InternalError error) {
        return new IllegalStateException("the file behind the input or the output was cut off", error);
    }

    private static void copy(MemorySegment from, long offset, int stride, MemorySegment to, long toOffset, int toStride,
            int width, int rows) {
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(from, offset + (long) r * stride * 4, to, toOffset + (long) r * toStride * 4, width * 4L);
        }
    }
}
