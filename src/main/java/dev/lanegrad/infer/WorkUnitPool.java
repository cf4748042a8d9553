package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work units for reuse, made when first needed, and the life of the memory of a frozen network: it is freed once the pool
 * is closed and the last unit is back, or when nobody refers to the pool.
 *
 * <p>Lock-free where a unit is there: each has a slot, and who changes the slot's state from free to taken has the unit. A
 * thread begins to look at a slot of its own, so that threads do not share cache lines. One that finds no unit and no empty
 * slot makes a temporary one instead of waiting.
 */
final class WorkUnitPool {
    /** Slots a processor: more than threads that run at once, so that few of them begin at the same one. */
    private static final int SLOTS = 4;

    /** Slots in which a thread looks for the unit that it had last. */
    private static final int NEAR = 2;

    /** Elements from state to state: 128 bytes, two cache lines. */
    private static final int PITCH = 32;

    /** No unit was made yet, or it is gone. */
    private static final int EMPTY = 0;
    private static final int FREE = 1;
    private static final int TAKEN = 2;

    private static final Cleaner CLEANER = Cleaner.create();

    private final int count = Integer.highestOneBit(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 256) * 2 - 1)
            * SLOTS;
    /** Of each slot; the array's length, which every access reads, shares no line with any. */
    private final AtomicIntegerArray states = new AtomicIntegerArray((count + 1) * PITCH);
    /** Written by whoever took the empty slot, read by who takes the free one. */
    private final @Nullable WorkUnit[] units = new WorkUnit[count];
    private final Function<Arena, Kernels> kernels;
    private final FrozenNetwork network;
    private final CountedArena arena;
    private final long kernelBytes;
    /** Native memory of all units, temporary ones too. */
    private final AtomicLong bytes = new AtomicLong();
    private final Cleaner.Cleanable memory;
    private volatile boolean closed;
    private volatile boolean freed;
    /** Units that there are. */
    private int alive;

    /**
     * Takes over an arena and what is in it.
     *
     * @param kernelBytes native memory that kernels have when they are made
     */
    WorkUnitPool(Function<Arena, Kernels> kernels, FrozenNetwork network, Arena arena, long kernelBytes) {
        this.kernels = kernels;
        this.network = network;
        this.kernelBytes = kernelBytes;
        this.arena = new CountedArena(arena, bytes);
        memory = CLEANER.register(this, arena::close);
    }

    /** A unit for one call at a time; null if the pool is closed. */
    @Nullable
    WorkUnit acquire() {
        long thread = Thread.currentThread().threadId();
        int home = home(thread);
        // Two threads may have one home: each then goes on with the unit whose memory is in its own cache.
        for (int i = 0; i < NEAR; i++) {
            int slot = (home + i) & (count - 1);
            WorkUnit unit = units[slot];
            if (unit != null && unit.thread() == thread && change(slot, FREE, TAKEN)) {
                // Another one may have come into the slot meanwhile.
                return taken(slot, thread);
            }
        }
        for (int i = 0; i < count; i++) {
            int slot = (home + i) & (count - 1);
            if (change(slot, FREE, TAKEN)) {
                WorkUnit unit = taken(slot, thread);
                if (i >= NEAR) {
                    bring(unit, home);
                }
                return unit;
            }
        }
        return make(thread, home);
    }

    private WorkUnit taken(int slot, long thread) {
        WorkUnit unit = units[slot];
        if (unit == null) {
            throw new IllegalStateException("a free slot has no unit");
        }
        if (unit.thread() != thread) {
            unit.take(thread);
        }
        return unit;
    }

    /** Moves a taken unit near to a home where there is none: else threads that look for units afar would exchange them. */
    private void bring(WorkUnit unit, int home) {
        for (int i = 0; i < NEAR; i++) {
            int near = (home + i) & (count - 1);
            if (change(near, EMPTY, TAKEN)) {
                int far = unit.slot();
                units[far] = null;
                units[near] = unit;
                unit.moveTo(near);
                states.set((far + 1) * PITCH, EMPTY);
                return;
            }
        }
    }

    private boolean change(int slot, int from, int to) {
        int index = (slot + 1) * PITCH;
        return states.get(index) == from && states.compareAndSet(index, from, to);
    }

    private int home(long thread) {
        // Numbers of threads that are made together follow each other.
        int high = (int) ((thread * 0x9E3779B97F4A7C15L) >>> 40);
        return high & (count - 1);
    }

    @SuppressWarnings("MustBeClosedChecker") // The unit closes it, when the call gives it back.
    private @Nullable WorkUnit make(long thread, int home) {
        synchronized (this) {
            if (closed) {
                return null;
            }
            alive++;
        }
        int slot = -1;
        for (int i = 0; i < count && slot < 0; i++) {
            int next = (home + i) & (count - 1);
            slot = change(next, EMPTY, TAKEN) ? next : -1;
        }
        // Temporary ones come and go: they must not fill memory that is freed at the end only.
        CountedArena own = slot < 0 ? new CountedArena(Arena.ofShared(), bytes) : arena;
        try {
            WorkUnit unit = new WorkUnit(kernels.apply(own), network, own, slot);
            unit.take(thread);
            if (slot >= 0) {
                units[slot] = unit;
            }
            return unit;
        } catch (RuntimeException | Error e) {
            if (slot >= 0) {
                change(slot, TAKEN, EMPTY);
            } else {
                own.close();
            }
            discard();
            throw e;
        }
    }

    /** Takes a unit back. */
    void release(WorkUnit unit) {
        int slot = unit.slot();
        if (slot < 0) {
            unit.close();
            discard();
            return;
        }
        states.set((slot + 1) * PITCH, FREE);
        // Closed meanwhile: whoever takes the unit out discards it.
        if (closed && change(slot, FREE, EMPTY)) {
            discard();
        }
    }

    /** Ends the pool: units in flight come back yet, and the last one frees the memory. Closing twice does nothing. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            // Holds off the end until all units are counted.
            alive++;
        }
        for (int i = 0; i < count; i++) {
            if (change(i, FREE, EMPTY)) {
                discard();
            }
        }
        discard();
    }

    private void discard() {
        boolean last;
        synchronized (this) {
            alive--;
            last = closed && alive == 0;
        }
        if (last) {
            memory.clean();
            freed = true;
        }
    }

    /** Whether the memory is freed because the pool was closed. */
    boolean isFreed() {
        return freed;
    }

    /** Native memory of all units. */
    long bytes() {
        return bytes.get();
    }

    /** The most native memory of all units that are kept. */
    long mostBytes() {
        return count * unitBytes();
    }

    private long unitBytes() {
        return WorkUnit.bytes(network) + kernelBytes + network.scratchBytes();
    }

    synchronized String text() {
        return alive + " of at most " + count + " kept work units of up to " + unitBytes() + " bytes";
    }
}
