package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** A sum along a row: a {@link ReduceLoop} specialised for one function. Thread-safe, allocates nothing. */
final class ReduceKernel {
    static final Specializer.Cache<ReduceFunction, ReduceKernel> CACHE = new Specializer.Cache<>(ReduceFunction.class,
            ReduceKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class, float.class, float[].class);

    private final MethodHandle loop;

    private ReduceKernel(ReduceFunction function) {
        loop = Specializer.handle(Specializer.define(ReduceLoop.class, function), "run", TYPE);
    }

    /** The kernel of a function. */
    static ReduceKernel of(ReduceFunction function) {
        return CACHE.get(function);
    }

    /** The sum over n floats of each row, offsets in bytes; lanes is scratch for the virtual lanes. */
    float sum(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q, float[] lanes) {
        try {
            loop.invokeExact(a, aOffset, b, bOffset, n, p, q, lanes);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
        return Blocks.addLanes(lanes);
    }
}
