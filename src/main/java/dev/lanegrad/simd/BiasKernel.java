package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** c[i] = f(a[i], b[i], p, q): a {@link BiasLoop} specialised for one function. Thread-safe, allocates nothing. */
final class BiasKernel {
    static final Specializer.Cache<UnaryFunction, BiasKernel> CACHE = new Specializer.Cache<>(UnaryFunction.class,
            BiasKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class, int.class, float.class, float.class);

    private final MethodHandle singles;
    private final MethodHandle tail;

    private BiasKernel(UnaryFunction function) {
        singles = Specializer.handle(Specializer.define(BiasLoop.class, function), "singles", TYPE);
        tail = Specializer.bound(MethodHandles.lookup(), this, "buffered", TYPE);
    }

    /** The kernel of a function. */
    static BiasKernel of(UnaryFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats; offsets in bytes; c the same floats as a or b, or disjoint from them. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        if (a.getClass() != Segments.NATIVE || b.getClass() != Segments.NATIVE || c.getClass() != Segments.NATIVE) {
            staged(a, aOffset, b, bOffset, c, cOffset, n, p, q);
            return;
        }
        int rest = n % Lanes.LENGTH;
        int full = n - rest;
        long done = full * 4L;
        try {
            if (full > 0) {
                singles.invokeExact(a, aOffset, b, bOffset, c, cOffset, full, p, q);
            }
            if (rest > 0) {
                tail.invokeExact(a, aOffset + done, b, bOffset + done, c, cOffset + done, rest, p, q);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Over floats that do not stand in native memory, or whose results do not. */
    private void staged(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        long second = Buffers.BLOCK * 4L;
        MemorySegment buffer = Buffers.acquire();
        for (int i = 0; i < n; i += Buffers.BLOCK) {
            int count = Math.min(n - i, Buffers.BLOCK);
            MemorySegment.copy(a, aOffset + i * 4L, buffer, 0, count * 4L);
            MemorySegment.copy(b, bOffset + i * 4L, buffer, second, count * 4L);
            run(buffer, 0, buffer, second, buffer, 0, count, p, q);
            MemorySegment.copy(buffer, 0, c, cOffset + i * 4L, count * 4L);
        }
        Buffers.release(buffer);
    }

    /** Over n floats, less than a vector, of a function that leaves no room for masked accesses. */
    void buffered(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            int n, float p, float q) throws Throwable {
        long second = Buffers.second();
        MemorySegment buffer = Buffers.acquire();
        MemorySegment.copy(a, aOffset, buffer, 0, n * 4L);
        MemorySegment.copy(b, bOffset, buffer, second, n * 4L);
        singles.invokeExact(buffer, 0L, buffer, second, buffer, 0L, Lanes.LENGTH, p, q);
        MemorySegment.copy(buffer, 0, c, cOffset, n * 4L);
        Buffers.release(buffer);
    }
}
