package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * The innermost loop of the large products, at several heights: C[i][j] = fma(A[i][k], B[k][j], C[i][j]) for k ascending,
 * {@link #NR} columns at once, all sums in registers.
 *
 * <pre>
 *   B: a packed panel, NR floats a term       C: NR floats a row, one row after the other
 *   A: rows of PITCH floats, of which the first are used
 * </pre>
 *
 * <p>A and C are scratch memory on the heap, B is native. Each checked access of native memory costs hundreds of nodes in
 * C2's graph, an array's costs few; at about 35 of the former the compiler gives up inlining and boxes every vector. And
 * an array's float goes into all lanes by one load, where a segment's may go through an integer register and a shuffle,
 * which takes the place of an FMA. The pitch is a constant, so that one register addresses all rows.
 */
final class TileKernels {
    /** The most terms of one call: a block of the panel and the rows of A beside it come from the nearest caches. */
    static final int KC = 512;

    /** Floats from one row of A to the next: not a power of two, whose rows would share few sets of the cache. */
    static final int PITCH = KC + 16;

    /** Columns of a tile and of a panel of B: two vectors ({@link WideTileKernels} has four). */
    static final int NR = 2 * Lanes.LENGTH;

    /** Bytes from one term of a panel of B to the next. */
    static final long PANEL_STEP = NR * 4L;

    /**
     * The tallest tile: its sums, two vectors of B and those of A that C2 loads ahead, about four, fill the registers. Of 16, six
     * rows left three sums in memory, and a tenth of the speed.
     */
    static final int MR = registers() == 32 ? 12 : 4;

    /** Rows of A and C come in multiples of this, the height of the lowest tile; what is missing is zero in A. */
    static final int MIN_ROWS = 4;

    private static final int V = Lanes.LENGTH;

    private TileKernels() {
    }

    /** Vector registers: x86 has 16 before AVX-512, which brings 32 and the widest shape; others have 32. */
    static int registers() {
        String architecture = System.getProperty("os.arch");
        boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
        return x86 && VectorShape.S_Max_BIT.vectorBitSize() < 512 ? 16 : 32;
    }

    /** Rows of the next tile, where so many are left: the last one may be taller by less than {@link #MIN_ROWS}. */
    static int height(int rows) {
        if (MR == 4 || rows <= 4) {
            return 4;
        }
        return rows <= 8 ? 8 : 12;
    }

    /**
     * One tile: C = start + A B over up to {@link #KC} terms.
     *
     * @param rows a {@link #height}
     * @param count number of terms
     * @param a rows from a0 on
     * @param b a panel's terms from b0 on, in bytes
     * @param start row i is at i * step; may be c
     * @param step floats from one row of start to the next, {@link #NR}, or 0 if all begin alike
     * @param c {@link #NR} floats a row
     */
    static void run(int rows, int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        switch (rows) {
            case 12 -> tile12(count, a, a0, b, b0, start, step, c);
            case 8 -> tile8(count, a, a0, b, b0, start, step, c);
            default -> tile4(count, a, a0, b, b0, start, step, c);
        }
    }

    /** 12 rows by {@link #NR} columns. */
    static void tile12(int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
        FloatVector s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
        FloatVector s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
        FloatVector s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
        FloatVector s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
        FloatVector s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        FloatVector s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
        FloatVector s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
        FloatVector s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
        FloatVector s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
        FloatVector s6a = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step);
        FloatVector s6b = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step + V);
        FloatVector s7a = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step);
        FloatVector s7b = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step + V);
        FloatVector s8a = FloatVector.fromArray(Lanes.FLOAT, start, 8 * step);
        FloatVector s8b = FloatVector.fromArray(Lanes.FLOAT, start, 8 * step + V);
        FloatVector s9a = FloatVector.fromArray(Lanes.FLOAT, start, 9 * step);
        FloatVector s9b = FloatVector.fromArray(Lanes.FLOAT, start, 9 * step + V);
        FloatVector s10a = FloatVector.fromArray(Lanes.FLOAT, start, 10 * step);
        FloatVector s10b = FloatVector.fromArray(Lanes.FLOAT, start, 10 * step + V);
        FloatVector s11a = FloatVector.fromArray(Lanes.FLOAT, start, 11 * step);
        FloatVector s11b = FloatVector.fromArray(Lanes.FLOAT, start, 11 * step + V);
        for (int k = 0; k < count; k++) {
            long bk = b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ak]);
            s0a = x.fma(b0v, s0a);
            s0b = x.fma(b1v, s0b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + PITCH]);
            s1a = x.fma(b0v, s1a);
            s1b = x.fma(b1v, s1b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 2 * PITCH]);
            s2a = x.fma(b0v, s2a);
            s2b = x.fma(b1v, s2b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 3 * PITCH]);
            s3a = x.fma(b0v, s3a);
            s3b = x.fma(b1v, s3b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 4 * PITCH]);
            s4a = x.fma(b0v, s4a);
            s4b = x.fma(b1v, s4b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 5 * PITCH]);
            s5a = x.fma(b0v, s5a);
            s5b = x.fma(b1v, s5b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 6 * PITCH]);
            s6a = x.fma(b0v, s6a);
            s6b = x.fma(b1v, s6b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 7 * PITCH]);
            s7a = x.fma(b0v, s7a);
            s7b = x.fma(b1v, s7b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 8 * PITCH]);
            s8a = x.fma(b0v, s8a);
            s8b = x.fma(b1v, s8b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 9 * PITCH]);
            s9a = x.fma(b0v, s9a);
            s9b = x.fma(b1v, s9b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 10 * PITCH]);
            s10a = x.fma(b0v, s10a);
            s10b = x.fma(b1v, s10b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 11 * PITCH]);
            s11a = x.fma(b0v, s11a);
            s11b = x.fma(b1v, s11b);
        }
        s0a.intoArray(c, 0);
        s0b.intoArray(c, V);
        s1a.intoArray(c, 2 * V);
        s1b.intoArray(c, 3 * V);
        s2a.intoArray(c, 4 * V);
        s2b.intoArray(c, 5 * V);
        s3a.intoArray(c, 6 * V);
        s3b.intoArray(c, 7 * V);
        s4a.intoArray(c, 8 * V);
        s4b.intoArray(c, 9 * V);
        s5a.intoArray(c, 10 * V);
        s5b.intoArray(c, 11 * V);
        s6a.intoArray(c, 12 * V);
        s6b.intoArray(c, 13 * V);
        s7a.intoArray(c, 14 * V);
        s7b.intoArray(c, 15 * V);
        s8a.intoArray(c, 16 * V);
        s8b.intoArray(c, 17 * V);
        s9a.intoArray(c, 18 * V);
        s9b.intoArray(c, 19 * V);
        s10a.intoArray(c, 20 * V);
        s10b.intoArray(c, 21 * V);
        s11a.intoArray(c, 22 * V);
        s11b.intoArray(c, 23 * V);
    }

    /** 8 rows by {@link #NR} columns. */
    static void tile8(int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
        FloatVector s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
        FloatVector s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
        FloatVector s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
        FloatVector s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
        FloatVector s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        FloatVector s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
        FloatVector s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
        FloatVector s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
        FloatVector s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
        FloatVector s6a = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step);
        FloatVector s6b = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step + V);
        FloatVector s7a = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step);
        FloatVector s7b = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step + V);
        for (int k = 0; k < count; k++) {
            long bk = b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ak]);
            s0a = x.fma(b0v, s0a);
            s0b = x.fma(b1v, s0b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + PITCH]);
            s1a = x.fma(b0v, s1a);
            s1b = x.fma(b1v, s1b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 2 * PITCH]);
            s2a = x.fma(b0v, s2a);
            s2b = x.fma(b1v, s2b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 3 * PITCH]);
            s3a = x.fma(b0v, s3a);
            s3b = x.fma(b1v, s3b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 4 * PITCH]);
            s4a = x.fma(b0v, s4a);
            s4b = x.fma(b1v, s4b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 5 * PITCH]);
            s5a = x.fma(b0v, s5a);
            s5b = x.fma(b1v, s5b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 6 * PITCH]);
            s6a = x.fma(b0v, s6a);
            s6b = x.fma(b1v, s6b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 7 * PITCH]);
            s7a = x.fma(b0v, s7a);
            s7b = x.fma(b1v, s7b);
        }
        s0a.intoArray(c, 0);
        s0b.intoArray(c, V);
        s1a.intoArray(c, 2 * V);
        s1b.intoArray(c, 3 * V);
        s2a.intoArray(c, 4 * V);
        s2b.intoArray(c, 5 * V);
        s3a.intoArray(c, 6 * V);
        s3b.intoArray(c, 7 * V);
        s4a.intoArray(c, 8 * V);
        s4b.intoArray(c, 9 * V);
        s5a.intoArray(c, 10 * V);
        s5b.intoArray(c, 11 * V);
        s6a.intoArray(c, 12 * V);
        s6b.intoArray(c, 13 * V);
        s7a.intoArray(c, 14 * V);
        s7b.intoArray(c, 15 * V);
    }

    /** 4 rows by {@link #NR} columns. */
    static void tile4(int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
        FloatVector s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
        FloatVector s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
        FloatVector s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
        FloatVector s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
        FloatVector s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        for (int k = 0; k < count; k++) {
            long bk = b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ak]);
            s0a = x.fma(b0v, s0a);
            s0b = x.fma(b1v, s0b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + PITCH]);
            s1a = x.fma(b0v, s1a);
            s1b = x.fma(b1v, s1b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 2 * PITCH]);
            s2a = x.fma(b0v, s2a);
            s2b = x.fma(b1v, s2b);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 3 * PITCH]);
            s3a = x.fma(b0v, s3a);
            s3b = x.fma(b1v, s3b);
        }
        s0a.intoArray(c, 0);
        s0b.intoArray(c, V);
        s1a.intoArray(c, 2 * V);
        s1b.intoArray(c, 3 * V);
        s2a.intoArray(c, 4 * V);
        s2b.intoArray(c, 5 * V);
        s3a.intoArray(c, 6 * V);
        s3b.intoArray(c, 7 * V);
    }
}
