package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Room for a tail. A masked access costs C2 so many nodes that a large function has none left: its last floats are copied
 * to a buffer, computed there as a whole vector, and copied back. And room for a block that is computed in two ways.
 * Thread-safe: a buffer belongs to one call at a time. The
 * pool grows to the number of calls that ever met; after that nothing is allocated.
 */
final class Buffers {
    /** Floats of a block: what is computed twice where one element is beyond the pieces of a function. */
    static final int BLOCK = 256;

    /** Floats in a buffer: two blocks, or two vectors of any width. */
    static final int FLOATS = 2 * BLOCK;

    /** Calls that may meet without an allocation. */
    private static final int SLOTS = 64;

    private static final AtomicReferenceArray<@Nullable MemorySegment> FREE = new AtomicReferenceArray<>(SLOTS);

    private Buffers() {
    }

    /** A buffer of {@link #FLOATS}. */
    static MemorySegment acquire() {
        for (int i = 0; i < SLOTS; i++) {
            MemorySegment buffer = FREE.get(i) == null ? null : FREE.getAndSet(i, null);
            if (buffer != null) {
                return buffer;
            }
        }
        return Scratch.COLLECTED.bytes(FLOATS * 4L);
    }

    /** Where a second vector finds room, in bytes. */
    static long second() {
        return Lanes.LENGTH * 4L;
    }

    /** Gives a buffer back; one too many is left to the collector. */
    static void release(MemorySegment buffer) {
        for (int i = 0; i < SLOTS; i++) {
            if (FREE.get(i) == null && FREE.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }
}
