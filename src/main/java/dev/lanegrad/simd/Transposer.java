package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes squares of as many rows as a vector has lanes, on the heap: for h = 1, 2, 4, 8 it exchanges, between each
 * row i without the bit h and row i + h, the lanes with the bit against those without. Two values of h a pass, so that
 * four rows are read and written once for both. The first pass over a whole square reads the source, the second writes the
 * target; squares at the edges are copied to and fro.
 */
final class Transposer {
    private static final int V = Lanes.LENGTH;

    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorMask<Float> BIT_1 = bit(1);
    private static final VectorMask<Float> BIT_2 = bit(2);
    private static final VectorMask<Float> BIT_4 = bit(4);
    private static final VectorMask<Float> BIT_8 = bit(8);

    private static final MethodType EDGE = MethodType.methodType(void.class, MemorySegment.class, long.class, long.class,
            int.class, int.class, float[].class);

    /** Called through a handle so that edges are compiled by themselves: with whole squares they exceed C2's node budget. */
    private final MethodHandle edge = Specializer.handle(MethodHandles.lookup(), "edge", EDGE);
    private final float[] square = Scratch.floats(V * V);

    private static VectorShuffle<Float> swap(int h) {
        return VectorShuffle.fromOp(Lanes.FLOAT, lane -> (lane ^ h) % V);
    }

    private static VectorMask<Float> bit(int h) {
        boolean[] set = new boolean[V];
        for (int lane = 0; lane < V; lane++) {
            set[lane] = (lane & h) != 0;
        }
        return VectorMask.fromArray(Lanes.FLOAT, set, 0);
    }

    /**
     * target[p][r] = source[r][p] in native memory.
     *
     * @param rows number of source rows, up to a multiple of the vector's length that the target's rows have room for;
     *     the target's rows are filled up with zeros to whole vectors
     * @param count floats of a source row
     * @param step bytes between source rows
     * @param targetStep bytes between target rows
     */
    void toSegment(MemorySegment source, long offset, long step, int rows, int count, MemorySegment target, long to,
            long targetStep) {
        boolean direct = V > 4 && source.getClass() == Segments.NATIVE && target.getClass() == Segments.NATIVE;
        for (int r = 0; r < rows; r += V) {
            for (int p = 0; p < count; p += V) {
                long from = offset + r * step + p * 4L;
                long end = to + p * targetStep + r * 4L;
                if (direct && r + V <= rows && p + V <= count) {
                    lowOfRows(source, from, step, square);
                    highToRows(square, target, end, targetStep);
                } else {
                    square(source, from, step, Math.min(V, rows - r), Math.min(V, count - p));
                    store(square, Math.min(V, count - p), target, end, targetStep);
                }
            }
        }
    }

    /**
     * target[p][r] = source[r][p] on the heap; up to a vector more than asked for is written to each target row.
     *
     * @param rows number of source rows, floats of a target row
     * @param count floats of a source row, number of target rows
     * @param step bytes between source rows
     * @param targetStep floats between target rows
     */
    void toArray(MemorySegment source, long offset, long step, int rows, int count, float[] target, int to, int targetStep) {
        boolean direct = V > 4 && source.getClass() == Segments.NATIVE;
        for (int r = 0; r < rows; r += V) {
            for (int p = 0; p < count; p += V) {
                long from = offset + r * step + p * 4L;
                int end = to + p * targetStep + r;
                if (direct && r + V <= rows && p + V <= count) {
                    lowOfRows(source, from, step, square);
                    high(square, target, end, targetStep);
                } else {
                    square(source, from, step, Math.min(V, rows - r), Math.min(V, count - p));
                    store(square, Math.min(V, count - p), target, end, targetStep);
                }
            }
        }
    }

