package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** y[i] = f(x[i], parameter): a {@link MapLoop} specialised for one function. Thread-safe, allocates nothing. */
final class MapKernel {
    static final Specializer.Cache<UnaryFunction, MapKernel> CACHE = new Specializer.Cache<>(UnaryFunction.class,
            MapKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class);

    private final MethodHandle pairs;
    private final MethodHandle tail;

    private MapKernel(UnaryFunction function) {
        MethodHandles.Lookup loop = Specializer.define(MapLoop.class, function);
        pairs = Specializer.handle(loop, "pairs", TYPE);
        tail = Specializer.handle(loop, "tail", TYPE);
    }

    /** The kernel of a function. */
    static MapKernel of(UnaryFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats; offsets in bytes; x and y the same floats or disjoint. */
    void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float parameter) {
        int rest = n % (2 * Lanes.LENGTH);
        int even = n - rest;
        try {
            if (even > 0) {
                pairs.invokeExact(x, xOffset, y, yOffset, even, parameter);
            }
            if (rest > 0) {
                tail.invokeExact(x, xOffset + even * 4L, y, yOffset + even * 4L, rest, parameter);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
