package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@link TileKernels} for panels of four vectors, which have six rows: as many sums as 12 rows of two vectors, with ten loads
 * a term instead of fourteen. Each float of such a panel is read for fewer rows, so that few rows against a panel that comes
 * from memory take a fifth longer: hence only for B that is packed for one product of enough rows, and only with 32 registers.
 */
final class WideTileKernels {
    /** Columns of a panel. */
    static final int NR = 2 * TileKernels.NR;

    /** Bytes from one term of a panel to the next. */
    static final long PANEL_STEP = NR * 4L;

    /** The tallest tile. */
    static final int MR = 6;

    /** Fewer rows take {@link TileKernels}. */
    static final int MIN_ROWS = TileKernels.registers() == 32 ? 9 : Integer.MAX_VALUE;

    private static final int PITCH = TileKernels.PITCH;

    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final long VECTOR = V * 4L;

    private WideTileKernels() {
    }

    /** As {@link TileKernels#height}. */
    static int height(int rows) {
        return rows <= 4 || rows == 7 || rows == 8 ? 4 : 6;
    }

    /** As {@link TileKernels#run}. */
    static void run(int rows, int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        if (rows == 6) {
            tile6(count, a, a0, b, b0, start, step, c);
        } else {
            tile4(count, a, a0, b, b0, start, step, c);
        }
    }

    /** 6 rows by {@link #NR} columns. */
    static void tile6(int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s0c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * V);
        FloatVector s0d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * V);
        FloatVector s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
        FloatVector s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
        FloatVector s1c = FloatVector.fromArray(Lanes.FLOAT, start, step + 2 * V);
        FloatVector s1d = FloatVector.fromArray(Lanes.FLOAT, start, step + 3 * V);
        FloatVector s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
        FloatVector s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
        FloatVector s2c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 2 * V);
        FloatVector s2d = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 3 * V);
        FloatVector s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
        FloatVector s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        FloatVector s3c = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 2 * V);
        FloatVector s3d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 3 * V);
        FloatVector s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
        FloatVector s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
        FloatVector s4c = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + 2 * V);
        FloatVector s4d = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + 3 * V);
        FloatVector s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
        FloatVector s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
        FloatVector s5c = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + 2 * V);
        FloatVector s5d = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + 3 * V);
        for (int k = 0; k < count; k++) {
            long bk = b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector ba = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector bb = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + VECTOR, Lanes.ORDER);
            FloatVector bc = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * VECTOR, Lanes.ORDER);
            FloatVector bd = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * VECTOR, Lanes.ORDER);
            FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ak]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            s0c = x.fma(bc, s0c);
            s0d = x.fma(bd, s0d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + PITCH]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            s1c = x.fma(bc, s1c);
            s1d = x.fma(bd, s1d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 2 * PITCH]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            s2c = x.fma(bc, s2c);
            s2d = x.fma(bd, s2d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 3 * PITCH]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            s3c = x.fma(bc, s3c);
            s3d = x.fma(bd, s3d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 4 * PITCH]);
            s4a = x.fma(ba, s4a);
            s4b = x.fma(bb, s4b);
            s4c = x.fma(bc, s4c);
            s4d = x.fma(bd, s4d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 5 * PITCH]);
            s5a = x.fma(ba, s5a);
            s5b = x.fma(bb, s5b);
            s5c = x.fma(bc, s5c);
            s5d = x.fma(bd, s5d);
        }
        s0a.intoArray(c, 0);
        s0b.intoArray(c, V);
        s0c.intoArray(c, 2 * V);
        s0d.intoArray(c, 3 * V);
        s1a.intoArray(c, 4 * V);
        s1b.intoArray(c, 5 * V);
        s1c.intoArray(c, 6 * V);
        s1d.intoArray(c, 7 * V);
        s2a.intoArray(c, 8 * V);
        s2b.intoArray(c, 9 * V);
        s2c.intoArray(c, 10 * V);
        s2d.intoArray(c, 11 * V);
        s3a.intoArray(c, 12 * V);
        s3b.intoArray(c, 13 * V);
        s3c.intoArray(c, 14 * V);
        s3d.intoArray(c, 15 * V);
        s4a.intoArray(c, 16 * V);
        s4b.intoArray(c, 17 * V);
        s4c.intoArray(c, 18 * V);
        s4d.intoArray(c, 19 * V);
        s5a.intoArray(c, 20 * V);
        s5b.intoArray(c, 21 * V);
        s5c.intoArray(c, 22 * V);
        s5d.intoArray(c, 23 * V);
    }

    /** 4 rows by {@link #NR} columns. */
    static void tile4(int count, float[] a, int a0, MemorySegment b, long b0, float[] start, int step, float[] c) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s0c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * V);
        FloatVector s0d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * V);
        FloatVector s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
        FloatVector s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
        FloatVector s1c = FloatVector.fromArray(Lanes.FLOAT, start, step + 2 * V);
        FloatVector s1d = FloatVector.fromArray(Lanes.FLOAT, start, step + 3 * V);
        FloatVector s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
        FloatVector s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
        FloatVector s2c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 2 * V);
        FloatVector s2d = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 3 * V);
        FloatVector s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
        FloatVector s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
        FloatVector s3c = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 2 * V);
        FloatVector s3d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 3 * V);
        for (int k = 0; k < count; k++) {
            long bk = b0 + k * PANEL_STEP;
            int ak = a0 + k;
            FloatVector ba = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            FloatVector bb = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + VECTOR, Lanes.ORDER);
            FloatVector bc = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * VECTOR, Lanes.ORDER);
            FloatVector bd = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * VECTOR, Lanes.ORDER);
            FloatVector x = FloatVector.broadcast(Lanes.FLOAT, a[ak]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            s0c = x.fma(bc, s0c);
            s0d = x.fma(bd, s0d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + PITCH]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            s1c = x.fma(bc, s1c);
            s1d = x.fma(bd, s1d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 2 * PITCH]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            s2c = x.fma(bc, s2c);
            s2d = x.fma(bd, s2d);
            x = FloatVector.broadcast(Lanes.FLOAT, a[ak + 3 * PITCH]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            s3c = x.fma(bc, s3c);
            s3d = x.fma(bd, s3d);
        }
        s0a.intoArray(c, 0);
        s0b.intoArray(c, V);
        s0c.intoArray(c, 2 * V);
        s0d.intoArray(c, 3 * V);
        s1a.intoArray(c, 4 * V);
        s1b.intoArray(c, 5 * V);
        s1c.intoArray(c, 6 * V);
        s1d.intoArray(c, 7 * V);
        s2a.intoArray(c, 8 * V);
        s2b.intoArray(c, 9 * V);
        s2c.intoArray(c, 10 * V);
        s2d.intoArray(c, 11 * V);
        s3a.intoArray(c, 12 * V);
        s3b.intoArray(c, 13 * V);
        s3c.intoArray(c, 14 * V);
        s3d.intoArray(c, 15 * V);
    }
}
