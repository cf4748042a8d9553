package dev.lanegrad.simd;

/**
 * Scratch arrays of one thread. The garbage collector may put two threads' arrays next to each other; so that they share no cache
 * line, and no pair of lines that is fetched together, each ends with a guard that nobody writes. Two threads on one predictor
 * of small layers otherwise gain little over one.
 */
final class Scratch {
    /** 128 bytes. */
    private static final int GUARD = 32;

    private Scratch() {
    }

    /** At least so many floats, all 0. */
    static float[] floats(int count) {
        return new float[count + GUARD];
    }
}
