package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of products with few rows and many columns: one, two or three rows of A as they stand, against
 * {@link #PANELS} panels of B at once. Each packed float of B is read once for all rows; what the panels do not give in
 * independent sums, the rows do.
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
     * c[r][j] = fma(x[r][k], B[k][j], c[r][j]) for k ascending; one row.
     *
     * @param c sums, {@link #WIDTH} a row
     */
    static void one(int count, MemorySegment x, long x0, MemorySegment b, long b0, long b1, long b2, long b3,
            float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        FloatVector p4 = FloatVector.fromArray(Lanes.FLOAT, c, 4 * V);
        FloatVector p5 = FloatVector.fromArray(Lanes.FLOAT, c, 5 * V);
        FloatVector p6 = FloatVector.fromArray(Lanes.FLOAT, c, 6 * V);
        FloatVector p7 = FloatVector.fromArray(Lanes.FLOAT, c, 7 * V);
        for (int k = 0; k < count; k++) {
            long bk = k * TileKernels.PANEL_STEP;
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 4L));
            p0 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk, Lanes.ORDER), p0);
            p1 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk + V * 4L, Lanes.ORDER), p1);
            p2 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk, Lanes.ORDER), p2);
            p3 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk + V * 4L, Lanes.ORDER), p3);
            p4 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk, Lanes.ORDER), p4);
            p5 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk + V * 4L, Lanes.ORDER), p5);
            p6 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk, Lanes.ORDER), p6);
            p7 = u.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk + V * 4L, Lanes.ORDER), p7);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
        p4.intoArray(c, 4 * V);
        p5.intoArray(c, 5 * V);
        p6.intoArray(c, 6 * V);
        p7.intoArray(c, 7 * V);
    }

    /**
     * c[r][j] = fma(x[r][k], B[k][j], c[r][j]) for k ascending; two rows.
     *
     * @param c sums, {@link #WIDTH} a row
     */
    static void two(int count, MemorySegment x, long x0, long x1, MemorySegment b, long b0, long b1, long b2, long b3,
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
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 4L));
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x1 + k * 4L));
            FloatVector e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk, Lanes.ORDER);
            p0 = u.fma(e, p0);
            q0 = v.fma(e, q0);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk + V * 4L, Lanes.ORDER);
            p1 = u.fma(e, p1);
            q1 = v.fma(e, q1);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk, Lanes.ORDER);
            p2 = u.fma(e, p2);
            q2 = v.fma(e, q2);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk + V * 4L, Lanes.ORDER);
            p3 = u.fma(e, p3);
            q3 = v.fma(e, q3);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk, Lanes.ORDER);
            p4 = u.fma(e, p4);
            q4 = v.fma(e, q4);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk + V * 4L, Lanes.ORDER);
            p5 = u.fma(e, p5);
            q5 = v.fma(e, q5);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk, Lanes.ORDER);
            p6 = u.fma(e, p6);
            q6 = v.fma(e, q6);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk + V * 4L, Lanes.ORDER);
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
    static void three(int count, MemorySegment x, long x0, long x1, long x2, MemorySegment b, long b0, long b1, long b2,
            long b3,
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
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 4L));
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x1 + k * 4L));
            FloatVector w = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x2 + k * 4L));
            FloatVector e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk, Lanes.ORDER);
            p0 = u.fma(e, p0);
            q0 = v.fma(e, q0);
            r0 = w.fma(e, r0);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b0 + bk + V * 4L, Lanes.ORDER);
            p1 = u.fma(e, p1);
            q1 = v.fma(e, q1);
            r1 = w.fma(e, r1);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk, Lanes.ORDER);
            p2 = u.fma(e, p2);
            q2 = v.fma(e, q2);
            r2 = w.fma(e, r2);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b1 + bk + V * 4L, Lanes.ORDER);
            p3 = u.fma(e, p3);
            q3 = v.fma(e, q3);
            r3 = w.fma(e, r3);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk, Lanes.ORDER);
            p4 = u.fma(e, p4);
            q4 = v.fma(e, q4);
            r4 = w.fma(e, r4);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b2 + bk + V * 4L, Lanes.ORDER);
            p5 = u.fma(e, p5);
            q5 = v.fma(e, q5);
            r5 = w.fma(e, r5);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk, Lanes.ORDER);
            p6 = u.fma(e, p6);
            q6 = v.fma(e, q6);
            r6 = w.fma(e, r6);
            e = FloatVector.fromMemorySegment(Lanes.FLOAT, b, b3 + bk + V * 4L, Lanes.ORDER);
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
