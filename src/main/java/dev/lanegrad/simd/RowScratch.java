package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** What the reduction of one row to a number needs besides the row. Not thread-safe. */
final class RowScratch {
    private final float[] lanes = Blocks.newLanes();
    private final MemorySegment cell = Arena.ofAuto().allocate(Float.BYTES, Matrix.ALIGNMENT);

    private MemorySegment block = MemorySegment.NULL;

    private final MethodHandle expSums = Specializer.handle(RowLoops.lookup(), "expSums",
            MethodType.methodType(void.class, MemorySegment.class, long.class, MemorySegment.class, long.class, int.class,
                    float.class, float[].class));

    private final MethodHandle max = Specializer.handle(RowLoops.lookup(), "max",
            MethodType.methodType(float.class, MemorySegment.class, long.class, int.class));

    /** The largest of n floats, as {@link RowLoops#max}. */
    float max(MemorySegment x, long offset, int n) {
        try {
            return (float) max.invokeExact(x, offset, n);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** The sum of a function over n floats of each of two rows; offsets in bytes. */
    float sum(ReduceFunction function, MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n, float p,
            float q) {
        return ReduceKernel.of(function).sum(a, aOffset, b, bOffset, n, p, q, lanes);
    }

    /** y = e^(x - shift) for x up to the shift, over n floats of a row, and their sum; offsets in bytes. */
    float expSum(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float shift) {
        boolean direct = x.getClass() == Segments.NATIVE && y.getClass() == Segments.NATIVE;
        for (int done = 0; done < n; done += SummationOrder.BLOCK) {
            int count = Math.min(n - done, SummationOrder.BLOCK);
            long xBlock = xOffset + done * 4L;
            long yBlock = yOffset + done * 4L;
            if (direct) {
                expSums(x, xBlock, y, yBlock, count, shift);
            } else {
                MemorySegment block = block();
                MemorySegment.copy(x, xBlock, block, 0, count * 4L);
                expSums(block, 0, block, 0, count, shift);
                MemorySegment.copy(block, 0, y, yBlock, count * 4L);
            }
            if (n > SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, done == 0);
            }
        }
        return ReduceKernel.total(n, lanes);
    }

    private void expSums(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float shift) {
        try {
            expSums.invokeExact(x, xOffset, y, yOffset, n, shift, lanes);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Room for a block of a row that does not stand in native memory. */
    private MemorySegment block() {
        if (block.byteSize() == 0) {
            block = Arena.ofAuto().allocate(SummationOrder.BLOCK * 4L, Matrix.ALIGNMENT);
        }
        return block;
    }

    /** The logarithm of one number, by the loop of logarithms: in the caller's unit it would exceed C2's budget of nodes. */
    float log(float x) {
        cell.set(Lanes.SCALAR, 0, x);
        MapKernel.of(UnaryFunction.LOG).run(cell, 0, cell, 0, 1, 0);
        return cell.get(Lanes.SCALAR, 0);
    }
}
