package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Template: y[i] = f(x[i], parameter). {@link Specializer} defines it once per function. */
final class MapLoop implements MapKernel {
    private static final UnaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UnaryFunction.class);

    @Override
    public void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float parameter) {
        int length = Lanes.LENGTH;
        int i = 0;
        // Two vectors an iteration hide half of the loop's own cost; four would exceed C2's node budget for exp.
        for (int end = n - 2 * length; i <= end; i += 2 * length) {
            FloatVector first = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
            FloatVector second = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + (i + length) * 4L, Lanes.ORDER);
            FUNCTION.apply(first, parameter).intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(second, parameter).intoMemorySegment(y, yOffset + (i + length) * 4L, Lanes.ORDER);
        }
        for (; i < n; i += length) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER, mask);
            FUNCTION.apply(v, parameter).intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER, mask);
        }
    }
}
