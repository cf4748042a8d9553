package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The two innermost loops of every product. Both go over k on packed panels of B, {@link #NR} columns wide, and keep
 * their sums in registers; they start from the sums in a heap tile and leave them there.
 *
 * <p>Each checked access of native memory costs hundreds of nodes in C2's graph, and at about 35 accesses the compiler
 * gives up inlining and boxes every vector. So each method is flat, accesses native memory as rarely as it can (10 and
 * 12 places here), and starting values and results go through a float array, whose accesses are cheap.
 */
final class MicroKernels {
    /** Rows of a tile. */
    static final int MR = 8;

    /** Vectors across a tile. */
    static final int NV = 2;

    /** Columns of a tile and of a panel of B. */
    static final int NR = NV * Lanes.LENGTH;

    /** Streams that {@link #streams} reads at once. */
    static final int STREAMS = 4;

    /** Bytes from one row of a panel of B to the next. */
    static final long PANEL_STEP = NR * 4L;

    private static final int V = Lanes.LENGTH;

    private MicroKernels() {
    }

    /**
     * tile[i][j] = fma(A[k][i], B[k][j], tile[i][j]) for k ascending: {@link #MR} rows by {@link #NR} columns.
     *
     * @param count number of terms
     * @param a packed rows: {@link #MR} floats for each k
     * @param b packed panel: {@link #NR} floats for each k
     * @param tile sums, row-major, {@link #NR} a row
     * @param t where they start
     */
    static void tile(int count, MemorySegment a, long aOffset, MemorySegment b, long bOffset, float[] tile, int t) {
        FloatVector c00 = FloatVector.fromArray(Lanes.FLOAT, tile, t);
        FloatVector c01 = FloatVector.fromArray(Lanes.FLOAT, tile, t + V);
        FloatVector c10 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 2 * V);
        FloatVector c11 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 3 * V);
        FloatVector c20 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 4 * V);
        FloatVector c21 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 5 * V);
        FloatVector c30 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 6 * V);
        FloatVector c31 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 7 * V);
        FloatVector c40 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 8 * V);
        FloatVector c41 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 9 * V);
        FloatVector c50 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 10 * V);
        FloatVector c51 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 11 * V);
        FloatVector c60 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 12 * V);
        FloatVector c61 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 13 * V);
        FloatVector c70 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 14 * V);
        FloatVector c71 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 15 * V);
        for (int k = 0; k < count; k++) {
            long bk = bOffset + k * PANEL_STEP;
            long ak = aOffset + k * (MR * 4L);
            FloatVector b0 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            FloatVector ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak));
            c00 = ai.fma(b0, c00);
            c01 = ai.fma(b1, c01);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 4));
            c10 = ai.fma(b0, c10);
            c11 = ai.fma(b1, c11);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 8));
            c20 = ai.fma(b0, c20);
            c21 = ai.fma(b1, c21);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 12));
            c30 = ai.fma(b0, c30);
            c31 = ai.fma(b1, c31);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 16));
            c40 = ai.fma(b0, c40);
            c41 = ai.fma(b1, c41);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 20));
            c50 = ai.fma(b0, c50);
            c51 = ai.fma(b1, c51);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 24));
            c60 = ai.fma(b0, c60);
            c61 = ai.fma(b1, c61);
            ai = FloatVector.broadcast(Lanes.FLOAT, a.get(Lanes.SCALAR, ak + 28));
            c70 = ai.fma(b0, c70);
            c71 = ai.fma(b1, c71);
        }
        c00.intoArray(tile, t);
        c01.intoArray(tile, t + V);
        c10.intoArray(tile, t + 2 * V);
        c11.intoArray(tile, t + 3 * V);
        c20.intoArray(tile, t + 4 * V);
        c21.intoArray(tile, t + 5 * V);
        c30.intoArray(tile, t + 6 * V);
        c31.intoArray(tile, t + 7 * V);
        c40.intoArray(tile, t + 8 * V);
        c41.intoArray(tile, t + 9 * V);
        c50.intoArray(tile, t + 10 * V);
        c51.intoArray(tile, t + 11 * V);
        c60.intoArray(tile, t + 12 * V);
        c61.intoArray(tile, t + 13 * V);
        c70.intoArray(tile, t + 14 * V);
        c71.intoArray(tile, t + 15 * V);
    }

    /**
     * One row times four streams, each a run of packed rows of B with its own elements of x: four panels of a wide
     * layer, or four chains of a narrow one. Eight independent sums hide the latency of the FMA.
     *
     * @param count number of terms of each stream
     * @param x the row
     * @param x0 byte offset of the first stream's first element
     * @param x1 the second stream's
     * @param x2 the third stream's
     * @param x3 the fourth stream's
     * @param xStep bytes from one term's element to the next
     * @param b packed panels
     * @param b0 byte offset of the first stream
     * @param b1 the second's
     * @param b2 the third's
     * @param b3 the fourth's
     * @param tile sums, {@link #NR} a stream
     * @param t where they start
     */
    static void streams(int count, MemorySegment x, long x0, long x1, long x2, long x3, long xStep, MemorySegment b,
            long b0, long b1, long b2, long b3, float[] tile, int t) {
        FloatVector c00 = FloatVector.fromArray(Lanes.FLOAT, tile, t);
        FloatVector c01 = FloatVector.fromArray(Lanes.FLOAT, tile, t + V);
        FloatVector c10 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 2 * V);
        FloatVector c11 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 3 * V);
        FloatVector c20 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 4 * V);
        FloatVector c21 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 5 * V);
        FloatVector c30 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 6 * V);
        FloatVector c31 = FloatVector.fromArray(Lanes.FLOAT, tile, t + 7 * V);
        for (int k = 0; k < count; k++) {
            long xk = k * xStep;
            long bk = k * PANEL_STEP;
            FloatVector xv = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + xk));
            c00 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk, Lanes.ORDER), c00);
            c01 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk + V * 4L, Lanes.ORDER), c01);
            xv = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x1 + xk));
            c10 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk, Lanes.ORDER), c10);
            c11 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk + V * 4L, Lanes.ORDER), c11);
            xv = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x2 + xk));
            c20 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk, Lanes.ORDER), c20);
            c21 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk + V * 4L, Lanes.ORDER), c21);
            xv = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x3 + xk));
            c30 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk, Lanes.ORDER), c30);
            c31 = xv.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk + V * 4L, Lanes.ORDER), c31);
        }
        c00.intoArray(tile, t);
        c01.intoArray(tile, t + V);
        c10.intoArray(tile, t + 2 * V);
        c11.intoArray(tile, t + 3 * V);
        c20.intoArray(tile, t + 4 * V);
        c21.intoArray(tile, t + 5 * V);
        c30.intoArray(tile, t + 6 * V);
        c31.intoArray(tile, t + 7 * V);
    }

    /** One more term of one stream: tile[j] = fma(x, B[j], tile[j]), for chains that are one term longer than others. */
    static void extraTerm(float x, MemorySegment b, long bOffset, float[] tile, int t) {
        FloatVector xv = FloatVector.broadcast(Lanes.FLOAT, x);
        for (int j = 0; j < NR; j += V) {
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + j * 4L, Lanes.ORDER);
            xv.fma(bv, FloatVector.fromArray(Lanes.FLOAT, tile, t + j)).intoArray(tile, t + j);
        }
    }
}
