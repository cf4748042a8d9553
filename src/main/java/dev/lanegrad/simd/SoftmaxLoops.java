package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The loops of {@link SoftmaxRows}: n is a multiple of the number of virtual lanes, offsets are in bytes. */
final class SoftmaxLoops {
    private SoftmaxLoops() {
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }

    /**
     * y[i] = e^(x[i] - shift) for x[i] up to the shift, and the sums of these in virtual lanes; y the same floats as x or
     * disjoint. Returns the largest of the n floats from {@code next} on, as {@link RowLoops#max}.
     */
    static float exponentials(MemorySegment x, long xOffset, long next, MemorySegment y, long yOffset, int n, float shift,
            float[] lanes) {
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        FloatVector max = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        for (int part = 0; part < SummationOrder.LANES; part += Lanes.LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = part; i < n; i += SummationOrder.LANES) {
                FloatVector ahead = FloatVector.fromMemorySegment(Lanes.FLOAT, x, next + i * 4L, Lanes.ORDER);
                FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
                FloatVector e = VectorMath.expOfNegative(v.sub(shift));
                e.intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
                sum = sum.add(e);
                max = max.blend(ahead, ahead.compare(VectorOperators.GT, max));
            }
            sum.intoArray(lanes, part);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /**
     * dz[i] = y[i] * (dy[i] - dot), and in virtual lanes fma(dy[i], y[i], ...) of the floats from {@code yNext} and {@code
     * dyNext} on; dz the same floats as y or dy, or disjoint.
     */
    static void gradient(MemorySegment y, long yOffset, long yNext, MemorySegment dy, long dyOffset, long dyNext,
            MemorySegment dz, long dzOffset, int n, float dot, float[] lanes) {
        if (y.getClass() != Segments.NATIVE || dy.getClass() != Segments.NATIVE || dz.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int part = 0; part < SummationOrder.LANES; part += Lanes.LENGTH) {
            FloatVector sum = FloatVector.zero(Lanes.FLOAT);
            for (int i = part; i < n; i += SummationOrder.LANES) {
                sum = FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyNext + i * 4L, Lanes.ORDER)
                        .fma(FloatVector.fromMemorySegment(Lanes.FLOAT, y, yNext + i * 4L, Lanes.ORDER), sum);
                FloatVector.fromMemorySegment(Lanes.FLOAT, y, yOffset + i * 4L, Lanes.ORDER)
                        .mul(FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyOffset + i * 4L, Lanes.ORDER).sub(dot))
                        .intoMemorySegment(dz, dzOffset + i * 4L, Lanes.ORDER);
            }
            sum.intoArray(lanes, part);
        }
    }
}
