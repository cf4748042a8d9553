package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work units for reuse, made when first needed, and the life of the memory of a frozen network: it is freed once the pool
 * is closed and the last unit is back, or when nobody refers to the pool.
 *
 * <p>Lock-free where a unit is there: a thread begins to look in a place of its own, so that threads do not share cache
 * lines. One that finds none makes a temporary one instead of waiting; it is kept if there is a free place when it comes
 * back.
 */
final class WorkUnitPool {
    /** Places a processor: more than threads that run at once, so that few of them begin at the same place. */
    private static final int PLACES = 4;

    /** Places in which a thread looks for the unit that it had last. */
    private static final int NEAR = 2;

    /** Elements from place to place: 128 bytes, two cache lines. */
    private static final int PITCH = 32;

    private static final Cleaner CLEANER = Cleaner.create();

    private final int count = Integer.highestOneBit(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 256) * 2 - 1)
            * PLACES;
    private final AtomicReferenceArray<@Nullable WorkUnit> units = new AtomicReferenceArray<>((count + 1) * PITCH);
    private final Supplier<Kernels> kernels;
    private final FrozenNetwork network;
    private final Arena arena;
    private final Cleaner.Cleanable memory;
    private volatile boolean closed;
    private volatile boolean freed;
    /** Units in this object's memory, ever; and units that there are. */
    private int made;
    private int alive;

    /** Takes over an arena and what is in it. */
    WorkUnitPool(Supplier<Kernels> kernels, FrozenNetwork network, Arena arena) {
        this.kernels = kernels;
        this.network = network;
        this.arena = arena;
        memory = CLEANER.register(this, arena::close);
    }

    /** A unit for one call at a time; null if the pool is closed. */
    @Nullable
    WorkUnit acquire() {
        long thread = Thread.currentThread().threadId();
        int home = home(thread);
        // Two threads may have one home: each then goes on with the unit whose memory is in its own cache.
        for (int i = 0; i < NEAR; i++) {
            WorkUnit unit = units.getPlain(index(home + i));
            if (unit != null && unit.thread() == thread && units.compareAndSet(index(home + i), unit, null)) {
                return unit;
            }
        }
        for (int i = 0; i < count; i++) {
            WorkUnit unit = units.getAndSet(index(home + i), null);
            if (unit != null) {
                unit.take(thread, home);
                return unit;
            }
        }
        return make(thread, home);
    }

    /** Where a place is: the array's length, which every access reads, shares no line with any. */
    private int index(int place) {
        return ((place & (count - 1)) + 1) * PITCH;
    }

    private int home(long thread) {
        // Numbers of threads that are made together follow each other.
        int high = (int) ((thread * 0x9E3779B97F4A7C15L) >>> 40);
        return high & (count - 1);
    }

    private @Nullable WorkUnit make(long thread, int home) {
        Arena from;
        synchronized (this) {
            if (closed) {
                return null;
            }
            alive++;
            // Temporary ones come and go: they must not fill memory that is freed at the end only.
            from = made < count ? arena : Arena.ofAuto();
            made = Math.min(made + 1, count);
        }
        try {
            WorkUnit unit = new WorkUnit(kernels.get(), network, from);
            unit.take(thread, home);
            return unit;
        } catch (RuntimeException | Error e) {
            discard();
            throw e;
        }
    }

    /** Takes a unit back. */
    void release(WorkUnit unit) {
        for (int i = 0; i < count && !closed; i++) {
            int index = index(unit.home() + i);
            if (units.compareAndSet(index, null, unit)) {
                // Closed meanwhile: whoever takes the unit out discards it.
                if (closed && units.getAndSet(index, null) != null) {
                    discard();
                }
                return;
            }
        }
        discard();
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
            if (units.getAndSet(index(i), null) != null) {
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

    synchronized String text() {
        return alive + " of at most " + count + " kept work units of up to " + WorkUnit.bytes(network) + " bytes";
    }
}
