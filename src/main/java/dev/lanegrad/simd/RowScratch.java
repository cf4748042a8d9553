package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** What the reduction of one row to a number needs besides the row. Not thread-safe. */
final class RowScratch {
    final NarrowRows narrow = new NarrowRows();
    final SoftmaxRows softmax = new SoftmaxRows(this);
    private final float[] lanes = Blocks.newLanes();
    private final MemorySegment cell;

    private final MethodHandle max = Specializer.handle(RowLoops.lookup(), "max",
            MethodType.methodType(float.class, MemorySegment.class, long.class, int.class));

    RowScratch(Scratch memory) {
        cell = memory.bytes(Float.BYTES);
    }

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

    /** The logarithm of one number, by the loop of logarithms: in the caller's unit it would exceed C2's budget of nodes. */
    float log(float x) {
        cell.set(Lanes.SCALAR, 0, x);
        MapKernel.of(UnaryFunction.LOG).run(cell, 0, cell, 0, 1, 0);
        return cell.get(Lanes.SCALAR, 0);
    }
}
