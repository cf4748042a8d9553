package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** c[i] = f(a[i], b[i], parameter): a {@link ZipLoop} specialised for one function. Thread-safe, allocates nothing. */
final class ZipKernel {
    static final Specializer.Cache<BinaryFunction, ZipKernel> CACHE = new Specializer.Cache<>(BinaryFunction.class,
            ZipKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class, int.class, float.class);

    private final MethodHandle pairs;
    private final MethodHandle tail;

    private ZipKernel(BinaryFunction function) {
        MethodHandles.Lookup loop = Specializer.define(ZipLoop.class, function);
        pairs = Specializer.handle(loop, "pairs", TYPE);
        tail = Specializer.handle(loop, "tail", TYPE);
    }

    /** The kernel of a function. */
    static ZipKernel of(BinaryFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats; offsets in bytes; c the same floats as a or b, or disjoint from them. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float parameter) {
        int rest = n % (2 * Lanes.LENGTH);
        int even = n - rest;
        long done = even * 4L;
        try {
            if (even > 0) {
                pairs.invokeExact(a, aOffset, b, bOffset, c, cOffset, even, parameter);
            }
            if (rest > 0) {
                tail.invokeExact(a, aOffset + done, b, bOffset + done, c, cOffset + done, rest, parameter);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
