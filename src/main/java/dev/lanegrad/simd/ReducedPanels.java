package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The weights of a layer of many outputs with fewer bits: panels of four vectors of columns, padded with zeros. Each step
 * through a panel is two vectors of ints, the first for the columns of vectors a and b, the second for those of c and d; lane by
 * lane an int holds two (bfloat16) or four (int8) weights, the first in the lowest bits. Weights of int8 are {@link #OFFSET} higher.
 *
 * <pre>
 *   bfloat16: [ term 0: b a ] [ term 0: d c ] [ term 1: b a ] [ term 1: d c ] ...
 *   int8:     [ term 1: b a, term 0: b a ] [ term 1: d c, term 0: d c ] [ term 3: b a, term 2: b a ] ...
 * </pre>
 *
 * <p>Immutable; any number of threads may read it.
 */
final class ReducedPanels {
    /** Columns of a panel. */
    static final int WIDTH = 4 * Lanes.LENGTH;

    /** What is added to the weights of int8, so that their bytes have no sign. */
    static final int OFFSET = 128;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final WeightFormat format;
    private final int terms;
    private final int columns;
    private final int count;
    private final long panelBytes;
    private final MemorySegment segment;

    /** Packs what has been rounded: bfloat16 as float32 whose lower half is 0, integers as float32. */
    ReducedPanels(Matrix rounded, WeightFormat format, Arena arena) {
        this.format = format;
        terms = rounded.rows();
        columns = rounded.columns();
        count = (columns + WIDTH - 1) / WIDTH;
        int share = termsOfStep();
        panelBytes = (long) ((terms + share - 1) / share) * ReducedKernels.STEP;
        segment = arena.allocate(count * panelBytes, Matrix.ALIGNMENT);
        int bits = 16 / share;
        for (int term = 0; term < terms; term++) {
            for (int column = 0; column < columns; column++) {
                int vector = column % WIDTH / Lanes.LENGTH;
                long at = offset(column / WIDTH) + (long) (term / share) * ReducedKernels.STEP
                        + (vector / 2 * Lanes.LENGTH + column % Lanes.LENGTH) * 4L;
                float value = rounded.get(term, column);
                int weight = format == WeightFormat.BFLOAT16
                        ? Float.floatToRawIntBits(value) >>> 16
                        : (int) value + OFFSET;
                int shift = (term % share * 2 + vector % 2) * bits;
                segment.set(INT, at, segment.get(INT, at) | weight << shift);
            }
        }
    }

    /** Terms of one step through a panel. */
    int termsOfStep() {
        return format == WeightFormat.BFLOAT16 ? 1 : 2;
    }

    WeightFormat format() {
        return format;
    }

    int terms() {
        return terms;
    }

    int columns() {
        return columns;
    }

    /** Number of panels. */
    int count() {
        return count;
    }

    MemorySegment segment() {
        return segment;
    }

    /** Byte offset of a panel. */
    long offset(int panel) {
        return panel * panelBytes;
    }

    /** Unpacks the panels from one on into others, each half as wide, as many columns as these have. */
    void unpack(int fromPanel, Panels floats) {
        int share = termsOfStep();
        int steps = terms / share;
        for (int half = 0; half < floats.count(); half++) {
            long from = offset(fromPanel + half / 2) + half % 2 * (ReducedKernels.STEP / 2L);
            long to = floats.offset(half);
            for (int step = 0; step < steps; step += ReducedKernels.MAX_STEPS) {
                int part = Math.min(ReducedKernels.MAX_STEPS, steps - step);
                long done = (long) step * ReducedKernels.STEP;
                if (share == 1) {
                    ReducedKernels.unpackBfloat16(part, segment, from + done, floats.segment(), to + done);
                } else {
                    ReducedKernels.unpackInt8(part, segment, from + done, floats.segment(), to + 2 * done);
                }
            }
            if (terms > steps * share) {
                long done = (long) steps * ReducedKernels.STEP;
                ReducedKernels.unpackLastInt8(segment, from + done, floats.segment(), to + 2 * done);
            }
        }
    }
}