    /**
     * target[r][c] = block[c][r], from the heap to rows in native memory; nothing is written past a row's columns.
     *
     * @param block a vector a column
     * @param from where the first column's vector is
     * @param pitch floats from one column's vector to the next's
     * @param columns floats of a target row
     * @param rows number of target rows, at most a vector's length
     * @param step bytes between target rows
     */
    void toRows(float[] block, int from, int pitch, int columns, int rows, MemorySegment target, long to, long step) {
        for (int c = 0; c < columns; c += V) {
            int width = Math.min(V, columns - c);
            copy(block, from + c * pitch, pitch, width, square);
            exchange(square);
            Tile.store(square, 0, V, target, to + c * 4L, step, rows, width);
        }
    }

    private void square(MemorySegment source, long offset, long step, int rows, int width) {
        try {
            edge.invokeExact(source, offset, step, rows, width, square);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    static void edge(MemorySegment source, long offset, long step, int rows, int width, float[] square) {
        if (rows < V) {
            Arrays.fill(square, rows * V, V * V, 0f);
        }
        if (width == V) {
            load(source, offset, step, rows, square);
        } else {
            loadNarrow(source, offset, step, rows, width, square);
        }
        exchange(square);
    }

    private static void exchange(float[] square) {
        low(square);
        if (V > 4) {
            high(square, square, 0, V);
        }
    }

    static void load(MemorySegment source, long offset, long step, int rows, float[] square) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER).intoArray(square, i * V);
        }
    }

    static void loadNarrow(MemorySegment source, long offset, long step, int rows, int width, float[] square) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step, Lanes.ORDER, mask)
                    .intoArray(square, i * V);
        }
    }

    /** Vectors of an array, side by side. */
    static void copy(float[] block, int from, int pitch, int count, float[] square) {
        for (int i = 0; i < count; i++) {
            FloatVector.fromArray(Lanes.FLOAT, block, from + i * pitch).intoArray(square, i * V);
        }
    }

    static void store(float[] square, int rows, MemorySegment target, long offset, long step) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(Lanes.FLOAT, square, i * V).intoMemorySegment(target, offset + i * step, Lanes.ORDER);
        }
    }

    static void store(float[] square, int rows, float[] target, int to, int step) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(Lanes.FLOAT, square, i * V).intoArray(target, to + i * step);
        }
    }

    /** h = 1 and 2. */
    static void low(float[] square) {
        for (int i = 0; i < V * V; i += 4 * V) {
            FloatVector a = FloatVector.fromArray(Lanes.FLOAT, square, i);
            FloatVector b = FloatVector.fromArray(Lanes.FLOAT, square, i + V);
            FloatVector c = FloatVector.fromArray(Lanes.FLOAT, square, i + 2 * V);
            FloatVector d = FloatVector.fromArray(Lanes.FLOAT, square, i + 3 * V);
            FloatVector e = a.blend(b.rearrange(SWAP_1), BIT_1);
            FloatVector f = a.rearrange(SWAP_1).blend(b, BIT_1);
            FloatVector g = c.blend(d.rearrange(SWAP_1), BIT_1);
            FloatVector h = c.rearrange(SWAP_1).blend(d, BIT_1);
            e.blend(g.rearrange(SWAP_2), BIT_2).intoArray(square, i);
            f.blend(h.rearrange(SWAP_2), BIT_2).intoArray(square, i + V);
            e.rearrange(SWAP_2).blend(g, BIT_2).intoArray(square, i + 2 * V);
            f.rearrange(SWAP_2).blend(h, BIT_2).intoArray(square, i + 3 * V);
        }
    }

    /** {@link #low} of rows in native memory, {@code step} bytes apart. */
    static void lowOfRows(MemorySegment source, long offset, long step, float[] square) {
        for (int i = 0; i < V; i += 4) {
            long from = offset + i * step;
            FloatVector a = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from, Lanes.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + step, Lanes.ORDER);
            FloatVector c = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + 2 * step, Lanes.ORDER);
            FloatVector d = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + 3 * step, Lanes.ORDER);
            FloatVector e = a.blend(b.rearrange(SWAP_1), BIT_1);
            FloatVector f = a.rearrange(SWAP_1).blend(b, BIT_1);
            FloatVector g = c.blend(d.rearrange(SWAP_1), BIT_1);
            FloatVector h = c.rearrange(SWAP_1).blend(d, BIT_1);
            e.blend(g.rearrange(SWAP_2), BIT_2).intoArray(square, i * V);
            f.blend(h.rearrange(SWAP_2), BIT_2).intoArray(square, (i + 1) * V);
            e.rearrange(SWAP_2).blend(g, BIT_2).intoArray(square, (i + 2) * V);
            f.rearrange(SWAP_2).blend(h, BIT_2).intoArray(square, (i + 3) * V);
        }
    }

    /** h = 4 and, of sixteen lanes, 8; to rows {@code step} floats apart, of the square itself or elsewhere. */
    static void high(float[] square, float[] target, int to, int step) {
        for (int i = 0; i < 4; i++) {
            int t = to + i * step;
            FloatVector a = FloatVector.fromArray(Lanes.FLOAT, square, i * V);
            FloatVector b = FloatVector.fromArray(Lanes.FLOAT, square, (i + 4) * V);
            FloatVector e = a.blend(b.rearrange(SWAP_4), BIT_4);
            FloatVector f = a.rearrange(SWAP_4).blend(b, BIT_4);
            if (V == 16) {
                FloatVector c = FloatVector.fromArray(Lanes.FLOAT, square, (i + 8) * V);
                FloatVector d = FloatVector.fromArray(Lanes.FLOAT, square, (i + 12) * V);
                FloatVector g = c.blend(d.rearrange(SWAP_4), BIT_4);
                FloatVector h = c.rearrange(SWAP_4).blend(d, BIT_4);
                e.blend(g.rearrange(SWAP_8), BIT_8).intoArray(target, t);
                f.blend(h.rearrange(SWAP_8), BIT_8).intoArray(target, t + 4 * step);
                e.rearrange(SWAP_8).blend(g, BIT_8).intoArray(target, t + 8 * step);
                f.rearrange(SWAP_8).blend(h, BIT_8).intoArray(target, t + 12 * step);
            } else {
                e.intoArray(target, t);
                f.intoArray(target, t + 4 * step);
            }
        }
    }

    /** {@link #high} to rows in native memory, {@code step} bytes apart. */
    static void highToRows(float[] square, MemorySegment target, long to, long step) {
        if (target.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < 4; i++) {
            long t = to + i * step;
            FloatVector a = FloatVector.fromArray(Lanes.FLOAT, square, i * V);
            FloatVector b = FloatVector.fromArray(Lanes.FLOAT, square, (i + 4) * V);
            FloatVector e = a.blend(b.rearrange(SWAP_4), BIT_4);
            FloatVector f = a.rearrange(SWAP_4).blend(b, BIT_4);
            if (V == 16) {
                FloatVector c = FloatVector.fromArray(Lanes.FLOAT, square, (i + 8) * V);
                FloatVector d = FloatVector.fromArray(Lanes.FLOAT, square, (i + 12) * V);
                FloatVector g = c.blend(d.rearrange(SWAP_4), BIT_4);
                FloatVector h = c.rearrange(SWAP_4).blend(d, BIT_4);
                e.blend(g.rearrange(SWAP_8), BIT_8).intoMemorySegment(target, t, Lanes.ORDER);
                f.blend(h.rearrange(SWAP_8), BIT_8).intoMemorySegment(target, t + 4 * step, Lanes.ORDER);
                e.rearrange(SWAP_8).blend(g, BIT_8).intoMemorySegment(target, t + 8 * step, Lanes.ORDER);
                f.rearrange(SWAP_8).blend(h, BIT_8).intoMemorySegment(target, t + 12 * step, Lanes.ORDER);
            } else {
                e.intoMemorySegment(target, t, Lanes.ORDER);
                f.intoMemorySegment(target, t + 4 * step, Lanes.ORDER);
            }
        }
    }
}
