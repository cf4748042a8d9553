package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Template of {@link ZipKernel}: c[i] = f(a[i], b[i], p, q). {@link Specializer} defines it once per function. */
final class ZipLoop {
    private static final BinaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), BinaryFunction.class);

    private ZipLoop() {
    }

    /** Over pairs of vectors, as in {@link MapLoop}. */
    static void pairs(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        if (a.getClass() != Segments.NATIVE || b.getClass() != Segments.NATIVE || c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        int length = Lanes.LENGTH;
        for (int i = 0; i < n; i += 2 * length) {
            FloatVector a0 = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + (i + length) * 4L, Lanes.ORDER);
            FloatVector b0 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + (i + length) * 4L, Lanes.ORDER);
            FUNCTION.apply(a0, b0, p, q).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(a1, b1, p, q).intoMemorySegment(c, cOffset + (i + length) * 4L, Lanes.ORDER);
        }
    }

    /** Over single vectors, for functions of which two exceed the node budget. */
    static void singles(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        if (a.getClass() != Segments.NATIVE || b.getClass() != Segments.NATIVE || c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER);
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(av, bv, p, q).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER);
        }
    }

    /** Over what is left. */
    static void tail(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            VectorMask<Float> mask = Constants.firstLanes(n - i);
            FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER, mask);
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER, mask);
            FUNCTION.apply(av, bv, p, q).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER, mask);
        }
    }
}
