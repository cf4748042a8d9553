package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** What the reduction of one row to a number needs besides the row. Not thread-safe. */
final class RowScratch {
    final NarrowRows narrow = new NarrowRows();
    private final float[] lanes = Blocks.newLanes();
    private final MemorySegment cell = Arena.ofAuto().allocate(Float.BYTES, Matrix.ALIGNMENT);

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
        MapKernel exp = MapKernel.of(UnaryFunction.SHIFTED_EXP);
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            exp.run(x, xOffset, y, yOffset, n, shift);
            return sum(ReduceFunction.SUM, y, yOffset, y, yOffset, n, 0, 0);
        }
        for (int done = 0; done < n; done += SummationOrder.BLOCK) {
            int count = Math.min(n - done, SummationOrder.BLOCK);
            int rest = count % SummationOrder.LANES;
            long xBlock = xOffset + done * 4L;
            long yBlock = yOffset + done * 4L;
            try {
                expSums.invokeExact(x, xBlock, y, yBlock, count - rest, shift, lanes);
            } catch (Throwable e) {
                throw Specializer.rethrow(e);
            }
            if (rest > 0) {
                long end = (count - rest) * 4L;
                exp.run(x, xBlock + end, y, yBlock + end, rest, shift);
                ReduceKernel.of(ReduceFunction.SUM).rest(y, yBlock + end, y, yBlock + end, rest, 0, 0, lanes);
            }
            if (n > SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, done == 0);
            }
        }
        return ReduceKernel.total(n, lanes);
    }

    /** The logarithm of one number, by the loop of logarithms: in the caller's unit it would exceed C2's budget of nodes. */
    float log(float x) {
        cell.set(Lanes.SCALAR, 0, x);
        MapKernel.of(UnaryFunction.LOG).run(cell, 0, cell, 0, 1, 0);
        return cell.get(Lanes.SCALAR, 0);
    }
}
