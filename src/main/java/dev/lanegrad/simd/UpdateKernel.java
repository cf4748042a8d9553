package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/** A specialised {@link UpdateLoop}. */
interface UpdateKernel {
    /**
     * Over n floats; offsets in bytes. A state that the rule does not keep is not touched: any segment may stand there.
     */
    void run(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, long pOffset, long gOffset,
            long firstOffset, long secondOffset, int n, float firstDecay, float firstGain, float secondDecay,
            float secondGain, float step, float correction, float epsilon);
}
