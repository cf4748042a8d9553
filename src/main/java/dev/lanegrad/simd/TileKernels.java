package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * The innermost loop of the large products, at several heights: C[i][j] = fma(A[i][k], B[k][j], C[i][j]) for k ascending,
 * {@link #NR} columns at once, all sums in registers.
 *
 * <pre>
 *   B: NR floats a term, packed or not        C: NR floats a row; both anywhere in native memory
 *   A: rows of PITCH floats, of which the first are used
 * </pre>
 *
 * <p>A and what sums start from are scratch memory on the heap, B and C are native. Each checked access of native memory costs
 * hundreds of nodes in C2's graph, an array's costs few; at about 35 of the former the compiler gives up inlining and boxes
 * every vector. And an array's float goes into all lanes by one load, where a segment's may go through an integer register and
 * a shuffle, which takes the place of an FMA. The pitch is a constant, so that one register addresses all rows.
 *
 * <p>A term of B is one slice: one check a term instead of one a vector, and with a step that is no constant checks stay in the
 * loop.
 *
 * <p>The class of C is compared after the loop: code that C2 enters in the middle of a loop has passed no check before it, and
 * takes C for one of several classes ({@link Segments}), whose stores exceed the budget.
 */
final class TileKernels {
    /**
     * The most terms of one call. Neither a tile's rows of A nor its panel of B stay in the first cache, and come from the second
     * at any length; but each block after the first reads its sums from C, which with 512 terms took 4 % of a large product.
     */
    static final int KC = 2048;

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

    /**
     * Whether terms of B may be any distance apart. With 16 registers a term has eight FMAs only, and its check took a twentieth of
     * the speed: there B is always packed.
     */
    static final boolean ANY_STEP = registers() == 32;

    /** Rows of A and C come in multiples of this, the height of the lowest tile; what is missing is zero in A. */
    static final int MIN_ROWS = 4;

    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final long VECTOR = V * 4L;

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
     * @param b the panel's columns of a term from b0 on, in bytes
     * @param bStep bytes from one term to the next, {@link #PANEL_STEP} if the panel is packed
     * @param start row i is at i * step
     * @param step floats from one row of start to the next, {@link #NR}, or 0 if all begin alike
     * @param c rows of {@link #NR} floats from c0 on, in bytes; native memory
     * @param cStep bytes from one row of c to the next
     */
    static void run(int rows, int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        switch (rows) {
            case 12 -> tile12(count, a, a0, b, b0, bStep, start, step, c, c0, cStep);
            case 8 -> tile8(count, a, a0, b, b0, bStep, start, step, c, c0, cStep);
            default -> tile4(count, a, a0, b, b0, bStep, start, step, c, c0, cStep);
        }
    }

    /** 12 rows by {@link #NR} columns. */
    static void tile12(int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        FloatVector s6a = s0a;
        FloatVector s6b = s0b;
        FloatVector s7a = s0a;
        FloatVector s7b = s0b;
        FloatVector s8a = s0a;
        FloatVector s8b = s0b;
        FloatVector s9a = s0a;
        FloatVector s9b = s0b;
        FloatVector s10a = s0a;
        FloatVector s10b = s0b;
        FloatVector s11a = s0a;
        FloatVector s11b = s0b;
        if (step > 0) {
            s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
            s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
            s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
            s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
            s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
            s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
            s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
            s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
            s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
            s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
            s6a = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step);
            s6b = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step + V);
            s7a = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step);
            s7b = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step + V);
            s8a = FloatVector.fromArray(Lanes.FLOAT, start, 8 * step);
            s8b = FloatVector.fromArray(Lanes.FLOAT, start, 8 * step + V);
            s9a = FloatVector.fromArray(Lanes.FLOAT, start, 9 * step);
            s9b = FloatVector.fromArray(Lanes.FLOAT, start, 9 * step + V);
            s10a = FloatVector.fromArray(Lanes.FLOAT, start, 10 * step);
            s10b = FloatVector.fromArray(Lanes.FLOAT, start, 10 * step + V);
            s11a = FloatVector.fromArray(Lanes.FLOAT, start, 11 * step);
            s11b = FloatVector.fromArray(Lanes.FLOAT, start, 11 * step + V);
        }
        for (int k = 0; k < count; k++) {
            MemorySegment t = b.asSlice(b0 + k * bStep, PANEL_STEP);
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 0, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, V * 4L, Lanes.ORDER);
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
        if (c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        s0a.intoMemorySegment(c, c0, Lanes.ORDER);
        s0b.intoMemorySegment(c, c0 + VECTOR, Lanes.ORDER);
        long c1 = c0 + cStep;
        s1a.intoMemorySegment(c, c1, Lanes.ORDER);
        s1b.intoMemorySegment(c, c1 + VECTOR, Lanes.ORDER);
        long c2 = c0 + 2 * cStep;
        s2a.intoMemorySegment(c, c2, Lanes.ORDER);
        s2b.intoMemorySegment(c, c2 + VECTOR, Lanes.ORDER);
        long c3 = c0 + 3 * cStep;
        s3a.intoMemorySegment(c, c3, Lanes.ORDER);
        s3b.intoMemorySegment(c, c3 + VECTOR, Lanes.ORDER);
        long c4 = c0 + 4 * cStep;
        s4a.intoMemorySegment(c, c4, Lanes.ORDER);
        s4b.intoMemorySegment(c, c4 + VECTOR, Lanes.ORDER);
        long c5 = c0 + 5 * cStep;
        s5a.intoMemorySegment(c, c5, Lanes.ORDER);
        s5b.intoMemorySegment(c, c5 + VECTOR, Lanes.ORDER);
        long c6 = c0 + 6 * cStep;
        s6a.intoMemorySegment(c, c6, Lanes.ORDER);
        s6b.intoMemorySegment(c, c6 + VECTOR, Lanes.ORDER);
        long c7 = c0 + 7 * cStep;
        s7a.intoMemorySegment(c, c7, Lanes.ORDER);
        s7b.intoMemorySegment(c, c7 + VECTOR, Lanes.ORDER);
        long c8 = c0 + 8 * cStep;
        s8a.intoMemorySegment(c, c8, Lanes.ORDER);
        s8b.intoMemorySegment(c, c8 + VECTOR, Lanes.ORDER);
        long c9 = c0 + 9 * cStep;
        s9a.intoMemorySegment(c, c9, Lanes.ORDER);
        s9b.intoMemorySegment(c, c9 + VECTOR, Lanes.ORDER);
        long c10 = c0 + 10 * cStep;
        s10a.intoMemorySegment(c, c10, Lanes.ORDER);
        s10b.intoMemorySegment(c, c10 + VECTOR, Lanes.ORDER);
        long c11 = c0 + 11 * cStep;
        s11a.intoMemorySegment(c, c11, Lanes.ORDER);
        s11b.intoMemorySegment(c, c11 + VECTOR, Lanes.ORDER);
    }

    /** 8 rows by {@link #NR} columns. */
    static void tile8(int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        FloatVector s6a = s0a;
        FloatVector s6b = s0b;
        FloatVector s7a = s0a;
        FloatVector s7b = s0b;
        if (step > 0) {
            s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
            s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
            s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
            s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
            s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
            s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
            s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
            s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
            s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
            s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
            s6a = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step);
            s6b = FloatVector.fromArray(Lanes.FLOAT, start, 6 * step + V);
            s7a = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step);
            s7b = FloatVector.fromArray(Lanes.FLOAT, start, 7 * step + V);
        }
        for (int k = 0; k < count; k++) {
            MemorySegment t = b.asSlice(b0 + k * bStep, PANEL_STEP);
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 0, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, V * 4L, Lanes.ORDER);
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
        if (c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        s0a.intoMemorySegment(c, c0, Lanes.ORDER);
        s0b.intoMemorySegment(c, c0 + VECTOR, Lanes.ORDER);
        long c1 = c0 + cStep;
        s1a.intoMemorySegment(c, c1, Lanes.ORDER);
        s1b.intoMemorySegment(c, c1 + VECTOR, Lanes.ORDER);
        long c2 = c0 + 2 * cStep;
        s2a.intoMemorySegment(c, c2, Lanes.ORDER);
        s2b.intoMemorySegment(c, c2 + VECTOR, Lanes.ORDER);
        long c3 = c0 + 3 * cStep;
        s3a.intoMemorySegment(c, c3, Lanes.ORDER);
        s3b.intoMemorySegment(c, c3 + VECTOR, Lanes.ORDER);
        long c4 = c0 + 4 * cStep;
        s4a.intoMemorySegment(c, c4, Lanes.ORDER);
        s4b.intoMemorySegment(c, c4 + VECTOR, Lanes.ORDER);
        long c5 = c0 + 5 * cStep;
        s5a.intoMemorySegment(c, c5, Lanes.ORDER);
        s5b.intoMemorySegment(c, c5 + VECTOR, Lanes.ORDER);
        long c6 = c0 + 6 * cStep;
        s6a.intoMemorySegment(c, c6, Lanes.ORDER);
        s6b.intoMemorySegment(c, c6 + VECTOR, Lanes.ORDER);
        long c7 = c0 + 7 * cStep;
        s7a.intoMemorySegment(c, c7, Lanes.ORDER);
        s7b.intoMemorySegment(c, c7 + VECTOR, Lanes.ORDER);
    }

    /** 4 rows by {@link #NR} columns. */
    static void tile4(int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        if (step > 0) {
            s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
            s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
            s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
            s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
            s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
            s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        }
        for (int k = 0; k < count; k++) {
            MemorySegment t = ANY_STEP ? b.asSlice(b0 + k * bStep, PANEL_STEP) : b;
            long bk = ANY_STEP ? 0 : b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector b0v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, bk, Lanes.ORDER);
            FloatVector b1v = FloatVector.fromMemorySegment(Lanes.FLOAT, t, bk + V * 4L, Lanes.ORDER);
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
        if (c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        s0a.intoMemorySegment(c, c0, Lanes.ORDER);
        s0b.intoMemorySegment(c, c0 + VECTOR, Lanes.ORDER);
        long c1 = c0 + cStep;
        s1a.intoMemorySegment(c, c1, Lanes.ORDER);
        s1b.intoMemorySegment(c, c1 + VECTOR, Lanes.ORDER);
        long c2 = c0 + 2 * cStep;
        s2a.intoMemorySegment(c, c2, Lanes.ORDER);
        s2b.intoMemorySegment(c, c2 + VECTOR, Lanes.ORDER);
        long c3 = c0 + 3 * cStep;
        s3a.intoMemorySegment(c, c3, Lanes.ORDER);
        s3b.intoMemorySegment(c, c3 + VECTOR, Lanes.ORDER);
    }
}
