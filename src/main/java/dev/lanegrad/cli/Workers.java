package dev.lanegrad.cli;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the command line. */
final class Workers {
    private Workers() {
    }

    /** A pool of no more threads than there are processors, which do not keep the JVM from ending. */
    static ExecutorService pool(String name, int threads) {
        return Executors.newFixedThreadPool(Math.min(threads, Runtime.getRuntime().availableProcessors()), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
