package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * c[i] = f(a[i], b[i], p, q): a {@link ZipLoop} specialised for one function. Of a derivative given as pieces a {@link
 * PieceGradientLoop} does what it can, as in {@link MapKernel}. Thread-safe, allocates nothing.
 */
final class ZipKernel {
    static final Specializer.Cache<BinaryFunction, ZipKernel> CACHE = new Specializer.Cache<>(BinaryFunction.class,
            ZipKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class, int.class, float.class, float.class);

    private static final MethodType PIECES_TYPE = MethodType.methodType(int.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class, int.class, float.class);

    private final MethodHandle main;
    private final @Nullable MethodHandle pieces;
    private final float limit;
    private final int step;
    private final MethodHandle tail;

    private ZipKernel(BinaryFunction function) {
        MethodHandles.Lookup loop = Specializer.define(ZipLoop.class, function);
        boolean pairs = function.vectors() == 2;
        Pieces given = function.pieces();
        pieces = given == null
                ? null
                : Specializer.handle(Specializer.define(PieceGradientLoop.class, function),
                        PieceTables.WIDE ? "wide" : "narrow", PIECES_TYPE);
        limit = given == null ? 0 : given.limit();
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
        if (a.getClass() != Segments.NATIVE || b.getClass() != Segments.NATIVE || c.getClass() != Segments.NATIVE) {
            staged(a, aOffset, b, bOffset, c, cOffset, n, p, q);
            return;
        }
        int rest = n % step;
        int full = n - rest;
        long done = full * 4L;
        try {
            if (full > 0) {
                whole(a, aOffset, b, bOffset, c, cOffset, full, p, q);
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

    /** Over whole steps. */
    private void whole(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float p, float q) throws Throwable {
        if (pieces == null) {
            main.invokeExact(a, aOffset, b, bOffset, c, cOffset, n, p, q);
            return;
        }
        int i = 0;
        while (i < n) {
            i += (int) pieces.invokeExact(a, aOffset + i * 4L, b, bOffset + i * 4L, c, cOffset + i * 4L, n - i, limit);
            int count = Math.min(n - i, Buffers.BLOCK);
            if (count > 0) {
                mixed(pieces, a, aOffset + i * 4L, b, bOffset + i * 4L, c, cOffset + i * 4L, count, p, q);
                i += count;
            }
        }
    }

    /** Over a block, both ways, of which each element takes its own. */
    private void mixed(MethodHandle inside, MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c,
            long cOffset, int n, float p, float q) throws Throwable {
        long second = Buffers.BLOCK * 4L;
        MemorySegment buffer = Buffers.acquire();
        main.invokeExact(a, aOffset, b, bOffset, buffer, 0L, n, p, q);
        int all = (int) inside.invokeExact(a, aOffset, b, bOffset, buffer, second, n, Float.POSITIVE_INFINITY);
        for (int i = 0; i < all; i++) {
            boolean beyond = Math.abs(a.get(Lanes.SCALAR, aOffset + i * 4L)) > limit;
            c.set(Lanes.SCALAR, cOffset + i * 4L, buffer.get(Lanes.SCALAR, (beyond ? 0 : second) + i * 4L));
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
        whole(buffer, 0, buffer, second, buffer, 0, Lanes.LENGTH, p, q);
        MemorySegment.copy(buffer, 0, c, cOffset, n * 4L);
        Buffers.release(buffer);
    }
}
