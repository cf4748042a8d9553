package dev.lanegrad.bench.peers;

import java.util.List;
import java.util.Set;

/** The native peers read the number of threads from the environment, once and before any Java code could set it. */
final class Threads {
    /** Those that do not make OpenBLAS take the processor for another one. */
    private static final Set<String> HARMLESS = Set.of("OPENBLAS_NUM_THREADS", "OPENBLAS_THREAD_TIMEOUT");

    private Threads() {
    }

    static void requireOne() {
        require(1);
    }

    static void require(int threads) {
        String wanted = String.valueOf(threads);
        if (!wanted.equals(System.getenv("OMP_NUM_THREADS"))) {
            throw new IllegalStateException("set OMP_NUM_THREADS=" + threads + ": so many threads are timed");
        }
        List<String> harmful = System.getenv().keySet().stream()
                .filter(name -> name.startsWith("OPENBLAS_") && !HARMLESS.contains(name)).sorted().toList();
        if (!harmful.isEmpty()) {
            throw new IllegalStateException("unset " + harmful + ": OpenBLAS is not at its best with it");
        }
    }
}
