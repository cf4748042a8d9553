package dev.lanegrad.parallel;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many threads may compute one thing together: the calling one and, where there are to be more, workers of this
 * object. Who computes what never changes a result.
 *
 * <p>Waking a thread that sleeps costs tens of microseconds, as long as a small layer takes. So a worker that has just
 * worked looks for more, busily, for up to {@link #spinNanos} nanoseconds, and sleeps then; a caller waits for the last
 * worker in the same way. In an idle process nobody spins.
 *
 * <p>Thread-safe: any number of callers may share one object. One of them at a time has the workers; a caller that finds
 * them busy, a call from inside a call among them, does all its parts itself instead of waiting. {@link #run} allocates
 * nothing. The workers are daemon threads, started when first needed; {@link #close} ends them.
 */
public final class Parallelism implements AutoCloseable {
    /** The longest time that a thread may spin, in nanoseconds. */
    public static final int MAX_SPIN_NANOS = 50_000;

    /** The most threads. */
    public static final int MAX_THREADS = 1024;

    /** The most parts of one call. */
    public static final int MAX_PARTS = 0xFFFF;

    private static final Parallelism SINGLE = new Parallelism(1, 0);

    /** Never started: stands for any thread but the caller's. */
    private static final Thread STRANGER = Thread.ofPlatform().unstarted(() -> {
    });

    /** Bits of the next part and of the number of parts in {@link #state}; the rest counts calls. */
    private static final int PART_BITS = 16;

    private final int threads;
    private final int spinNanos;
    private final ReentrantLock owner = new ReentrantLock();
    /** Call, number of parts, next part to take: one word, so that nobody takes a part of a call that is over. */
    private final AtomicLong state = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Thread caller;
    private volatile boolean closed;
    private @Nullable Task task;
    private Worker[] workers = {};

    /** A piece of work in parts that do not depend on each other. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one part.
         *
         * @param part from 0 on
         */
        void run(int part);
    }

    private Parallelism(int threads, int spinNanos) {
        this.threads = threads;
        this.spinNanos = spinNanos;
    }

    /**
     * The calling thread alone.
     *
     * @return always the same object, which {@link #close} does not close
     */
    public static Parallelism single() {
        return SINGLE;
    }

    /**
     * A number of threads, the calling one among them, that spin for at most {@link #MAX_SPIN_NANOS}; fewer where the JVM has
     * fewer processors, within what its container grants. A thread without a processor of its own only holds the others up.
     *
     * @param threads how many at most, 1 to {@link #MAX_THREADS}
     * @return a new object
     * @throws IllegalArgumentException if the number is out of range
     */
    public static Parallelism of(int threads) {
        return of(threads, MAX_SPIN_NANOS);
    }

    /**
     * A number of threads, the calling one among them; fewer where the JVM has fewer processors.
     *
     * @param threads how many at most, 1 to {@link #MAX_THREADS}
     * @param spinNanos how long a thread looks for work before it sleeps, 0 to {@link #MAX_SPIN_NANOS} nanoseconds
     * @return a new object
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Parallelism of(int threads, int spinNanos) {
        Parallelism asked = ofExactly(threads, spinNanos);
        int processors = Runtime.getRuntime().availableProcessors();
        return threads <= processors ? asked : new Parallelism(processors, spinNanos);
    }

    /**
     * A number of threads, the calling one among them, even if the JVM has fewer processors: to prove on a small machine what
     * happens on a large one.
     *
     * @param threads how many, 1 to {@link #MAX_THREADS}
     * @param spinNanos how long a thread looks for work before it sleeps, 0 to {@link #MAX_SPIN_NANOS} nanoseconds
     * @return a new object
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Parallelism ofExactly(int threads, int spinNanos) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("expected 1 to " + MAX_THREADS + " threads, given " + threads);
        }
        if (spinNanos < 0 || spinNanos > MAX_SPIN_NANOS) {
            throw new IllegalArgumentException("expected to spin for 0 to " + MAX_SPIN_NANOS + " ns, given " + spinNanos);
        }
        return new Parallelism(threads, spinNanos);
    }

    /**
     * As many threads as the JVM has processors, within what its container grants.
     *
     * @return a new object
     */
    public static Parallelism ofProcessors() {
        return of(MAX_THREADS);
    }

    /**
     * Number of threads.
     *
     * @return at least 1, the caller counted
     */
    public int threads() {
        return threads;
    }

    /**
     * How long a thread looks for work before it sleeps.
     *
     * @return nanoseconds
     */
    public int spinNanos() {
        return spinNanos;
    }

    /**
     * Does all parts of a task, each once, and returns when the last one is done.
     *
     * @param parts how many, 0 to {@link #MAX_PARTS}
     * @param work what to do; parts may run at once and on any of the threads
     * @throws IllegalArgumentException if the number of parts is out of range
     * @throws IllegalStateException if this object is closed
     */
    public void run(int parts, Task work) {
        if (parts < 0 || parts > MAX_PARTS) {
            throw new IllegalArgumentException("expected 0 to " + MAX_PARTS + " parts, given " + parts);
        }
        if (closed) {
            throw new IllegalStateException("the threads are closed");
        }
        if (threads == 1 || parts <= 1 || owner.isHeldByCurrentThread() || !owner.tryLock()) {
            for (int part = 0; part < parts; part++) {
                work.run(part);
            }
            return;
        }
        try {
            share(parts, work);
        } finally {
            owner.unlock();
        }
    }

    private void share(int parts, Task work) {
        startWorkers();
        task = work;
        failure.set(null);
        caller = Thread.currentThread();
        pending.set(parts);
        long call = (state.get() >>> (2 * PART_BITS)) + 1;
        state.set((call << (2 * PART_BITS)) | ((long) parts << PART_BITS));
        for (int i = 0; i < Math.min(workers.length, parts - 1); i++) {
            workers[i].wake();
        }
        help();
        long end = System.nanoTime() + spinNanos;
        while (pending.get() > 0) {
            if (System.nanoTime() < end) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        caller = null;
        task = null;
        Throwable thrown = failure.getAndSet(null);
        switch (thrown) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a part threw a checked exception", thrown);
        }
    }

    /** Takes parts until none is left. */
    private void help() {
        for (int part = take(); part >= 0; part = take()) {
            try {
                Task work = task;
                if (work != null && failure.get() == null) {
                    work.run(part);
                }
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
            } finally {
                Thread waiting = caller;
                if (pending.decrementAndGet() == 0 && waiting != Thread.currentThread()) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private int take() {
        while (true) {
            long seen = state.get();
            int next = (int) (seen & MAX_PARTS);
            if (next >= (int) ((seen >>> PART_BITS) & MAX_PARTS)) {
                return -1;
            }
            if (state.compareAndSet(seen, seen + 1)) {
                return next;
            }
        }
    }

    private boolean hasWork() {
        long seen = state.get();
        return (seen & MAX_PARTS) < ((seen >>> PART_BITS) & MAX_PARTS);
    }

    /**
     * Whether the workers may read and write some memory; that of a confined arena they may not.
     *
     * @param segment the memory
     * @return whether it can be shared; always, where there are no workers
     */
    public boolean mayShare(MemorySegment segment) {
        if (threads == 1) {
            return true;
        }
        return segment.isAccessibleBy(STRANGER);
    }

    private void startWorkers() {
        if (workers.length == 0) {
            Worker[] all = new Worker[threads - 1];
            for (int i = 0; i < all.length; i++) {
                all[i] = new Worker(i + 1);
                all[i].start();
            }
            workers = all;
        }
    }

    /** Ends the workers once they have done what they are doing; {@link #run} is refused from now on. */
    @Override
    public void close() {
        if (threads == 1) {
            return;
        }
        closed = true;
        owner.lock();
        try {
            for (Worker worker : workers) {
                LockSupport.unpark(worker);
            }
        } finally {
            owner.unlock();
        }
    }

    private final class Worker extends Thread {
        private volatile boolean sleeping;

        Worker(int number) {
            super("lanegrad-" + number);
            setDaemon(true);
        }

        void wake() {
            if (sleeping) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (!closed) {
                help();
                long end = System.nanoTime() + spinNanos;
                while (!hasWork() && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                if (!hasWork()) {
                    sleeping = true;
                    // Looks once more: who brings work before it sees this flag does not wake anybody.
                    if (!hasWork() && !closed) {
                        LockSupport.park(Parallelism.this);
                    }
                    sleeping = false;
                }
            }
        }
    }
}
