package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The innermost loops over {@link ReducedPanels}: one row against a panel, unpacked in registers, and the unpacking of a
 * panel for more rows. Four sums are enough: what unpacks takes longer than the sums wait for themselves.
 *
 * <p>The loops count bytes of the panel: C2 unrolls no loop whose step is that large. It would eightfold, load all operands
 * first, and then keep most of them in memory, which takes twice the time.
 *
 * <p>A byte becomes a float as part of a mantissa: or-ed to an exponent, from which the sum of both offsets is then
 * subtracted, exactly. Two shifts and a conversion would be as many instructions, but for fewer of the processor's ports. (Written out each time:
 * C2 inlines no method whose own code has become as large as that of four vector operations.)
 */
final class ReducedKernels {
    private static final int V = Lanes.LENGTH;

    /** Bytes of a vector. */
    private static final int VECTOR = V * 4;

    /** Bytes of one step through a panel: two vectors of ints. */
    static final int STEP = 2 * VECTOR;

    /** The most steps of one call: their bytes are counted by an int. */
    static final int MAX_STEPS = 1 << 20;

    /** Of the upper bfloat16 of each int. */
    private static final int UPPER = 0xFFFF0000;

    /** The lowest byte of an int; the exponent of a float whose mantissa's lowest byte counts ones; what that float exceeds. */
    private static final int FIRST = 0xFF;
    private static final int FIRST_EXPONENT = Float.floatToRawIntBits(0x1p23f);
    private static final float FIRST_BIAS = 0x1p23f + ReducedPanels.OFFSET;

    /** The same for the second byte. */
    private static final int SECOND = 0xFF00;
    private static final int SECOND_EXPONENT = Float.floatToRawIntBits(0x1p15f);
    private static final float SECOND_BIAS = 0x1p15f + ReducedPanels.OFFSET;

    private ReducedKernels() {
    }

