package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/** A specialised {@link ReduceLoop}. */
interface ReduceKernel {
    /** Writes the {@link dev.lanegrad.spec.SummationOrder#LANES} lane sums over n floats; offsets in bytes. */
    void run(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p, float q, float[] lanes);
}
