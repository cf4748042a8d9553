package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** y[i] = f(x[i], p, q): a {@link MapLoop} specialised for one function. Thread-safe, allocates nothing. */
final class MapKernel {
    static final Specializer.Cache<UnaryFunction, MapKernel> CACHE = new Specializer.Cache<>(UnaryFunction.class,
            MapKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class, float.class);

    private final MethodHandle main;
    private final int step;
    private final MethodHandle tail;

    private MapKernel(UnaryFunction function) {
        MethodHandles.Lookup loop = Specializer.define(MapLoop.class, function);
        boolean pairs = function.vectors() == 2;
        main = Specializer.handle(loop, pairs ? "pairs" : "singles", TYPE);
        tail = pairs
                ? Specializer.handle(loop, "tail", TYPE)
                : Specializer.bound(MethodHandles.lookup(), this, "buffered", TYPE);
        step = function.vectors() * Lanes.LENGTH;
    }

    /** The kernel of a function. */
    static MapKernel of(UnaryFunction function) {
        return CACHE.get(function);
    }

    /** {@link #run} for a function of one number. */
    void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p) {
        run(x, xOffset, y, yOffset, n, p, 0);
    }

    /** Over n floats; offsets in bytes; x and y the same floats or disjoint. */
    void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q) {
        int rest = n % step;
        int full = n - rest;
        try {
            if (full > 0) {
                main.invokeExact(x, xOffset, y, yOffset, full, p, q);
            }
            if (rest > 0) {
                tail.invokeExact(x, xOffset + full * 4L, y, yOffset + full * 4L, rest, p, q);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Over n floats, less than a vector, of a function that leaves no room for masked accesses. */
    void buffered(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q)
            throws Throwable {
        MemorySegment buffer = Buffers.acquire();
        MemorySegment.copy(x, xOffset, buffer, 0, n * 4L);
        main.invokeExact(buffer, 0L, buffer, 0L, Lanes.LENGTH, p, q);
        MemorySegment.copy(buffer, 0, y, yOffset, n * 4L);
        Buffers.release(buffer);
    }
}