    /** c[j] = fma(x[k], B[k][j], c[j]) for k ascending, one term a step; bfloat16. */
    static void bfloat16(int steps, MemorySegment x, long x0, MemorySegment b, long b0, float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        long xk = x0;
        for (int k = 0; k < steps * STEP; k += STEP) {
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, xk));
            xk += 4;
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k, Lanes.ORDER);
            p0 = u.fma(e.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), p0);
            p1 = u.fma(e.and(UPPER).reinterpretAsFloats(), p1);
            e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k + VECTOR, Lanes.ORDER);
            p2 = u.fma(e.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), p2);
            p3 = u.fma(e.and(UPPER).reinterpretAsFloats(), p3);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
    }

    /** c[j] = fma(x[k], B[k][j], c[j]) for k ascending, two terms a step; int8. */
    static void int8(int steps, MemorySegment x, long x0, MemorySegment b, long b0, float[] c) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, c, 0);
        FloatVector p1 = FloatVector.fromArray(Lanes.FLOAT, c, V);
        FloatVector p2 = FloatVector.fromArray(Lanes.FLOAT, c, 2 * V);
        FloatVector p3 = FloatVector.fromArray(Lanes.FLOAT, c, 3 * V);
        IntVector mask0 = IntVector.broadcast(Lanes.INT, FIRST);
        IntVector mask1 = IntVector.broadcast(Lanes.INT, SECOND);
        IntVector exponent0 = IntVector.broadcast(Lanes.INT, FIRST_EXPONENT);
        IntVector exponent1 = IntVector.broadcast(Lanes.INT, SECOND_EXPONENT);
        FloatVector bias0 = FloatVector.broadcast(Lanes.FLOAT, FIRST_BIAS);
        FloatVector bias1 = FloatVector.broadcast(Lanes.FLOAT, SECOND_BIAS);
        long xk = x0;
        for (int k = 0; k < steps * STEP; k += STEP) {
            FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, xk));
            FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, xk + 4));
            xk += 8;
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k, Lanes.ORDER);
            p0 = u.fma(e.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats()
                    .sub(bias0), p0);
            p1 = u.fma(e.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats()
                    .sub(bias1), p1);
            IntVector h = e.lanewise(VectorOperators.LSHR, 16);
            p0 = v.fma(h.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats()
                    .sub(bias0), p0);
            p1 = v.fma(h.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats()
                    .sub(bias1), p1);
            e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k + VECTOR, Lanes.ORDER);
            p2 = u.fma(e.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats()
                    .sub(bias0), p2);
            p3 = u.fma(e.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats()
                    .sub(bias1), p3);
            h = e.lanewise(VectorOperators.LSHR, 16);
            p2 = v.fma(h.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats()
                    .sub(bias0), p2);
            p3 = v.fma(h.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats()
                    .sub(bias1), p3);
        }
        p0.intoArray(c, 0);
        p1.intoArray(c, V);
        p2.intoArray(c, 2 * V);
        p3.intoArray(c, 3 * V);
    }

    /** The last term of an odd number of them: half of the panel's columns, c0 of them before. */
    static void lastInt8(float x, MemorySegment b, long b0, float[] c, int c0) {
        IntVector mask0 = IntVector.broadcast(Lanes.INT, FIRST);
        IntVector mask1 = IntVector.broadcast(Lanes.INT, SECOND);
        IntVector exponent0 = IntVector.broadcast(Lanes.INT, FIRST_EXPONENT);
        IntVector exponent1 = IntVector.broadcast(Lanes.INT, SECOND_EXPONENT);
        FloatVector bias0 = FloatVector.broadcast(Lanes.FLOAT, FIRST_BIAS);
        FloatVector bias1 = FloatVector.broadcast(Lanes.FLOAT, SECOND_BIAS);
        FloatVector u = FloatVector.broadcast(Lanes.FLOAT, x);
        IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0, Lanes.ORDER);
        u.fma(e.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats()
                .sub(bias0), FloatVector.fromArray(Lanes.FLOAT, c, c0)).intoArray(c, c0);
        u.fma(e.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats()
                .sub(bias1), FloatVector.fromArray(Lanes.FLOAT, c, c0 + V)).intoArray(c, c0 + V);
    }

    /** Half of the columns of a panel, those of the vector of ints at b0, to floats; bfloat16. */
    static void unpackBfloat16(int steps, MemorySegment b, long b0, MemorySegment floats, long f0) {
        if (b.getClass() != Segments.NATIVE || floats.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int k = 0; k < steps * STEP; k += STEP) {
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k, Lanes.ORDER);
            long f = f0 + k;
            e.lanewise(VectorOperators.LSHL, 16).intoMemorySegment(floats, f, Lanes.ORDER);
            e.and(UPPER).intoMemorySegment(floats, f + VECTOR, Lanes.ORDER);
        }
    }

    /** Half of the columns of a panel, those of the vector of ints at b0, two terms a step, to floats; int8. */
    static void unpackInt8(int steps, MemorySegment b, long b0, MemorySegment floats, long f0) {
        if (b.getClass() != Segments.NATIVE || floats.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        IntVector mask0 = IntVector.broadcast(Lanes.INT, FIRST);
        IntVector mask1 = IntVector.broadcast(Lanes.INT, SECOND);
        IntVector exponent0 = IntVector.broadcast(Lanes.INT, FIRST_EXPONENT);
        IntVector exponent1 = IntVector.broadcast(Lanes.INT, SECOND_EXPONENT);
        FloatVector bias0 = FloatVector.broadcast(Lanes.FLOAT, FIRST_BIAS);
        FloatVector bias1 = FloatVector.broadcast(Lanes.FLOAT, SECOND_BIAS);
        for (int k = 0; k < steps * STEP; k += STEP) {
            IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0 + k, Lanes.ORDER);
            long f = f0 + k * 2L;
            e.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats().sub(bias0)
                    .intoMemorySegment(floats, f, Lanes.ORDER);
            e.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats().sub(bias1)
                    .intoMemorySegment(floats, f + VECTOR, Lanes.ORDER);
            e.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0)
                    .reinterpretAsFloats().sub(bias0)
                    .intoMemorySegment(floats, f + 2L * VECTOR, Lanes.ORDER);
            e.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1)
                    .reinterpretAsFloats().sub(bias1)
                    .intoMemorySegment(floats, f + 3L * VECTOR, Lanes.ORDER);
        }
    }

    /** The last term of an odd number of them. */
    static void unpackLastInt8(MemorySegment b, long b0, MemorySegment floats, long f0) {
        IntVector mask0 = IntVector.broadcast(Lanes.INT, FIRST);
        IntVector mask1 = IntVector.broadcast(Lanes.INT, SECOND);
        IntVector exponent0 = IntVector.broadcast(Lanes.INT, FIRST_EXPONENT);
        IntVector exponent1 = IntVector.broadcast(Lanes.INT, SECOND_EXPONENT);
        FloatVector bias0 = FloatVector.broadcast(Lanes.FLOAT, FIRST_BIAS);
        FloatVector bias1 = FloatVector.broadcast(Lanes.FLOAT, SECOND_BIAS);
        IntVector e = IntVector.fromMemorySegment(Lanes.INT, b, b0, Lanes.ORDER);
        e.lanewise(VectorOperators.AND, mask0).lanewise(VectorOperators.OR, exponent0).reinterpretAsFloats().sub(bias0)
                .intoMemorySegment(floats, f0, Lanes.ORDER);
        e.lanewise(VectorOperators.AND, mask1).lanewise(VectorOperators.OR, exponent1).reinterpretAsFloats().sub(bias1)
                .intoMemorySegment(floats, f0 + VECTOR, Lanes.ORDER);
    }
}
