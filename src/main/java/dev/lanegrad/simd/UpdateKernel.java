package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** One step of an optimizer: an {@link UpdateLoop} specialised for one rule. Thread-safe, allocates nothing. */
final class UpdateKernel {
    static final Specializer.Cache<UpdateFunction, UpdateKernel> CACHE =
            new Specializer.Cache<>(UpdateFunction.class, UpdateKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class,
            MemorySegment.class, MemorySegment.class, long.class, long.class, long.class, long.class, int.class,
            float.class, float.class, float.class, float.class, float.class, float.class, float.class);

    private final MethodHandle loop;

    private UpdateKernel(UpdateFunction function) {
        loop = Specializer.handle(Specializer.define(UpdateLoop.class, function), "run", TYPE);
    }

    /** The kernel of a rule. */
    static UpdateKernel of(UpdateFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats; offsets in bytes. A state that the rule does not keep is not touched: any segment may stand there. */
    void run(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset, long gOffset,
            long firstOffset, long secondOffset, int n, float firstDecay, float firstGain, float secondDecay,
            float secondGain, float step, float correction, float epsilon) {
        try {
            loop.invokeExact(p, g, first, second, pOffset, gOffset, firstOffset, secondOffset, n, firstDecay, firstGain,
                    secondDecay, secondGain, step, correction, epsilon);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
