package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Moves sums between a matrix and the heap tile of {@link MicroKernels}; the edges of the matrix are handled here. */
final class Tile {
    private Tile() {
    }

    /** Reads rows of up to {@link MicroKernels#NR} columns, {@code step} bytes apart; columns past the width become 0. */
    static void load(MemorySegment source, long offset, long step, int rows, int width, float[] tile, int t) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < MicroKernels.NR; j += Lanes.LENGTH) {
                long from = offset + i * step + j * 4L;
                int to = t + i * MicroKernels.NR + j;
                if (j + Lanes.LENGTH <= width) {
                    FloatVector.fromMemorySegment(Lanes.FLOAT, source, from, Lanes.ORDER).intoArray(tile, to);
                } else if (j < width) {
                    VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, width);
                    FloatVector.fromMemorySegment(Lanes.FLOAT, source, from, Lanes.ORDER, mask).intoArray(tile, to);
                } else {
                    FloatVector.zero(Lanes.FLOAT).intoArray(tile, to);
                }
            }
        }
    }

    /** Writes rows of up to {@link MicroKernels#NR} columns, {@code step} bytes apart; nothing past the width. */
    static void store(float[] tile, int t, MemorySegment target, long offset, long step, int rows, int width) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j += Lanes.LENGTH) {
                long to = offset + i * step + j * 4L;
                FloatVector v = FloatVector.fromArray(Lanes.FLOAT, tile, t + i * MicroKernels.NR + j);
                if (j + Lanes.LENGTH <= width) {
                    v.intoMemorySegment(target, to, Lanes.ORDER);
                } else {
                    v.intoMemorySegment(target, to, Lanes.ORDER, Lanes.FLOAT.indexInRange(j, width));
                }
            }
        }
    }

    /** Sets whole vectors to +0. */
    static void clear(float[] tile, int t, int floats) {
        for (int i = t; i < t + floats; i += Lanes.LENGTH) {
            FloatVector.zero(Lanes.FLOAT).intoArray(tile, i);
        }
    }

    /** The tree of {@link dev.lanegrad.spec.SummationOrder} over chains that stand {@code floats} apart, into the first. */
    static void addChains(float[] tile, int t, int chains, int floats) {
        for (int half = chains / 2; half >= 1; half /= 2) {
            int other = half * floats;
            for (int i = t; i < t + other; i += Lanes.LENGTH) {
                FloatVector.fromArray(Lanes.FLOAT, tile, i)
                        .add(FloatVector.fromArray(Lanes.FLOAT, tile, i + other))
                        .intoArray(tile, i);
            }
        }
    }
}
