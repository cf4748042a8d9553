package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * One row times a matrix as it stands: c[j] = fma(x[k], W[k][j], c[j]). For products whose weights are used once, so that
 * packing them would cost more than the product. Columns of a matrix with short rows go all the way down with their sums in
 * registers; else eight rows of W at a time are each read from start to end, as the memory likes it, and the sums stay in the
 * nearest cache.
 */
final class AxpyKernels {
    /** Rows of W that one pass takes. */
    static final int TERMS = 8;

    /** Columns whose sums stay in the nearest cache beside the rows of W that pass by. */
    static final int COLUMNS = 4096;

    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final long VECTOR = V * 4L;

    /** Columns that go down the matrix together. */
    static final int DOWN = 16 * V;

    /**
     * The most floats from row to row for {@link #down}: with 768 and more, rows share few sets of the caches, and it was slower.
     * With 16 registers there is no room for the sums.
     */
    static final int DOWN_STRIDE = TileKernels.registers() == 32 ? 512 : 0;

    private AxpyKernels() {
    }

    /**
     * Eight terms.
     *
     * @param n number of columns, a multiple of the vector's length
     * @param x eight floats from x0 on
     * @param w first row from w0 on, in bytes
     * @param step bytes from one row of W to the next
     * @param c sums
     */
    static void eight(int n, float[] x, int x0, MemorySegment w, long w0, long step, float[] c) {
        FloatVector xa = FloatVector.broadcast(Lanes.FLOAT, x[x0]);
        FloatVector xb = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 1]);
        FloatVector xc = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 2]);
        FloatVector xd = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 3]);
        FloatVector xe = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 4]);
        FloatVector xf = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 5]);
        FloatVector xg = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 6]);
        FloatVector xh = FloatVector.broadcast(Lanes.FLOAT, x[x0 + 7]);
        long w1 = w0 + step;
        long w2 = w0 + 2 * step;
        long w3 = w0 + 3 * step;
        long w4 = w0 + 4 * step;
        long w5 = w0 + 5 * step;
        long w6 = w0 + 6 * step;
        long w7 = w0 + 7 * step;
        for (int j = 0; j < n; j += V) {
            long bytes = j * 4L;
            FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, c, j);
            sum = xa.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w0 + bytes, Lanes.ORDER), sum);
            sum = xb.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w1 + bytes, Lanes.ORDER), sum);
            sum = xc.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w2 + bytes, Lanes.ORDER), sum);
            sum = xd.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w3 + bytes, Lanes.ORDER), sum);
            sum = xe.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w4 + bytes, Lanes.ORDER), sum);
            sum = xf.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w5 + bytes, Lanes.ORDER), sum);
            sum = xg.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w6 + bytes, Lanes.ORDER), sum);
            sum = xh.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w7 + bytes, Lanes.ORDER), sum);
            sum.intoArray(c, j);
        }
    }

    /**
     * All terms of {@link #DOWN} columns.
     *
     * @param count number of terms
     * @param x as many floats
     * @param w the columns in the first row from w0 on, in bytes
     * @param step bytes from one row of W to the next
     * @param c sums
     */
    static void down(int count, float[] x, MemorySegment w, long w0, long step, float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        FloatVector p4 = FloatVector.fromArray(Lanes.FLOAT, c, 4 * V);
        FloatVector p5 = FloatVector.fromArray(Lanes.FLOAT, c, 5 * V);
        FloatVector p6 = FloatVector.fromArray(Lanes.FLOAT, c, 6 * V);
        FloatVector p7 = FloatVector.fromArray(Lanes.FLOAT, c, 7 * V);
        FloatVector p8 = FloatVector.fromArray(Lanes.FLOAT, c, 8 * V);
        FloatVector p9 = FloatVector.fromArray(Lanes.FLOAT, c, 9 * V);
        FloatVector p10 = FloatVector.fromArray(Lanes.FLOAT, c, 10 * V);
        FloatVector p11 = FloatVector.fromArray(Lanes.FLOAT, c, 11 * V);
        FloatVector p12 = FloatVector.fromArray(Lanes.FLOAT, c, 12 * V);
        FloatVector p13 = FloatVector.fromArray(Lanes.FLOAT, c, 13 * V);
        FloatVector p14 = FloatVector.fromArray(Lanes.FLOAT, c, 14 * V);
        FloatVector p15 = FloatVector.fromArray(Lanes.FLOAT, c, 15 * V);
        for (int k = 0; k < count; k++) {
            MemorySegment t = w.asSlice(w0 + k * step, DOWN * 4L);
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            p0 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 0, Lanes.ORDER), p0);
            p1 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, VECTOR, Lanes.ORDER), p1);
            p2 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 2 * VECTOR, Lanes.ORDER), p2);
            p3 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 3 * VECTOR, Lanes.ORDER), p3);
            p4 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 4 * VECTOR, Lanes.ORDER), p4);
            p5 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 5 * VECTOR, Lanes.ORDER), p5);
            p6 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 6 * VECTOR, Lanes.ORDER), p6);
            p7 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 7 * VECTOR, Lanes.ORDER), p7);
            p8 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 8 * VECTOR, Lanes.ORDER), p8);
            p9 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 9 * VECTOR, Lanes.ORDER), p9);
            p10 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 10 * VECTOR, Lanes.ORDER), p10);
            p11 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 11 * VECTOR, Lanes.ORDER), p11);
            p12 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 12 * VECTOR, Lanes.ORDER), p12);
            p13 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 13 * VECTOR, Lanes.ORDER), p13);
            p14 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 14 * VECTOR, Lanes.ORDER), p14);
            p15 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t, 15 * VECTOR, Lanes.ORDER), p15);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
        p4.intoArray(c, 4 * V);
        p5.intoArray(c, 5 * V);
        p6.intoArray(c, 6 * V);
        p7.intoArray(c, 7 * V);
        p8.intoArray(c, 8 * V);
        p9.intoArray(c, 9 * V);
        p10.intoArray(c, 10 * V);
        p11.intoArray(c, 11 * V);
        p12.intoArray(c, 12 * V);
        p13.intoArray(c, 13 * V);
        p14.intoArray(c, 14 * V);
        p15.intoArray(c, 15 * V);
    }

    /** One term. */
    static void one(int n, float x, MemorySegment w, long w0, float[] c) {
        FloatVector xv = FloatVector.broadcast(Lanes.FLOAT, x);
        for (int j = 0; j < n; j += V) {
            xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w0 + j * 4L, Lanes.ORDER),
                    FloatVector.fromArray(Lanes.FLOAT, c, j)).intoArray(c, j);
        }
    }

    /** The columns that do not fill a vector, over all terms. */
    static void tail(int width, int count, float[] x, MemorySegment w, long w0, long step, float[] c, int c0) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, c, c0);
        for (int k = 0; k < count; k++) {
            sum = FloatVector.broadcast(Lanes.FLOAT, x[k])
                    .fma(FloatVector.fromMemorySegment(Lanes.FLOAT, w, w0 + k * step, Lanes.ORDER, mask), sum);
        }
        sum.intoArray(c, c0);
    }
}
