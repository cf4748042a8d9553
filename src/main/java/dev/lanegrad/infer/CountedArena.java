package dev.lanegrad.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An arena that counts the bytes of what it hands out, since the JVM tells nobody what its native memory is for. The count is
 * without what aligning takes, up to {@link dev.lanegrad.memory.Matrix#ALIGNMENT} an allocation. As thread-safe as the arena.
 */
final class CountedArena implements Arena {
    private final Arena arena;
    private final AtomicLong total;
    private final AtomicLong bytes = new AtomicLong();

    /** Takes over an arena. */
    CountedArena(Arena arena) {
        this(arena, new AtomicLong());
    }

    /** Takes over an arena; the total may be shared with others. */
    CountedArena(Arena arena, AtomicLong total) {
        this.arena = arena;
        this.total = total;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        MemorySegment segment = arena.allocate(byteSize, byteAlignment);
        bytes.addAndGet(byteSize);
        total.addAndGet(byteSize);
        return segment;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    /** What was handed out. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        arena.close();
        total.addAndGet(-bytes.getAndSet(0));
    }
}
