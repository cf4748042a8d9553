package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y[i] = f(x[i], p, q): a {@link MapLoop} specialised for one function. Of a function given as pieces a {@link PieceLoop}
 * does what it can; blocks with elements beyond the pieces take both loops. Thread-safe, allocates nothing.
 */
final class MapKernel {
    static final Specializer.Cache<UnaryFunction, MapKernel> CACHE = new Specializer.Cache<>(UnaryFunction.class,
            MapKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class, float.class);

    private static final MethodType PIECES_TYPE = MethodType.methodType(int.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, int.class, float.class);

    /** Not where pieces serve all arguments. */
    private final @Nullable MethodHandle main;
    private final @Nullable MethodHandle pieces;
    private final float limit;
    private final int step;
    private final MethodHandle tail;

    private MapKernel(UnaryFunction function) {
        boolean pairs = function.vectors() == 2;
        Pieces given = function.pieces();
        pieces = given == null
                ? null
                : Specializer.handle(Specializer.define(PieceLoop.class, function), PieceTables.WIDE ? "wide" : "narrow",
                        PIECES_TYPE);
        limit = given == null ? 0 : given.limit();
        if (given != null && given.odd()) {
            main = null;
            tail = Specializer.bound(MethodHandles.lookup(), this, "buffered", TYPE);
        } else {
            MethodHandles.Lookup loop = Specializer.define(MapLoop.class, function);
            main = Specializer.handle(loop, pairs ? "pairs" : "singles", TYPE);
            tail = pairs
                    ? Specializer.handle(loop, "tail", TYPE)
                    : Specializer.bound(MethodHandles.lookup(), this, "buffered", TYPE);
        }
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
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            staged(x, xOffset, y, yOffset, n, p, q);
            return;
        }
        int rest = n % step;
        int full = n - rest;
        try {
            if (full > 0) {
                whole(x, xOffset, y, yOffset, full, p, q);
            }
            if (rest > 0) {
                tail.invokeExact(x, xOffset + full * 4L, y, yOffset + full * 4L, rest, p, q);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Over floats that do not stand in native memory, or whose results do not. */
    private void staged(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q) {
        MemorySegment buffer = Buffers.acquire();
        for (int i = 0; i < n; i += Buffers.BLOCK) {
            int count = Math.min(n - i, Buffers.BLOCK);
            MemorySegment.copy(x, xOffset + i * 4L, buffer, 0, count * 4L);
            run(buffer, 0, buffer, 0, count, p, q);
            MemorySegment.copy(buffer, 0, y, yOffset + i * 4L, count * 4L);
        }
        Buffers.release(buffer);
    }

    /** Over whole steps. */
    private void whole(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q)
            throws Throwable {
        if (pieces == null) {
            Objects.requireNonNull(main).invokeExact(x, xOffset, y, yOffset, n, p, q);
            return;
        }
        int i = 0;
        while (i < n) {
            i += (int) pieces.invokeExact(x, xOffset + i * 4L, y, yOffset + i * 4L, n - i, limit);
            int count = Math.min(n - i, Buffers.BLOCK);
            if (count > 0) {
                mixed(pieces, x, xOffset + i * 4L, y, yOffset + i * 4L, count, p, q);
                i += count;
            }
        }
    }

    /** Over a block, both ways, of which each element takes its own. */
    private void mixed(MethodHandle inside, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p,
            float q) throws Throwable {
        long second = Buffers.BLOCK * 4L;
        MemorySegment buffer = Buffers.acquire();
        Objects.requireNonNull(main).invokeExact(x, xOffset, buffer, 0L, n, p, q);
        int all = (int) inside.invokeExact(x, xOffset, buffer, second, n, Float.POSITIVE_INFINITY);
        for (int i = 0; i < all; i++) {
            boolean beyond = Math.abs(x.get(Lanes.SCALAR, xOffset + i * 4L)) > limit;
            y.set(Lanes.SCALAR, yOffset + i * 4L, buffer.get(Lanes.SCALAR, (beyond ? 0 : second) + i * 4L));
        }
        Buffers.release(buffer);
    }

    /** Over n floats, less than a vector, of a function that leaves no room for masked accesses. */
    void buffered(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float p, float q)
            throws Throwable {
        MemorySegment buffer = Buffers.acquire();
        MemorySegment.copy(x, xOffset, buffer, 0, n * 4L);
        whole(buffer, 0, buffer, 0, Lanes.LENGTH, p, q);
        MemorySegment.copy(buffer, 0, y, yOffset, n * 4L);
        Buffers.release(buffer);
    }
}
