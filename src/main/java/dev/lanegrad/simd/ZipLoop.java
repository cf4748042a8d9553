package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Template: c[i] = f(a[i], b[i], parameter). {@link Specializer} defines it once per function. */
final class ZipLoop implements ZipKernel {
    private static final BinaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), BinaryFunction.class);

    @Override
    public void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float parameter) {
        int length = Lanes.LENGTH;
        int i = 0;
        for (int end = n - 2 * length; i <= end; i += 2 * length) {
            FloatVector a0 = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + (i + length) * 4L, Lanes.ORDER);
            FloatVector b0 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + (i + length) * 4L, Lanes.ORDER);
            FUNCTION.apply(a0, b0, parameter).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(a1, b1, parameter).intoMemorySegment(c, cOffset + (i + length) * 4L, Lanes.ORDER);
        }
        for (; i < n; i += length) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER, mask);
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER, mask);
            FUNCTION.apply(av, bv, parameter).intoMemorySegment(c, cOffset + i * 4L, Lanes.ORDER, mask);
        }
    }
}
