package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Template of {@link MapKernel}: y[i] = f(x[i], p, q). {@link Specializer} defines it once per function. */
final class MapLoop {
    private static final UnaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UnaryFunction.class);

    private MapLoop() {
    }

    /** Over pairs of vectors: two an iteration hide half of the loop's own cost, four would exceed the node budget. */
    static void pairs(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q) {
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        int length = Lanes.LENGTH;
        for (int i = 0; i < n; i += 2 * length) {
            FloatVector first = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
            FloatVector second = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + (i + length) * 4L, Lanes.ORDER);
            FUNCTION.apply(first, p, q).intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(second, p, q).intoMemorySegment(y, yOffset + (i + length) * 4L, Lanes.ORDER);
        }
    }

    /** Over single vectors, for functions of which two exceed the node budget. */
    static void singles(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q) {
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
            FUNCTION.apply(v, p, q).intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
        }
    }

    /** Over what is left. */
    static void tail(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q) {
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            VectorMask<Float> mask = Constants.firstLanes(n - i);
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER, mask);
            FUNCTION.apply(v, p, q).intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER, mask);
        }
    }
}
