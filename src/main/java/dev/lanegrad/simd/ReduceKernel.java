package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A sum along a row: a {@link ReduceLoop} specialised for one function. Thread-safe, allocates nothing. */
final class ReduceKernel {
    static final Specializer.Cache<ReduceFunction, ReduceKernel> CACHE = new Specializer.Cache<>(ReduceFunction.class,
            ReduceKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class, float.class, float[].class);

    private final MethodHandle groups;
    private final MethodHandle tail;

    private ReduceKernel(ReduceFunction function) {
        MethodHandles.Lookup loop = Specializer.define(ReduceLoop.class, function);
        groups = Specializer.handle(loop, "groups", TYPE);
        tail = Specializer.handle(loop, "tail", TYPE);
    }

    /** The kernel of a function. */
    static ReduceKernel of(ReduceFunction function) {
        return CACHE.get(function);
    }

    /** The sum over n floats of each row, offsets in bytes; lanes is scratch ({@link Blocks#newLanes}). */
    float sum(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q, float[] lanes) {
        block(a, aOffset, b, bOffset, Math.min(n, SummationOrder.BLOCK), p, q, lanes);
        for (int i = SummationOrder.BLOCK; i < n && i > 0; i += SummationOrder.BLOCK) {
            Blocks.keepLanes(lanes, i == SummationOrder.BLOCK);
            block(a, aOffset + i * 4L, b, bOffset + i * 4L, Math.min(n - i, SummationOrder.BLOCK), p, q, lanes);
        }
        if (n > SummationOrder.BLOCK) {
            Blocks.keepLanes(lanes, false);
        }
        return total(n, lanes);
    }

    /** The sum of a row of n, whose blocks' lanes were kept where there are several. */
    static float total(int n, float[] lanes) {
        if (n > SummationOrder.BLOCK) {
            System.arraycopy(lanes, SummationOrder.LANES, lanes, 0, SummationOrder.LANES);
        }
        return Blocks.addLanes(lanes);
    }

    /** Goes on with the lanes' sums over the end of a block, less than there are lanes. */
    void rest(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q, float[] lanes) {
        try {
            tail.invokeExact(a, aOffset, b, bOffset, n, p, q, lanes);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Writes the lanes' sums over one block. */
    private void block(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q,
            float[] lanes) {
        int rest = n % SummationOrder.LANES;
        int full = n - rest;
        try {
            groups.invokeExact(a, aOffset, b, bOffset, full, p, q, lanes);
            if (rest > 0) {
                tail.invokeExact(a, aOffset + full * 4L, b, bOffset + full * 4L, rest, p, q, lanes);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
