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
        FloatVector max1 = max;
        FloatVector max2 = max;
        FloatVector max3 = max;
        int i = 0;
        // four chains: each comparison waits for the one before it
        for (int end = n - 4 * Lanes.LENGTH; i <= end; i += 4 * Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + i * 4L, Lanes.ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + (i + Lanes.LENGTH) * 4L, Lanes.ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + (i + 2 * Lanes.LENGTH) * 4L,
                    Lanes.ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + (i + 3 * Lanes.LENGTH) * 4L,
                    Lanes.ORDER);
            max = max.blend(v, v.compare(VectorOperators.GT, max));
            max1 = max1.blend(v1, v1.compare(VectorOperators.GT, max1));
            max2 = max2.blend(v2, v2.compare(VectorOperators.GT, max2));
            max3 = max3.blend(v3, v3.compare(VectorOperators.GT, max3));
        }
        max = max.blend(max1, max1.compare(VectorOperators.GT, max));
        max2 = max2.blend(max3, max3.compare(VectorOperators.GT, max2));
        max = max.blend(max2, max2.compare(VectorOperators.GT, max));
        for (; i < n; i += Lanes.LENGTH) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, offset + i * 4L, Lanes.ORDER, mask);
            max = max.blend(v, v.compare(VectorOperators.GT, max).and(mask));
        }
        // No lane is NaN, and the order of comparisons does not change a maximum.
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** sums[j] (+)= x[0][j] + x[1][j] + ..., rows {@code step} bytes apart, one chain a column; n whole vectors. */
    static void columnSums(MemorySegment x, long offset, long step, int rows, int n, MemorySegment sums,
            boolean accumulate) {
        for (int j = 0; j < n; j += Lanes.LENGTH) {
            FloatVector sum = accumulate
                    ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, j * 4L, Lanes.ORDER)
                    : FloatVector.zero(Lanes.FLOAT);
            long column = offset + j * 4L;
            for (int r = 0; r < rows; r++) {
                sum = sum.add(FloatVector.fromMemorySegment(Lanes.FLOAT, x, column + r * step, Lanes.ORDER));
            }
            sum.intoMemorySegment(sums, j * 4L, Lanes.ORDER);
        }
    }

    /** The same for the columns from j to n, less than a vector. */
    static void lastColumnSums(MemorySegment x, long offset, long step, int rows, int j, int n, MemorySegment sums,
            boolean accumulate) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
        FloatVector sum = accumulate
                ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, j * 4L, Lanes.ORDER, mask)
                : FloatVector.zero(Lanes.FLOAT);
        long column = offset + j * 4L;
        for (int r = 0; r < rows; r++) {
            sum = sum.add(FloatVector.fromMemorySegment(Lanes.FLOAT, x, column + r * step, Lanes.ORDER, mask));
        }
        sum.intoMemorySegment(sums, j * 4L, Lanes.ORDER, mask);
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
