package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Moves sums between a matrix and the heap, where micro-kernels leave them; the edges of the matrix are handled here. */
final class Tile {
    private static final int V = Lanes.LENGTH;

    private Tile() {
    }

    /**
     * Reads rows, {@code step} bytes apart.
     *
     * @param width columns read; those up to {@code pitch} become 0
     * @param pitch floats from one row to the next on the heap, a multiple of a vector's
     */
    static void load(MemorySegment source, long offset, long step, int rows, int width, float[] tile, int t, int pitch) {
        int full = width / V * V;
        for (int j = 0; j < full; j += V) {
            loadColumn(source, offset + j * 4L, step, rows, tile, t + j, pitch);
        }
        if (full < width) {
            loadNarrow(source, offset + full * 4L, step, rows, width - full, tile, t + full, pitch);
            full += V;
        }
        for (int j = full; j < pitch; j += V) {
            clear(tile, t + j, rows, pitch);
        }
    }

    /** Writes rows, {@code step} bytes apart; nothing past the width. */
    static void store(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows, int width) {
        int full = width / V * V;
        for (int j = 0; j < full; j += V) {
            storeColumn(tile, t + j, pitch, target, offset + j * 4L, step, rows);
        }
        if (full < width) {
            storeNarrow(tile, t + full, pitch, target, offset + full * 4L, step, rows, width - full);
        }
    }

    static void loadColumn(MemorySegment source, long offset, long step, int rows, float[] tile, int t, int pitch) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER)
                    .intoArray(tile, t + i * pitch);
        }
    }

    static void loadNarrow(MemorySegment source, long offset, long step, int rows, int width, float[] tile, int t,
            int pitch) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER, mask)
                    .intoArray(tile, t + i * pitch);
        }
    }

    static void storeColumn(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch)
                    .intoMemorySegment(target, offset + i * step, Lanes.ORDER);
        }
    }

    static void storeNarrow(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows,
            int width) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch)
                    .intoMemorySegment(target, offset + i * step, Lanes.ORDER, mask);
        }
    }

    /** Sets a vector of each row to +0. */
    static void clear(float[] tile, int t, int rows, int pitch) {
        for (int i = 0; i < rows; i++) {
            FloatVector.zero(Lanes.FLOAT).intoArray(tile, t + i * pitch);
        }
    }

    /** One more term of one chain: tile[j] = fma(x, B[j], tile[j]). */
    static void addTerm(float x, MemorySegment b, long bOffset, int width, float[] tile, int t) {
        FloatVector xv = FloatVector.broadcast(Lanes.FLOAT, x);
        for (int j = 0; j < width; j += V) {
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + j * 4L, Lanes.ORDER);
            xv.fma(bv, FloatVector.fromArray(Lanes.FLOAT, tile, t + j)).intoArray(tile, t + j);
        }
    }

    /** The tree of {@link dev.lanegrad.spec.SummationOrder} over chains that stand {@code floats} apart, into the first. */
    static void addChains(float[] tile, int t, int chains, int floats) {
        for (int half = chains / 2; half >= 1; half /= 2) {
            int other = half * floats;
            for (int i = t; i < t + other; i += V) {
                FloatVector.fromArray(Lanes.FLOAT, tile, i)
                        .add(FloatVector.fromArray(Lanes.FLOAT, tile, i + other))
                        .intoArray(tile, i);
            }
        }
    }
}
