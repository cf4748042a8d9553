package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
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

    /** The sum over n floats of each row, offsets in bytes; lanes is scratch ({@link Blocks#newLanes}). */
    float sum(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q, float[] lanes) {
        try {
            loop.invokeExact(a, aOffset, b, bOffset, Math.min(n, SummationOrder.BLOCK), p, q, lanes);
            for (int i = SummationOrder.BLOCK; i < n && i > 0; i += SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, i == SummationOrder.BLOCK);
                loop.invokeExact(a, aOffset + i * 4L, b, bOffset + i * 4L, Math.min(n - i, SummationOrder.BLOCK), p, q,
                        lanes);
            }
            if (n > SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, false);
                System.arraycopy(lanes, SummationOrder.LANES, lanes, 0, SummationOrder.LANES);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
        return Blocks.addLanes(lanes);
    }
}
