package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of products with few rows and many columns: one, two or three rows of A, copied to the heap one after
 * the other, against {@link #PANELS} panels of B at once. Each packed float of B is read once for all rows; what the panels
 * do not give in independent sums, the rows do.
 */
final class RowKernels {
    /** Panels of {@link TileKernels#NR} columns, each a stream of its own. */
    static final int PANELS = 4;

    /** Columns of all streams. */
    static final int WIDTH = PANELS * TileKernels.NR;

    /** The most rows: above, the registers are full. */
    static final int MAX_ROWS = TileKernels.registers() == 32 ? 3 : 1;

    private static final int V = Lanes.LENGTH;

    private RowKernels() {
    }

    /**
     * Up to {@link #MAX_ROWS} rows against up to {@link #PANELS} panels. Several rows go on from the sums; a single one may
     * start from and end in other places.
     *
     * @param m number of rows
     * @param x the rows, one after the other
     * @param b the panels
     * @param panel the first of them
     * @param last the last of them
     * @param start {@link #WIDTH} floats from s0 on
     * @param c {@link #WIDTH} sums a row, from c0 on
     */
    static void run(int m, float[] x, Panels b, int panel, int last, float[] start, int s0, float[] c, int c0) {
        // A group that is not full reads its last panel again; the sums of the copies are not used.
        long b0 = b.offset(panel);
        long b1 = b.offset(Math.min(panel + 1, last));
        long b2 = b.offset(Math.min(panel + 2, last));
        long b3 = b.offset(last);
        switch (m) {
            case 1 -> one(b.terms(), x, b.segment(), b0, b1, b2, b3, start, s0, c, c0);
            case 2 -> two(b.terms(), x, b.segment(), b0, b1, b2, b3, c);
            default -> three(b.terms(), x, b.segment(), b0, b1, b2, b3, c);
        }
    }

    /**
     * c[j] = fma(x[k], B[k][j], ...) from start[j] on, for k ascending; one row.
     *
     * @param start {@link #WIDTH} floats from s0 on
     * @param c {@link #WIDTH} sums from c0 on
     */
    static void one(int count, float[] x, MemorySegment b, long b0, long b1, long b2, long b3, float[] start, int s0,
            float[] c, int c0) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, s0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 3 * V);
        FloatVector p4 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 4 * V);
        FloatVector p5 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 5 * V);
        FloatVector p6 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 6 * V);
        FloatVector p7 = FloatVector.fromArray(Lanes.FLOAT, start, s0 + 7 * V);
        for (int k = 0; k < count; k++) {
            long bk = k * TileKernels.PANEL_STEP;
            MemorySegment t0 = b.asSlice(b0 + bk, TileKernels.PANEL_STEP);
            MemorySegment t1 = b.asSlice(b1 + bk, TileKernels.PANEL_STEP);
            MemorySegment t2 = b.asSlice(b2 + bk, TileKernels.PANEL_STEP);
            MemorySegment t3 = b.asSlice(b3 + bk, TileKernels.PANEL_STEP);
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            p0 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t0, 0, Lanes.ORDER), p0);
            p1 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t0, V * 4L, Lanes.ORDER), p1);
            p2 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t1, 0, Lanes.ORDER), p2);
            p3 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t1, V * 4L, Lanes.ORDER), p3);
            p4 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t2, 0, Lanes.ORDER), p4);
            p5 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t2, V * 4L, Lanes.ORDER), p5);
            p6 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t3, 0, Lanes.ORDER), p6);
            p7 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, t3, V * 4L, Lanes.ORDER), p7);
        }
        p0.intoArray(c, c0);
        p1.intoArray(c, c0 + V);
        p2.intoArray(c, c0 + 2 * V);
        p3.intoArray(c, c0 + 3 * V);
        p4.intoArray(c, c0 + 4 * V);
        p5.intoArray(c, c0 + 5 * V);
        p6.intoArray(c, c0 + 6 * V);
        p7.intoArray(c, c0 + 7 * V);
    }

    /**
     * c[r][j] = fma(x[r][k], B[k][j], c[r][j]) for k ascending; two rows.
     *
     * @param c sums, {@link #WIDTH} a row
     */
    static void two(int count, float[] x, MemorySegment b, long b0, long b1, long b2, long b3,
            float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        FloatVector p4 = FloatVector.fromArray(Lanes.FLOAT, c, 4 * V);
        FloatVector p5 = FloatVector.fromArray(Lanes.FLOAT, c, 5 * V);
        FloatVector p6 = FloatVector.fromArray(Lanes.FLOAT, c, 6 * V);
        FloatVector p7 = FloatVector.fromArray(Lanes.FLOAT, c, 7 * V);
        FloatVector q0 = FloatVector.fromArray(Lanes.FLOAT, c, 8 * V);
        FloatVector q1 = FloatVector.fromArray(Lanes.FLOAT, c, 9 * V);
        FloatVector q2 = FloatVector.fromArray(Lanes.FLOAT, c, 10 * V);
        FloatVector q3 = FloatVector.fromArray(Lanes.FLOAT, c, 11 * V);
        FloatVector q4 = FloatVector.fromArray(Lanes.FLOAT, c, 12 * V);
        FloatVector q5 = FloatVector.fromArray(Lanes.FLOAT, c, 13 * V);
        FloatVector q6 = FloatVector.fromArray(Lanes.FLOAT, c, 14 * V);
        FloatVector q7 = FloatVector.fromArray(Lanes.FLOAT, c, 15 * V);
        for (int k = 0; k < count; k++) {
            long bk = k * TileKernels.PANEL_STEP;
            MemorySegment t0 = b.asSlice(b0 + bk, TileKernels.PANEL_STEP);
            MemorySegment t1 = b.asSlice(b1 + bk, TileKernels.PANEL_STEP);
            MemorySegment t2 = b.asSlice(b2 + bk, TileKernels.PANEL_STEP);
            MemorySegment t3 = b.asSlice(b3 + bk, TileKernels.PANEL_STEP);
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[count + k]);
            FloatVector e = FloatVector.fromMemorySegment(Lanes.FLOAT, t0, 0, Lanes.ORDER);
            p0 = u.fma(e, p0);
            q0 = v.fma(e, q0);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t0, V * 4L, Lanes.ORDER);
            p1 = u.fma(e, p1);
            q1 = v.fma(e, q1);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t1, 0, Lanes.ORDER);
            p2 = u.fma(e, p2);
            q2 = v.fma(e, q2);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t1, V * 4L, Lanes.ORDER);
            p3 = u.fma(e, p3);
            q3 = v.fma(e, q3);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t2, 0, Lanes.ORDER);
            p4 = u.fma(e, p4);
            q4 = v.fma(e, q4);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t2, V * 4L, Lanes.ORDER);
            p5 = u.fma(e, p5);
            q5 = v.fma(e, q5);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t3, 0, Lanes.ORDER);
            p6 = u.fma(e, p6);
            q6 = v.fma(e, q6);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t3, V * 4L, Lanes.ORDER);
            p7 = u.fma(e, p7);
            q7 = v.fma(e, q7);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
        p4.intoArray(c, 4 * V);
        p5.intoArray(c, 5 * V);
        p6.intoArray(c, 6 * V);
        p7.intoArray(c, 7 * V);
        q0.intoArray(c, 8 * V);
        q1.intoArray(c, 9 * V);
        q2.intoArray(c, 10 * V);
        q3.intoArray(c, 11 * V);
        q4.intoArray(c, 12 * V);
        q5.intoArray(c, 13 * V);
        q6.intoArray(c, 14 * V);
        q7.intoArray(c, 15 * V);
    }

    /**
     * c[r][j] = fma(x[r][k], B[k][j], c[r][j]) for k ascending; three rows.
     *
     * @param c sums, {@link #WIDTH} a row
     */
    static void three(int count, float[] x, MemorySegment b, long b0, long b1, long b2, long b3,
            float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        FloatVector p4 = FloatVector.fromArray(Lanes.FLOAT, c, 4 * V);
        FloatVector p5 = FloatVector.fromArray(Lanes.FLOAT, c, 5 * V);
        FloatVector p6 = FloatVector.fromArray(Lanes.FLOAT, c, 6 * V);
        FloatVector p7 = FloatVector.fromArray(Lanes.FLOAT, c, 7 * V);
        FloatVector q0 = FloatVector.fromArray(Lanes.FLOAT, c, 8 * V);
        FloatVector q1 = FloatVector.fromArray(Lanes.FLOAT, c, 9 * V);
        FloatVector q2 = FloatVector.fromArray(Lanes.FLOAT, c, 10 * V);
        FloatVector q3 = FloatVector.fromArray(Lanes.FLOAT, c, 11 * V);
        FloatVector q4 = FloatVector.fromArray(Lanes.FLOAT, c, 12 * V);
        FloatVector q5 = FloatVector.fromArray(Lanes.FLOAT, c, 13 * V);
        FloatVector q6 = FloatVector.fromArray(Lanes.FLOAT, c, 14 * V);
        FloatVector q7 = FloatVector.fromArray(Lanes.FLOAT, c, 15 * V);
        FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, c, 16 * V);
        FloatVector r1 = FloatVector.fromArray(Lanes.FLOAT, c, 17 * V);
        FloatVector r2 = FloatVector.fromArray(Lanes.FLOAT, c, 18 * V);
        FloatVector r3 = FloatVector.fromArray(Lanes.FLOAT, c, 19 * V);
        FloatVector r4 = FloatVector.fromArray(Lanes.FLOAT, c, 20 * V);
        FloatVector r5 = FloatVector.fromArray(Lanes.FLOAT, c, 21 * V);
        FloatVector r6 = FloatVector.fromArray(Lanes.FLOAT, c, 22 * V);
        FloatVector r7 = FloatVector.fromArray(Lanes.FLOAT, c, 23 * V);
        for (int k = 0; k < count; k++) {
            long bk = k * TileKernels.PANEL_STEP;
            MemorySegment t0 = b.asSlice(b0 + bk, TileKernels.PANEL_STEP);
            MemorySegment t1 = b.asSlice(b1 + bk, TileKernels.PANEL_STEP);
            MemorySegment t2 = b.asSlice(b2 + bk, TileKernels.PANEL_STEP);
            MemorySegment t3 = b.asSlice(b3 + bk, TileKernels.PANEL_STEP);
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x[k]);
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x[count + k]);
            FloatVector w = FloatVector.broadcast(Lanes.FLOAT, x[2 * count + k]);
            FloatVector e = FloatVector.fromMemorySegment(Lanes.FLOAT, t0, 0, Lanes.ORDER);
            p0 = u.fma(e, p0);
            q0 = v.fma(e, q0);
            r0 = w.fma(e, r0);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t0, V * 4L, Lanes.ORDER);
            p1 = u.fma(e, p1);
            q1 = v.fma(e, q1);
            r1 = w.fma(e, r1);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t1, 0, Lanes.ORDER);
            p2 = u.fma(e, p2);
            q2 = v.fma(e, q2);
            r2 = w.fma(e, r2);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t1, V * 4L, Lanes.ORDER);
            p3 = u.fma(e, p3);
            q3 = v.fma(e, q3);
            r3 = w.fma(e, r3);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t2, 0, Lanes.ORDER);
            p4 = u.fma(e, p4);
            q4 = v.fma(e, q4);
            r4 = w.fma(e, r4);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t2, V * 4L, Lanes.ORDER);
            p5 = u.fma(e, p5);
            q5 = v.fma(e, q5);
            r5 = w.fma(e, r5);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t3, 0, Lanes.ORDER);
            p6 = u.fma(e, p6);
            q6 = v.fma(e, q6);
            r6 = w.fma(e, r6);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, t3, V * 4L, Lanes.ORDER);
            p7 = u.fma(e, p7);
            q7 = v.fma(e, q7);
            r7 = w.fma(e, r7);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
        p4.intoArray(c, 4 * V);
        p5.intoArray(c, 5 * V);
        p6.intoArray(c, 6 * V);
        p7.intoArray(c, 7 * V);
        q0.intoArray(c, 8 * V);
        q1.intoArray(c, 9 * V);
        q2.intoArray(c, 10 * V);
        q3.intoArray(c, 11 * V);
        q4.intoArray(c, 12 * V);
        q5.intoArray(c, 13 * V);
        q6.intoArray(c, 14 * V);
        q7.intoArray(c, 15 * V);
        r0.intoArray(c, 16 * V);
        r1.intoArray(c, 17 * V);
        r2.intoArray(c, 18 * V);
        r3.intoArray(c, 19 * V);
        r4.intoArray(c, 20 * V);
        r5.intoArray(c, 21 * V);
        r6.intoArray(c, 22 * V);
        r7.intoArray(c, 23 * V);
    }
}
