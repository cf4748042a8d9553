package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Template of {@link ReduceKernel}: a sum along a row in virtual lanes. One vector holds as many of the lanes as it is
 * wide; narrower vectors go over the row once for each part of the lanes. {@link Specializer} defines it once per
 * function.
 */
final class ReduceLoop {
    private static final ReduceFunction FUNCTION = Specializer.function(MethodHandles.lookup(), ReduceFunction.class);

    private ReduceLoop() {
    }

    /** Writes the lanes' sums over n floats, a multiple of the number of virtual lanes; offsets in bytes. */
    static void groups(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q,
            float[] lanes) {
        for (int part = 0; part < SummationOrder.LANES; part += Lanes.LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = part; i < n; i += SummationOrder.LANES) {
                FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + i * 4L, Lanes.ORDER);
                FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + i * 4L, Lanes.ORDER);
                sum = FUNCTION.accumulate(sum, av, bv, p, q);
            }
            sum.intoArray(lanes, part);
        }
    }

    /** Goes on with the lanes' sums over n floats, fewer than there are virtual lanes. */
    static void tail(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q,
            float[] lanes) {
        for (int part = 0; part < n; part += Lanes.LENGTH) {
            VectorMask<Float> mask = Constants.firstLanes(n - part);
            FloatVector av = FloatVector.fromMemorySegment(Lanes.FLOAT, a, aOffset + part * 4L, Lanes.ORDER, mask);
            FloatVector bv = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bOffset + part * 4L, Lanes.ORDER, mask);
            FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, lanes, part);
            // Lanes past the row's end keep their sum: a product that underflowed may have left -0 there, and
            // even fma(0, 0, -0) would make it +0.
            sum.blend(FUNCTION.accumulate(sum, av, bv, p, q), mask).intoArray(lanes, part);
        }
    }
}
