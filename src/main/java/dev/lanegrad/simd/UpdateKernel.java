package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** One step of an optimizer: an {@link UpdateLoop} specialised for one rule. Thread-safe, allocates nothing. */
final class UpdateKernel {
    static final Specializer.Cache<UpdateFunction, UpdateKernel> CACHE = new Specializer.Cache<>(UpdateFunction.class,
            UpdateKernel::new);

    private static final MethodType VECTORS = MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class,
            MemorySegment.class, MemorySegment.class, long.class, long.class, long.class, long.class, int.class,
            float.class, float.class, float.class, float.class, float.class, float.class, float.class);
    private static final MethodType STATE_TAIL = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class, float.class);
    private static final MethodType MOVE_TAIL = MethodType.methodType(void.class, MemorySegment.class,
            MemorySegment.class, MemorySegment.class, MemorySegment.class, long.class, long.class, long.class, long.class,
            int.class, float.class, float.class, float.class);

    private final int states;
    private final MethodHandle vectors;
    private final MethodHandle firstTail;
    private final MethodHandle secondTail;
    private final MethodHandle moveTail;

    private UpdateKernel(UpdateFunction function) {
        MethodHandles.Lookup loop = Specializer.define(UpdateLoop.class, function);
        states = function.states();
        vectors = Specializer.handle(loop, "vectors", VECTORS);
        firstTail = Specializer.handle(loop, "firstTail", STATE_TAIL);
        secondTail = Specializer.handle(loop, "secondTail", STATE_TAIL);
        moveTail = Specializer.handle(loop, "moveTail", MOVE_TAIL);
    }

    /** The kernel of a rule. */
    static UpdateKernel of(UpdateFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats; offsets in bytes. A state that the rule does not keep is not touched: any segment may stand there. */
    void run(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset, long gOffset,
            long firstOffset, long secondOffset, int n, float firstDecay, float firstGain, float secondDecay,
            float secondGain, float step, float correction, float epsilon) {
        int rest = n % Lanes.LENGTH;
        int whole = n - rest;
        long done = whole * 4L;
        try {
            if (whole > 0) {
                vectors.invokeExact(p, g, first, second, pOffset, gOffset, firstOffset, secondOffset, whole, firstDecay,
                        firstGain, secondDecay, secondGain, step, correction, epsilon);
            }
            if (rest > 0) {
                if (states > 0) {
                    firstTail.invokeExact(g, gOffset + done, first, firstOffset + done, rest, firstDecay, firstGain);
                }
                if (states > 1) {
                    secondTail.invokeExact(g, gOffset + done, second, secondOffset + done, rest, secondDecay, secondGain);
                }
                moveTail.invokeExact(p, g, first, second, pOffset + done, gOffset + done, firstOffset + done,
                        secondOffset + done, rest, step, correction, epsilon);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
