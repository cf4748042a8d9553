package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * One row times a matrix as it stands: c[j] = fma(x[k], W[k][j], c[j]), eight rows of W at a time, each read from its
 * start to its end as the memory likes it. The sums stay in the nearest cache. For products whose weights are used once,
 * so that packing them would cost more than the product.
 */
final class AxpyKernels {
    /** Rows of W that one pass takes. */
    static final int TERMS = 8;

    /** Columns whose sums stay in the nearest cache beside the rows of W that pass by. */
    static final int COLUMNS = 4096;

    private static final int V = Lanes.LENGTH;

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
