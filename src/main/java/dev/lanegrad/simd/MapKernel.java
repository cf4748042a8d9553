package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/** A specialised {@link MapLoop}. */
interface MapKernel {
    /** Over n floats; offsets in bytes; x and y the same floats or disjoint. */
    void run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float parameter);
}
