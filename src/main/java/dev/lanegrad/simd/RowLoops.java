package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Loops over rows that belong to no function: the largest element, column sums, standardising. */
final class RowLoops {
    private RowLoops() {
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }

    /** The largest of n floats, NaN passed over; -Inf if there is none. Which zero it is when both occur is not defined. */
    static float max(MemorySegment x, long offset, int n) {
        FloatVector max = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        FloatVector other = max;
        int i = 0;
        // two chains: each comparison waits for the one before it
        for (int end = n - 2 * Lanes.LENGTH; i <= end; i += 2 * Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + i * 4L, Lanes.ORDER);
            FloatVector w = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + (i + Lanes.LENGTH) * 4L, Lanes.ORDER);
            max = max.blend(v, v.compare(VectorOperators.GT, max));
            other = other.blend(w, w.compare(VectorOperators.GT, other));
        }
        max = max.blend(other, other.compare(VectorOperators.GT, max));
        for (; i < n; i += Lanes.LENGTH) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + i * 4L, Lanes.ORDER, mask);
            max = max.blend(v, v.compare(VectorOperators.GT, max).and(mask));
        }
        // No lane is NaN, and the order of comparisons does not change a maximum.
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** sums[j] (+)= x[0][j] + x[1][j] + ..., rows {@code step} bytes apart, one chain a column. */
    static void columnSums(MemorySegment x, long offset, long step, int rows, int n, MemorySegment sums, long sumsOffset,
            boolean accumulate) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector sum = accumulate
                    ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, sumsOffset + j * 4L, Lanes.ORDER)
                    : FloatVector.zero(Lanes.FLOAT);
            long column = offset + j * 4L;
            for (int r = 0; r < rows; r++) {
                sum = sum.add(FloatVector.fromMemorySegment(Lanes.FLOAT, x, column + r * step, Lanes.ORDER));
            }
            sum.intoMemorySegment(sums, sumsOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector sum = accumulate
                    ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, sumsOffset + j * 4L, Lanes.ORDER, mask)
                    : FloatVector.zero(Lanes.FLOAT);
            long column = offset + j * 4L;
            for (int r = 0; r < rows; r++) {
                sum = sum.add(FloatVector.fromMemorySegment(Lanes.FLOAT, x, column + r * step, Lanes.ORDER, mask));
            }
            sum.intoMemorySegment(sums, sumsOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** y[j] = (x[j] - mean[j]) * factor[j]. */
    static void standardize(MemorySegment x, long xOffset, MemorySegment mean, MemorySegment factor, MemorySegment y,
            long yOffset, int n) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + j * 4L, Lanes.ORDER)
                    .sub(FloatVector.fromMemorySegment(Lanes.FLOAT, mean, j * 4L, Lanes.ORDER))
                    .mul(FloatVector.fromMemorySegment(Lanes.FLOAT, factor, j * 4L, Lanes.ORDER))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + j * 4L, Lanes.ORDER, mask)
                    .sub(FloatVector.fromMemorySegment(Lanes.FLOAT, mean, j * 4L, Lanes.ORDER, mask))
                    .mul(FloatVector.fromMemorySegment(Lanes.FLOAT, factor, j * 4L, Lanes.ORDER, mask))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** y[j] = fma(scale[j], y[j], bias[j]). */
    static void scale(MemorySegment scale, MemorySegment bias, MemorySegment y, long yOffset, int n) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, scale, j * 4L, Lanes.ORDER)
                    .fma(FloatVector.fromMemorySegment(Lanes.FLOAT, y, yOffset + j * 4L, Lanes.ORDER),
                            FloatVector.fromMemorySegment(Lanes.FLOAT, bias, j * 4L, Lanes.ORDER))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector.fromMemorySegment(Lanes.FLOAT, scale, j * 4L, Lanes.ORDER, mask)
                    .fma(FloatVector.fromMemorySegment(Lanes.FLOAT, y, yOffset + j * 4L, Lanes.ORDER, mask),
                            FloatVector.fromMemorySegment(Lanes.FLOAT, bias, j * 4L, Lanes.ORDER, mask))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER, mask);
        }
    }
}
