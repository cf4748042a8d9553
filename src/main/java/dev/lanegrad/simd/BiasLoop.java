package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/** Template of {@link BiasKernel}: c[i] = f(a[i] + b[i], p, q). {@link Specializer} defines it once per function. */
final class BiasLoop {
    private static final UnaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UnaryFunction.class);

    private BiasLoop() {
    }

    /** Over whole vectors. */
    static void singles(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        if (a.getClass() != Segments.NATIVE || b.getClass() != Segments.NATIVE || c.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER);
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(av.add(bv), p, q).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER);
        }
    }
}
