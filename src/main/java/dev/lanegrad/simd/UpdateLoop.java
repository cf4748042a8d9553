package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Template of {@link UpdateKernel}: one step of an optimizer, each array read and written once. {@link Specializer}
 * defines it once per rule.
 */
final class UpdateLoop {
    private static final UpdateFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UpdateFunction.class);

    private static final int STATES = FUNCTION.states();

    private UpdateLoop() {
    }

    /** Over n floats; offsets in bytes. */
    static void run(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset,
            long gOffset, long firstOffset, long secondOffset, int n, float firstDecay, float firstGain, float secondDecay,
            float secondGain, float step, float correction, float epsilon) {
        int length = Lanes.LENGTH;
        int i = 0;
        for (int end = n - length; i <= end; i += length) {
            FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gOffset + i * 4L, Lanes.ORDER);
            FloatVector pv = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pOffset + i * 4L, Lanes.ORDER);
            FloatVector s1 = gv;
            FloatVector s2 = gv;
            if (STATES > 0) {
                FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, first, firstOffset + i * 4L, Lanes.ORDER);
                s1 = FUNCTION.first(old, gv, firstDecay, firstGain);
                s1.intoMemorySegment(first, firstOffset + i * 4L, Lanes.ORDER);
            }
            if (STATES > 1) {
                FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, second, secondOffset + i * 4L, Lanes.ORDER);
                s2 = FUNCTION.second(old, gv, secondDecay, secondGain);
                s2.intoMemorySegment(second, secondOffset + i * 4L, Lanes.ORDER);
            }
            FUNCTION.move(pv, gv, s1, s2, step, correction, epsilon)
                    .intoMemorySegment(p, pOffset + i * 4L, Lanes.ORDER);
        }
        if (i < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gOffset + i * 4L, Lanes.ORDER, mask);
            FloatVector pv = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pOffset + i * 4L, Lanes.ORDER, mask);
            FloatVector s1 = gv;
            FloatVector s2 = gv;
            if (STATES > 0) {
                FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, first, firstOffset + i * 4L, Lanes.ORDER,
                        mask);
                s1 = FUNCTION.first(old, gv, firstDecay, firstGain);
                s1.intoMemorySegment(first, firstOffset + i * 4L, Lanes.ORDER, mask);
            }
            if (STATES > 1) {
                FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, second, secondOffset + i * 4L, Lanes.ORDER,
                        mask);
                s2 = FUNCTION.second(old, gv, secondDecay, secondGain);
                s2.intoMemorySegment(second, secondOffset + i * 4L, Lanes.ORDER, mask);
            }
            FUNCTION.move(pv, gv, s1, s2, step, correction, epsilon)
                    .intoMemorySegment(p, pOffset + i * 4L, Lanes.ORDER, mask);
        }
    }
}
