package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Moves sums between a matrix and the scratch memory from which micro-kernels start and where they leave what does not go
 * straight to the matrix; the edges of the matrix are handled here.
 */
final class Tile {
    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final long VECTOR = V * 4L;

    private Tile() {
    }

    /**
     * Reads rows, {@code step} bytes apart.
     *
     * @param width columns read; those up to {@code pitch}, or to the next two whole vectors, become 0
     * @param pitch floats from one row to the next on the heap, with several rows a multiple of two vectors
     */
    static void load(MemorySegment source, long offset, long step, int rows, int width, float[] tile, int t, int pitch) {
        for (int j = 0; j < pitch; j += 2 * V) {
            if (j + 2 * V <= width) {
                loadPairs(source, offset + j * 4L, step, rows, tile, t + j, pitch);
            } else {
                loadNarrow(source, offset + j * 4L, step, rows, width - j, tile, t + j, pitch);
            }
        }
    }

    /** Writes rows, {@code step} bytes apart; nothing past the width. */
    static void store(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows, int width) {
        for (int j = 0; j < width; j += 2 * V) {
            if (j + 2 * V <= width) {
                storePairs(tile, t + j, pitch, target, offset + j * 4L, step, rows);
            } else {
                storeNarrow(tile, t + j, pitch, target, offset + j * 4L, step, rows, width - j);
            }
        }
    }

    /** Writes rows of native memory, {@code pitch} bytes apart, as {@link #store} does. */
    static void copy(MemorySegment tile, long pitch, MemorySegment target, long offset, long step, int rows, int width) {
        int j = 0;
        for (; j + V <= width; j += V) {
            Panels.copyVectors(rows, tile, j * 4L, pitch, target, offset + j * 4L, step);
        }
        if (j < width) {
            copyTail(rows, tile, j * 4L, pitch, target, offset + j * 4L, step, width - j);
        }
    }

    static void copyTail(int rows, MemorySegment tile, long from, long pitch, MemorySegment target, long to, long step,
            int width) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, tile, from + i * pitch, Lanes.ORDER)
                    .intoMemorySegment(target, to + i * step, Lanes.ORDER, mask);
        }
    }

    static void loadPairs(MemorySegment source, long offset, long step, int rows, float[] tile, int t, int pitch) {
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step + VECTOR, Lanes.ORDER);
            a.intoArray(tile, t + i * pitch);
            b.intoArray(tile, t + i * pitch + V);
        }
    }

    static void loadNarrow(MemorySegment source, long offset, long step, int rows, int width, float[] tile, int t,
            int pitch) {
        VectorMask<Float> first = Lanes.FLOAT.indexInRange(0, width);
        VectorMask<Float> second = Lanes.FLOAT.indexInRange(V, width);
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER, first);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step + VECTOR, Lanes.ORDER,
                    second);
            a.intoArray(tile, t + i * pitch);
            b.intoArray(tile, t + i * pitch + V);
        }
    }

    static void storePairs(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows) {
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch);
            FloatVector b = FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch + V);
            a.intoMemorySegment(target, offset + i * step, Lanes.ORDER);
            b.intoMemorySegment(target, offset + i * step + VECTOR, Lanes.ORDER);
        }
    }

    static void storeNarrow(float[] tile, int t, int pitch, MemorySegment target, long offset, long step, int rows,
            int width) {
        VectorMask<Float> first = Lanes.FLOAT.indexInRange(0, width);
        VectorMask<Float> second = Lanes.FLOAT.indexInRange(V, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch)
                    .intoMemorySegment(target, offset + i * step, Lanes.ORDER, first);
            if (width > V) {
                FloatVector.fromArray(Lanes.FLOAT, tile, t + i * pitch + V)
                        .intoMemorySegment(target, offset + i * step + VECTOR, Lanes.ORDER, second);
            }
        }
    }
}
