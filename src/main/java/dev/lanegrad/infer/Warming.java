package dev.lanegrad.infer;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Predicts until the compiler has nothing left to improve: rounds of calls with each number of rows. Of one thread. */
final class Warming {
    /** One, two and three rows, each height of a tile (4, 8 and 12), and blocks of rows have innermost loops of their own. */
    static final int[] BATCHES = {1, 2, 3, 4, 8, 12, WorkUnit.FEW_ROWS};

    /** Calls are timed in bunches at least this long, so that the clock does not count. */
    private static final long BUNCH_NANOS = 4_000_000;

    /** Bunches in a row that are no faster than the best before, and allocate nothing. */
    private static final int STEADY = 6;

    /** A bunch this much slower than the best still counts as no worse: others use the machine, too. */
    private static final double NOISE = 1.1;

    /** The last tier compiles after so many calls of a method; loops take fewer. */
    private static final int MIN_CALLS = 12_000;

    /** Enough where a call takes long: its loops are compiled on the way. */
    private static final long MIN_NANOS = 200_000_000;

    private final Predictor predictor;
    private final long start = System.nanoTime();
    private final long limit;
    private final boolean tells = ModuleLayer.boot().findModule("jdk.management").isPresent();
    private long calls;
    private boolean steady = true;
    private double nanos;
    private double bytes;

    Warming(Predictor predictor, Duration limit) {
        this.predictor = predictor;
        this.limit = limit.toNanos();
    }

    WarmUp run(int... batches) {
        if (batches.length == 0) {
            throw new IllegalArgumentException("expected at least one number of rows");
        }
        for (int batch : batches) {
            if (batch < 1) {
                throw new IllegalArgumentException("expected at least 1 row a call, given " + batch);
            }
        }
        double nanosOfFirst = 0;
        double mostBytes = 0;
        for (int batch : batches) {
            run(batch);
            nanosOfFirst = batch == batches[0] ? nanos : nanosOfFirst;
            mostBytes = Math.max(mostBytes, bytes);
        }
        return new WarmUp(Duration.ofNanos(System.nanoTime() - start), calls, steady, nanosOfFirst / batches[0],
                tells ? mostBytes : -1);
    }

    private void run(int rows) {
        // Shared, so that other threads may take part as they do later.
        try (Arena arena = Arena.ofShared()) {
            run(Matrix.create(rows, predictor.inputs(), arena), Matrix.create(rows, predictor.outputs(), arena));
        }
    }

    private void run(Matrix input, Matrix output) {
        int rows = input.rows();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < predictor.inputs(); c++) {
                // Both signs, all finite.
                input.set(r, c, ((r * 31 + c * 17) % 41 - 20) / 16f);
            }
        }
        long begin = System.nanoTime();
        long done = 0;
        long bunch = 1;
        int good = 0;
        double best = Double.MAX_VALUE;
        while (good < STEADY) {
            long bytesBefore = allocated();
            long before = System.nanoTime();
            for (long i = 0; i < bunch; i++) {
                predictor.predict(input, output);
            }
            long took = System.nanoTime() - before;
            bytes = (allocated() - bytesBefore) / (double) bunch;
            nanos = took / (double) bunch;
            done += bunch;
            boolean compiled = bytes < 1 && (done >= MIN_CALLS || before - begin >= MIN_NANOS);
            good = compiled && nanos < best * NOISE && nanos > best / NOISE ? good + 1 : 0;
            best = Math.min(best, nanos);
            if (took < BUNCH_NANOS) {
                bunch *= 2;
            }
            if (System.nanoTime() - start > limit) {
                steady &= good > 0;
                break;
            }
        }
        calls += done;
    }

    private long allocated() {
        return tells ? Allocated.bytes() : 0;
    }

    /** Linked only where its module is there. */
    private static final class Allocated {
        private static final java.lang.management.ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        static long bytes() {
            return THREADS instanceof ThreadMXBean threads ? threads.getCurrentThreadAllocatedBytes() : 0;
        }
    }
}
