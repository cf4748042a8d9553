package dev.lanegrad.bench;

import java.util.concurrent.locks.LockSupport;

/** A thread that allocates at a steady rate, as the rest of a service would, until it is closed. */
final class Allocator implements AutoCloseable {
    /** An array of so many bytes and its head are 1,024. */
    private static final int LENGTH = 1008;
    private static final int SIZE = 1024;
    /** So many arrays live at a time: collections find something to copy. */
    private static final int LIVE = 10_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Thread thread = new Thread(this::allocate, "allocator");
    private final double bytesPerNano;
    private volatile boolean stopped;
    private volatile long allocated;

    /** Starts it; one of 0 megabytes (of a million bytes) a second does nothing. */
    Allocator(double megabytesPerSecond) {
        this.bytesPerNano = megabytesPerSecond / 1000;
        thread.setDaemon(true);
        if (megabytesPerSecond > 0) {
            thread.start();
        }
    }

    /** Bytes so far. */
    long allocated() {
        return allocated;
    }

    private void allocate() {
        byte[][] living = new byte[LIVE][];
        long start = System.nanoTime();
        long count = 0;
        while (!stopped) {
            double due = (System.nanoTime() - start) * bytesPerNano / SIZE;
            for (; count < due; count++) {
                living[(int) (count % LIVE)] = new byte[LENGTH];
            }
            allocated = count * SIZE;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
