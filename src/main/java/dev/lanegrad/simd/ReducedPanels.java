package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The weights of a layer of many outputs in {@link Panels} of fewer bits: of the vectors that a panel consists of, two
 * (bfloat16) or four (int8) that follow each other share one vector of ints, lane by lane, the first in the lowest bits.
 *
 * <pre>
 *   bfloat16: [ term 0: b a ] [ term 1: b a ] ...          a, b: the two vectors of a panel's columns
 *   int8:     [ term 1: b a, term 0: b a ] [ term 3: b a, term 2: b a ] ...
 * </pre>
 *
 * <p>Immutable; any number of threads may read it.
 */
final class ReducedPanels {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final WeightFormat format;
    private final int terms;
    private final int columns;
    private final int count;
    private final long panelBytes;
    private final MemorySegment segment;

    /** Packs what has been rounded: bfloat16 as float32 whose lower half is 0, integers as float32. */
    ReducedPanels(Panels rounded, WeightFormat format, Arena arena) {
        this.format = format;
        terms = rounded.terms();
        columns = rounded.columns();
        count = rounded.count();
        panelBytes = (long) vectors(terms, format) * Lanes.LENGTH * 4;
        segment = arena.allocate(count * panelBytes, Matrix.ALIGNMENT);
        int share = share(format);
        int floats = 2 * terms;
        for (int panel = 0; panel < count; panel++) {
            for (int v = 0; v < floats; v++) {
                long from = rounded.offset(panel) + (long) v * Lanes.LENGTH * 4;
                long to = panel * panelBytes + (long) (v / share) * Lanes.LENGTH * 4;
                for (int lane = 0; lane < Lanes.LENGTH; lane++) {
                    float value = rounded.segment().get(Lanes.SCALAR, from + lane * 4L);
                    int bits = format == WeightFormat.BFLOAT16
                            ? Float.floatToRawIntBits(value) >>> 16
                            : (int) value & 0xFF;
                    int shifted = bits << (v % share * (32 / share));
                    segment.set(INT, to + lane * 4L, segment.get(INT, to + lane * 4L) | shifted);
                }
            }
        }
    }

    /** Vectors of floats that one of ints holds. */
    private static int share(WeightFormat format) {
        return format == WeightFormat.BFLOAT16 ? 2 : 4;
    }

    /** Vectors of ints of so many terms of a panel. */
    private static int vectors(int terms, WeightFormat format) {
        return (2 * terms + share(format) - 1) / share(format);
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

    /** Number of panels of {@link TileKernels#NR} columns. */
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

    /** Unpacks some panels into others that have room for as many. */
    void unpack(int fromPanel, int toPanel, Panels floats) {
        for (int panel = fromPanel; panel < toPanel; panel++) {
            long to = floats.offset(panel - fromPanel);
            if (format == WeightFormat.BFLOAT16) {
                ReducedKernels.unpackBfloat16(terms, segment, offset(panel), floats.segment(), to);
            } else {
                ReducedKernels.unpackInt8(terms / 2, segment, offset(panel), floats.segment(), to);
                if (terms % 2 == 1) {
                    long done = (long) (terms / 2) * Lanes.LENGTH * 4;
                    ReducedKernels.unpackLastInt8(segment, offset(panel) + done, floats.segment(), to + 4 * done);
                }
            }
        }
    }
}
