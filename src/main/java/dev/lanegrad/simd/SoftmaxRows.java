package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Softmax of long rows, and its gradient. Each takes two passes, of which the first only reads: the loop that computes one
 * row's results also reduces the next row, so that this one comes from memory meanwhile. Not thread-safe.
 */
final class SoftmaxRows {
    private static final MethodHandle EXPONENTIALS = Specializer.handle(SoftmaxLoops.lookup(), "exponentials",
            MethodType.methodType(float.class, MemorySegment.class, long.class, long.class, MemorySegment.class, long.class,
                    int.class, float.class, float[].class));

    private static final MethodHandle GRADIENT = Specializer.handle(SoftmaxLoops.lookup(), "gradient",
            MethodType.methodType(void.class, MemorySegment.class, long.class, long.class, MemorySegment.class, long.class,
                    long.class, MemorySegment.class, long.class, int.class, float.class, float[].class));

    private final RowScratch scratch;
    private final float[] lanes = Blocks.newLanes();

    SoftmaxRows(RowScratch scratch) {
        this.scratch = scratch;
    }

    /** y = softmax(z); offsets in bytes, strides in floats. */
    void forward(MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset, int yStride, int rows, int n) {
        boolean ahead = z.getClass() == Segments.NATIVE && y.getClass() == Segments.NATIVE;
        float max = scratch.max(z, zOffset, n);
        for (int r = 0; r < rows; r++) {
            long zRow = zOffset + (long) r * zStride * 4;
            long yRow = yOffset + (long) r * yStride * 4;
            long next = r + 1 < rows ? zRow + zStride * 4L : zRow;
            float nextMax;
            float sum;
            if (ahead) {
                nextMax = exponentials(z, zRow, next, y, yRow, n, max);
                sum = ReduceKernel.total(n, lanes);
            } else {
                MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z, zRow, y, yRow, n, max);
                sum = scratch.sum(ReduceFunction.SUM, y, yRow, y, yRow, n, 0, 0);
                nextMax = scratch.max(z, next, n);
            }
            MapKernel.of(UnaryFunction.SCALE).run(y, yRow, y, yRow, n, 1 / sum);
            max = nextMax;
        }
    }

    /** y = e^(z - shift) and the lanes' sums of these; gives the largest of the next row. */
    private float exponentials(MemorySegment z, long zRow, long next, MemorySegment y, long yRow, int n, float shift) {
        float max = Float.NEGATIVE_INFINITY;
        for (int done = 0; done < n; done += SummationOrder.BLOCK) {
            int count = Math.min(n - done, SummationOrder.BLOCK);
            int rest = count % SummationOrder.LANES;
            long start = done * 4L;
            try {
                max = Math.max(max, (float) EXPONENTIALS.invokeExact(z, zRow + start, next + start, y, yRow + start,
                        count - rest, shift, lanes));
            } catch (Throwable e) {
                throw Specializer.rethrow(e);
            }
            if (rest > 0) {
                long end = start + (count - rest) * 4L;
                // Before it may be overwritten: the next row of the last one is itself.
                max = Math.max(max, scratch.max(z, next + end, rest));
                MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z, zRow + end, y, yRow + end, rest, shift);
                ReduceKernel.of(ReduceFunction.SUM).rest(y, yRow + end, y, yRow + end, rest, 0, 0, lanes);
            }
            if (n > SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, done == 0);
            }
        }
        return max;
    }

    /** dz = y (dy - sum(dy y)); offsets in bytes, strides in floats. */
    void backward(MemorySegment y, long yOffset, int yStride, MemorySegment dy, long dyOffset, int dyStride,
            MemorySegment dz, long dzOffset, int dzStride, int rows, int n) {
        ZipKernel zip = ZipKernel.of(BinaryFunction.SOFTMAX_GRADIENT);
        boolean ahead = y.getClass() == Segments.NATIVE && dy.getClass() == Segments.NATIVE
                && dz.getClass() == Segments.NATIVE;
        float dot = scratch.sum(ReduceFunction.DOT, dy, dyOffset, y, yOffset, n, 0, 0);
        for (int r = 0; r < rows; r++) {
            long yRow = yOffset + (long) r * yStride * 4;
            long dyRow = dyOffset + (long) r * dyStride * 4;
            long dzRow = dzOffset + (long) r * dzStride * 4;
            if (r + 1 == rows) {
                zip.run(y, yRow, dy, dyRow, dz, dzRow, n, dot);
            } else if (ahead) {
                gradient(y, yRow, yRow + yStride * 4L, dy, dyRow, dyRow + dyStride * 4L, dz, dzRow, n, dot, zip);
                dot = ReduceKernel.total(n, lanes);
            } else {
                zip.run(y, yRow, dy, dyRow, dz, dzRow, n, dot);
                dot = scratch.sum(ReduceFunction.DOT, dy, dyRow + dyStride * 4L, y, yRow + yStride * 4L, n, 0, 0);
            }
        }
    }

    /** One row of dz, and the lanes' sums of dy y of the next row. */
    private void gradient(MemorySegment y, long yRow, long yNext, MemorySegment dy, long dyRow, long dyNext,
            MemorySegment dz, long dzRow, int n, float dot, ZipKernel zip) {
        for (int done = 0; done < n; done += SummationOrder.BLOCK) {
            int count = Math.min(n - done, SummationOrder.BLOCK);
            int rest = count % SummationOrder.LANES;
            long start = done * 4L;
            try {
                GRADIENT.invokeExact(y, yRow + start, yNext + start, dy, dyRow + start, dyNext + start, dz, dzRow + start,
                        count - rest, dot, lanes);
            } catch (Throwable e) {
                throw Specializer.rethrow(e);
            }
            if (rest > 0) {
                long end = start + (count - rest) * 4L;
                zip.run(y, yRow + end, dy, dyRow + end, dz, dzRow + end, rest, dot);
                ReduceKernel.of(ReduceFunction.DOT).rest(dy, dyNext + end, y, yNext + end, rest, 0, 0, lanes);
            }
            if (n > SummationOrder.BLOCK) {
                Blocks.keepLanes(lanes, done == 0);
            }
        }
    }
}
