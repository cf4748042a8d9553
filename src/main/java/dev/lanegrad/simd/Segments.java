package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/**
 * What C2 must know about a segment. The JDK has a class for native memory, one for mapped files and several for arrays, and
 * a profile of its own that all code shares: where more than one of them was ever seen, a store through a segment may, for
 * all that C2 knows, go to an array, so it must not keep anything it has read before, and repeats the checks of both segments
 * for each vector, forty instructions. So a loop that stores first compares the class of its segments with {@link #NATIVE}, in
 * its own method: the checks leave the loop (a copy of a vector costs half as much, a large function two thirds). The
 * kernels carry what stands elsewhere through a buffer.
 */
final class Segments {
    /** The class of segments of native memory. */
    static final Class<?> NATIVE = MemorySegment.NULL.getClass();

    private Segments() {
    }

    /** What a loop throws; its kernel prevents it. */
    static IllegalStateException notNative() {
        return new IllegalStateException("a loop was called with a segment that is no native memory");
    }
}
