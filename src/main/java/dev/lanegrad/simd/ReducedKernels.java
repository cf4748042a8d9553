package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The innermost loops over {@link ReducedPanels}: one row against panels, unpacked in registers, and the unpacking of a
 * panel for more rows. Two panels at once: what unpacks takes longer than the sums wait for themselves.
 */
final class ReducedKernels {
    /** Panels of one call. */
    static final int PANELS = 2;

    /** Columns of one call. */
    static final int WIDTH = PANELS * TileKernels.NR;

    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final long STEP = V * 4L;

    /** Of the upper bfloat16 of each int. */
    private static final int UPPER = 0xFFFF0000;

    private ReducedKernels() {
    }

    /** c[j] = fma(x[k], B[k][j], c[j]) for k ascending; bfloat16. */
    static void bfloat16(int count, MemorySegment x, long x0, MemorySegment b, long b0, long b1, float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        for (int k = 0; k < count; k++) {
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 4L));
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k * STEP, Lanes.ORDER);
            p0 = u.fma(e.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), p0);
            p1 = u.fma(e.and(UPPER).reinterpretAsFloats(), p1);
            e = IntVector.fromMemorySegment(Lanes.INT, b, b1 + k * STEP, Lanes.ORDER);
            p2 = u.fma(e.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), p2);
            p3 = u.fma(e.and(UPPER).reinterpretAsFloats(), p3);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
    }

    /** c[j] = fma(x[k], B[k][j], c[j]) for k ascending, two terms a step; int8. */
    static void int8(int steps, MemorySegment x, long x0, MemorySegment b, long b0, long b1, float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        for (int k = 0; k < steps; k++) {
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 8L));
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, x0 + k * 8L + 4));
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k * STEP, Lanes.ORDER);
            p0 = u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p0);
            p1 = u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p1);
            p0 = v.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p0);
            p1 = v.fma((FloatVector) e.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0), p1);
            e = IntVector.fromMemorySegment(Lanes.INT, b, b1 + k * STEP, Lanes.ORDER);
            p2 = u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p2);
            p3 = u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p3);
            p2 = v.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0), p2);
            p3 = v.fma((FloatVector) e.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0), p3);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
    }

    /** The last term of an odd number of them, of one panel. */
    static void lastInt8(float x, MemorySegment b, long b0, float[] c, int c0) {
        FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x);
        IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0, Lanes.ORDER);
        u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24)
                .convert(VectorOperators.I2F, 0), FloatVector.fromArray(Lanes.FLOAT, c, c0)).intoArray(c, c0);
        u.fma((FloatVector) e.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24)
                .convert(VectorOperators.I2F, 0), FloatVector.fromArray(Lanes.FLOAT, c, c0 + V)).intoArray(c, c0 + V);
    }

    /** Terms of one panel to floats; bfloat16. */
    static void unpackBfloat16(int count, MemorySegment b, long b0, MemorySegment floats, long f0) {
        for (int k = 0; k < count; k++) {
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k * STEP, Lanes.ORDER);
            e.lanewise(VectorOperators.LSHL, 16).intoMemorySegment(floats, f0 + k * (2 * STEP), Lanes.ORDER);
            e.and(UPPER).intoMemorySegment(floats, f0 + k * (2 * STEP) + STEP, Lanes.ORDER);
        }
    }

    /** Pairs of terms of one panel to floats; int8. */
    static void unpackInt8(int steps, MemorySegment b, long b0, MemorySegment floats, long f0) {
        for (int k = 0; k < steps; k++) {
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k * STEP, Lanes.ORDER);
            long f = f0 + k * (4 * STEP);
            e.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                    .intoMemorySegment(floats, f, Lanes.ORDER);
            e.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                    .intoMemorySegment(floats, f + STEP, Lanes.ORDER);
            e.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                    .intoMemorySegment(floats, f + 2 * STEP, Lanes.ORDER);
            e.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                    .intoMemorySegment(floats, f + 3 * STEP, Lanes.ORDER);
        }
    }

    /** The last term of an odd number of them. */
    static void unpackLastInt8(MemorySegment b, long b0, MemorySegment floats, long f0) {
        IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0, Lanes.ORDER);
        e.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                .intoMemorySegment(floats, f0, Lanes.ORDER);
        e.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0)
                .intoMemorySegment(floats, f0 + STEP, Lanes.ORDER);
    }
}
