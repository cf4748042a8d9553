package dev.lanegrad.bench.peers;

/** The peers' OpenMP reads the number of threads from the environment, once and before any Java code could set it. */
final class Threads {
    private Threads() {
    }

    static void requireOne() {
        if (!"1".equals(System.getenv("OMP_NUM_THREADS"))) {
            throw new IllegalStateException("set OMP_NUM_THREADS=1: every implementation is timed with one thread");
        }
    }
}
