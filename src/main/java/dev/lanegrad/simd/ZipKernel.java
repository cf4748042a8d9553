package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/** A specialised {@link ZipLoop}. */
interface ZipKernel {
    /** Over n floats; offsets in bytes; c the same floats as a or b, or disjoint from them. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n,
            float parameter);
}
