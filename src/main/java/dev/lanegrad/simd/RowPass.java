package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/**
 * Dense layers, one behind the other, over a single row, without what a product of any shape prepares: between the layers the
 * row stays on the heap. Not thread-safe: scratch memory.
 */
final class RowPass {
    private final NarrowRows narrow = new NarrowRows();
    private float[] first = {};
    private float[] second = {};
    private final Scratch memory;
    private MemorySegment scratch = MemorySegment.NULL;

    RowPass(Scratch memory) {
        this.memory = memory;
    }

    /** Native scratch memory for stages of so many columns. */
    static long scratchBytes(int widest) {
        return widest * 4L;
    }

    /**
     * All layers over a row; offsets in bytes.
     *
     * @param widest the most floats that a stage reads or writes
     */
    void run(RowStage[] stages, int widest, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        if (scratch.byteSize() < scratchBytes(widest)) {
            first = Scratch.floats(widest);
            second = Scratch.floats(widest);
            scratch = memory.bytes(scratchBytes(widest));
        }
        float[] from = first;
        float[] to = second;
        MemorySegment.copy(x, Lanes.SCALAR, xOffset, from, 0, stages[0].inputs());
        for (RowStage stage : stages) {
            stage.run(from, to, scratch, narrow);
            float[] done = to;
            to = from;
            from = done;
        }
        MemorySegment.copy(from, 0, y, Lanes.SCALAR, yOffset, stages[stages.length - 1].outputs());
    }
}
