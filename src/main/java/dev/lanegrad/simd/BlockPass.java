package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Dense layers, one behind the other, over blocks of rows, transposed on the heap from the first layer to the last: see
 * {@link BlockLoops}. Not thread-safe: scratch memory of one thread.
 */
final class BlockPass {
    private static final int ROWS = BlockStage.ROWS;

    private static final MethodType GATHER = MethodType.methodType(void.class, MemorySegment.class, long.class, long.class,
            int.class, int.class, float[].class, int.class, int.class);
    private static final MethodType SCATTER = MethodType.methodType(void.class, float[].class, int.class, int.class,
            int.class, int.class, MemorySegment.class, long.class, long.class);

    private final Transposer transposer = new Transposer();
    private final MethodHandle gather = Specializer.bound(MethodHandles.lookup(), transposer, "toArray", GATHER);
    private final MethodHandle scatter = Specializer.bound(MethodHandles.lookup(), transposer, "toRows", SCATTER);
    private final NarrowRows narrow = new NarrowRows();
    private float[] first = {};
    private float[] second = {};
    private final Scratch memory;
    private MemorySegment scratch = MemorySegment.NULL;

    BlockPass(Scratch memory) {
        this.memory = memory;
    }

    /** Native scratch memory for stages of so many columns. */
    static long scratchBytes(int widest) {
        return (long) widest * ROWS * 4;
    }

    /**
     * All layers over some rows; offsets in bytes, strides in floats.
     *
     * @param widest the most columns that a stage reads or writes
     */
    void run(BlockStage[] stages, int widest, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
            int yStride, int rows) {
        if (scratch.byteSize() < scratchBytes(widest)) {
            first = Scratch.floats(widest * ROWS);
            second = Scratch.floats(widest * ROWS);
            scratch = memory.bytes(scratchBytes(widest));
        }
        int inputs = stages[0].inputs();
        int outputs = stages[stages.length - 1].outputs();
        try {
            for (int r = 0; r < rows; r += ROWS) {
                int m = Math.min(ROWS, rows - r);
                float[] from = first;
                float[] to = second;
                gather.invokeExact(x, xOffset + (long) r * xStride * 4, xStride * 4L, m, inputs, from, 0, ROWS);
                for (BlockStage stage : stages) {
                    stage.run(from, to, scratch, narrow);
                    float[] done = to;
                    to = from;
                    from = done;
                }
                for (int v = 0; v < m; v += Lanes.LENGTH) {
                    scatter.invokeExact(from, v, ROWS, outputs, Math.min(Lanes.LENGTH, m - v), y,
                            yOffset + (long) (r + v) * yStride * 4, yStride * 4L);
                }
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
