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
    static void run(int rows, int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        if (rows == 6) {
            tile6(count, a, a0, b, b0, bStep, start, step, c, c0, cStep);
        } else {
            tile4(count, a, a0, b, b0, bStep, start, step, c, c0, cStep);
        }
    }

    /** 6 rows by {@link #NR} columns. */
    static void tile6(int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s0c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * V);
        FloatVector s0d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * V);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s1c = s0c;
        FloatVector s1d = s0d;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s2c = s0c;
        FloatVector s2d = s0d;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s3c = s0c;
        FloatVector s3d = s0d;
        FloatVector s4a = s0a;
        FloatVector s4b = s0b;
        FloatVector s4c = s0c;
        FloatVector s4d = s0d;
        FloatVector s5a = s0a;
        FloatVector s5b = s0b;
        FloatVector s5c = s0c;
        FloatVector s5d = s0d;
        if (step > 0) {
            s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
            s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
            s1c = FloatVector.fromArray(Lanes.FLOAT, start, step + 2 * V);
            s1d = FloatVector.fromArray(Lanes.FLOAT, start, step + 3 * V);
            s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
            s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
            s2c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 2 * V);
            s2d = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 3 * V);
            s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
            s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
            s3c = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 2 * V);
            s3d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 3 * V);
            s4a = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step);
            s4b = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + V);
            s4c = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + 2 * V);
            s4d = FloatVector.fromArray(Lanes.FLOAT, start, 4 * step + 3 * V);
            s5a = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step);
            s5b = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + V);
            s5c = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + 2 * V);
            s5d = FloatVector.fromArray(Lanes.FLOAT, start, 5 * step + 3 * V);
        }
        for (int k = 0; k < count; k++) {
            MemorySegment t = b.asSlice(b0 + k * bStep, PANEL_STEP);
            int ak = a0 + k;
            FloatVector ba = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 0, Lanes.ORDER);
            FloatVector bb = FloatVector.fromMemorySegment(Lanes.FLOAT, t, VECTOR, Lanes.ORDER);
            FloatVector bc = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 2 * VECTOR, Lanes.ORDER);
            FloatVector bd = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 3 * VECTOR, Lanes.ORDER);
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
        if (c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        s0a.intoMemorySegment(c, c0, Lanes.ORDER);
        s0b.intoMemorySegment(c, c0 + VECTOR, Lanes.ORDER);
        s0c.intoMemorySegment(c, c0 + 2 * VECTOR, Lanes.ORDER);
        s0d.intoMemorySegment(c, c0 + 3 * VECTOR, Lanes.ORDER);
        long c1 = c0 + cStep;
        s1a.intoMemorySegment(c, c1, Lanes.ORDER);
        s1b.intoMemorySegment(c, c1 + VECTOR, Lanes.ORDER);
        s1c.intoMemorySegment(c, c1 + 2 * VECTOR, Lanes.ORDER);
        s1d.intoMemorySegment(c, c1 + 3 * VECTOR, Lanes.ORDER);
        long c2 = c0 + 2 * cStep;
        s2a.intoMemorySegment(c, c2, Lanes.ORDER);
        s2b.intoMemorySegment(c, c2 + VECTOR, Lanes.ORDER);
        s2c.intoMemorySegment(c, c2 + 2 * VECTOR, Lanes.ORDER);
        s2d.intoMemorySegment(c, c2 + 3 * VECTOR, Lanes.ORDER);
        long c3 = c0 + 3 * cStep;
        s3a.intoMemorySegment(c, c3, Lanes.ORDER);
        s3b.intoMemorySegment(c, c3 + VECTOR, Lanes.ORDER);
        s3c.intoMemorySegment(c, c3 + 2 * VECTOR, Lanes.ORDER);
        s3d.intoMemorySegment(c, c3 + 3 * VECTOR, Lanes.ORDER);
        long c4 = c0 + 4 * cStep;
        s4a.intoMemorySegment(c, c4, Lanes.ORDER);
        s4b.intoMemorySegment(c, c4 + VECTOR, Lanes.ORDER);
        s4c.intoMemorySegment(c, c4 + 2 * VECTOR, Lanes.ORDER);
        s4d.intoMemorySegment(c, c4 + 3 * VECTOR, Lanes.ORDER);
        long c5 = c0 + 5 * cStep;
        s5a.intoMemorySegment(c, c5, Lanes.ORDER);
        s5b.intoMemorySegment(c, c5 + VECTOR, Lanes.ORDER);
        s5c.intoMemorySegment(c, c5 + 2 * VECTOR, Lanes.ORDER);
        s5d.intoMemorySegment(c, c5 + 3 * VECTOR, Lanes.ORDER);
    }

    /** 4 rows by {@link #NR} columns. */
    static void tile4(int count, float[] a, int a0, MemorySegment b, long b0, long bStep, float[] start, int step,
            MemorySegment c, long c0, long cStep) {
        FloatVector s0a = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector s0b = FloatVector.fromArray(Lanes.FLOAT, start, V);
        FloatVector s0c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * V);
        FloatVector s0d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * V);
        FloatVector s1a = s0a;
        FloatVector s1b = s0b;
        FloatVector s1c = s0c;
        FloatVector s1d = s0d;
        FloatVector s2a = s0a;
        FloatVector s2b = s0b;
        FloatVector s2c = s0c;
        FloatVector s2d = s0d;
        FloatVector s3a = s0a;
        FloatVector s3b = s0b;
        FloatVector s3c = s0c;
        FloatVector s3d = s0d;
        if (step > 0) {
            s1a = FloatVector.fromArray(Lanes.FLOAT, start, step);
            s1b = FloatVector.fromArray(Lanes.FLOAT, start, step + V);
            s1c = FloatVector.fromArray(Lanes.FLOAT, start, step + 2 * V);
            s1d = FloatVector.fromArray(Lanes.FLOAT, start, step + 3 * V);
            s2a = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step);
            s2b = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + V);
            s2c = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 2 * V);
            s2d = FloatVector.fromArray(Lanes.FLOAT, start, 2 * step + 3 * V);
            s3a = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step);
            s3b = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + V);
            s3c = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 2 * V);
            s3d = FloatVector.fromArray(Lanes.FLOAT, start, 3 * step + 3 * V);
        }
        for (int k = 0; k < count; k++) {
            MemorySegment t = b.asSlice(b0 + k * bStep, PANEL_STEP);
            int ak = a0 + k;
            FloatVector ba = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 0, Lanes.ORDER);
            FloatVector bb = FloatVector.fromMemorySegment(Lanes.FLOAT, t, VECTOR, Lanes.ORDER);
            FloatVector bc = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 2 * VECTOR, Lanes.ORDER);
            FloatVector bd = FloatVector.fromMemorySegment(Lanes.FLOAT, t, 3 * VECTOR, Lanes.ORDER);
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
        if (c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        s0a.intoMemorySegment(c, c0, Lanes.ORDER);
        s0b.intoMemorySegment(c, c0 + VECTOR, Lanes.ORDER);
        s0c.intoMemorySegment(c, c0 + 2 * VECTOR, Lanes.ORDER);
        s0d.intoMemorySegment(c, c0 + 3 * VECTOR, Lanes.ORDER);
        long c1 = c0 + cStep;
        s1a.intoMemorySegment(c, c1, Lanes.ORDER);
        s1b.intoMemorySegment(c, c1 + VECTOR, Lanes.ORDER);
        s1c.intoMemorySegment(c, c1 + 2 * VECTOR, Lanes.ORDER);
        s1d.intoMemorySegment(c, c1 + 3 * VECTOR, Lanes.ORDER);
        long c2 = c0 + 2 * cStep;
        s2a.intoMemorySegment(c, c2, Lanes.ORDER);
        s2b.intoMemorySegment(c, c2 + VECTOR, Lanes.ORDER);
        s2c.intoMemorySegment(c, c2 + 2 * VECTOR, Lanes.ORDER);
        s2d.intoMemorySegment(c, c2 + 3 * VECTOR, Lanes.ORDER);
        long c3 = c0 + 3 * cStep;
        s3a.intoMemorySegment(c, c3, Lanes.ORDER);
        s3b.intoMemorySegment(c, c3 + VECTOR, Lanes.ORDER);
        s3c.intoMemorySegment(c, c3 + 2 * VECTOR, Lanes.ORDER);
        s3d.intoMemorySegment(c, c3 + 3 * VECTOR, Lanes.ORDER);
    }
}
