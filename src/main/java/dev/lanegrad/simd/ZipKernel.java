package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** c[i] = f(a[i], b[i], p, q): a {@link ZipLoop} specialised for one function. Thread-safe, allocates nothing. */
final class ZipKernel {
    static final Specializer.Cache<BinaryFunction, ZipKernel> CACHE = new Specializer.Cache<>(BinaryFunction.class,
            ZipKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class, int.class, float.class, float.class);

    private final MethodHandle main;
    private final int step;
    private final MethodHandle tail;

    private ZipKernel(BinaryFunction function) {
        MethodHandles.Lookup loop = Specializer.define(ZipLoop.class, function);
        boolean pairs = function.vectors() == 2;
        main = Specializer.handle(loop, pairs ? "pairs" : "singles", TYPE);
        tail = pairs
                ? Specializer.handle(loop, "tail", TYPE)
                : Specializer.bound(MethodHandles.lookup(), this, "buffered", TYPE);
        step = function.vectors() * Lanes.LENGTH;
    }

    /** The kernel of a function. */
    static ZipKernel of(BinaryFunction function) {
        return CACHE.get(function);
    }

    /** {@link #run} for a function of one number. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p) {
        run(a, aOffset, b, bOffset, c, cOffset, n, p, 0);
    }

    /** Over n floats; offsets in bytes; c the same floats as a or b, or disjoint from them. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) {
        int rest = n % step;
        int full = n - rest;
        long done = full * 4L;
        try {
            if (full > 0) {
                main.invokeExact(a, aOffset, b, bOffset, c, cOffset, full, p, q);
            }
            if (rest > 0) {
                tail.invokeExact(a, aOffset + done, b, bOffset + done, c, cOffset + done, rest, p, q);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Over n floats, less than a vector, of a function that leaves no room for masked accesses. */
    void buffered(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset,
            int n, float p, float q) throws Throwable {
        long second = Buffers.second();
        MemorySegment buffer = Buffers.acquire();
        MemorySegment.copy(a, aOffset, buffer, 0, n * 4L);
        MemorySegment.copy(b, bOffset, buffer, second, n * 4L);
        main.invokeExact(buffer, 0L, buffer, second, buffer, 0L, Lanes.LENGTH, p, q);
        MemorySegment.copy(buffer, 0, c, cOffset, n * 4L);
        Buffers.release(buffer);
    }
}
