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

    /** Over whole vectors. */
    static void vectors(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset,
            long gOffset, long firstOffset, long secondOffset, int n, float firstDecay, float firstGain, float secondDecay,
            float secondGain, float step, float correction, float epsilon) {
        for (int i = 0; i < n; i += Lanes.LENGTH) {
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
    }

    /** The first state over less than a vector. The tail goes in parts: all masked accesses in one exceed the budget. */
    static void firstTail(MemorySegment g, long gOffset, MemorySegment state, long offset, int n, float decay,
            float gain) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gOffset, Lanes.ORDER, mask);
        FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, state, offset, Lanes.ORDER, mask);
        FUNCTION.first(old, gv, decay, gain).intoMemorySegment(state, offset, Lanes.ORDER, mask);
    }

    /** The second state over less than a vector. */
    static void secondTail(MemorySegment g, long gOffset, MemorySegment state, long offset, int n, float decay,
            float gain) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gOffset, Lanes.ORDER, mask);
        FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, state, offset, Lanes.ORDER, mask);
        FUNCTION.second(old, gv, decay, gain).intoMemorySegment(state, offset, Lanes.ORDER, mask);
    }

    /** The parameter over less than a vector, from states that have made their step. */
    static void moveTail(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset,
            long gOffset, long firstOffset, long secondOffset, int n, float step, float correction, float epsilon) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gOffset, Lanes.ORDER, mask);
        FloatVector pv = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pOffset, Lanes.ORDER, mask);
        FloatVector s1 = STATES > 0
                ? FloatVector.fromMemorySegment(Lanes.FLOAT, first, firstOffset, Lanes.ORDER, mask)
                : gv;
        FloatVector s2 = STATES > 1
                ? FloatVector.fromMemorySegment(Lanes.FLOAT, second, secondOffset, Lanes.ORDER, mask)
                : gv;
        FUNCTION.move(pv, gv, s1, s2, step, correction, epsilon).intoMemorySegment(p, pOffset, Lanes.ORDER, mask);
    }
}
