package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * Where scratch memory of kernels comes from: native memory, and arrays of one thread. The garbage collector may put two threads'
 * arrays next to each other; so that they share no cache line, and no pair of lines that is fetched together, each ends with a
 * guard that nobody writes. Two threads on one predictor of small layers otherwise gain little over one.
 */
final class Scratch {
    /** Native memory that the garbage collector frees, each piece by itself: what was outgrown goes at once. */
    static final Scratch COLLECTED = new Scratch(Arena::ofAuto);

    /** 128 bytes. */
    private static final int GUARD = 32;

    private final Supplier<Arena> arenas;

    private Scratch(Supplier<Arena> arenas) {
        this.arenas = arenas;
    }

    /**
     * Native memory of an arena: all of it, what was outgrown too, goes when the arena is closed. It should be a shared one: once a
     * program has read or written memory of a confined arena, C2 compiles the comparison of threads into each checked access, and
     * kernels at the edge of their budget box (AdaDelta's with 512 bits, the tails of batch normalisation).
     */
    static Scratch of(Arena arena) {
        return new Scratch(() -> arena);
    }

    /** Native memory, aligned, all 0. */
    MemorySegment bytes(long count) {
        return arenas.get().allocate(count, Matrix.ALIGNMENT);
    }

    /** Some memory if it has so many floats, or new memory. */
    MemorySegment atLeast(int floats, MemorySegment memory) {
        return memory.byteSize() < floats * 4L ? bytes(floats * 4L) : memory;
    }

    /** A matrix. */
    Matrix matrix(int rows, int columns) {
        return Matrix.create(rows, columns, arenas.get());
    }

    /** At least so many floats, all 0. */
    static float[] floats(int count) {
        return new float[count + GUARD];
    }
}
