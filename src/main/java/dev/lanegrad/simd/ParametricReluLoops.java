package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The backward loops of parametric relu, which read three arrays. */
final class ParametricReluLoops {
    private ParametricReluLoops() {
    }

    /** dx[j] = x[j] &lt; 0 ? slope[j] * dy[j] : dy[j]. */
    static void gradient(MemorySegment x, long xOffset, MemorySegment slope, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector xv = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + j * 4L, Lanes.ORDER);
            FloatVector dyv = FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyOffset + j * 4L, Lanes.ORDER);
            FloatVector sv = FloatVector.fromMemorySegment(Lanes.FLOAT, slope, j * 4L, Lanes.ORDER);
            dyv.blend(sv.mul(dyv), xv.compare(VectorOperators.LT, 0f))
                    .intoMemorySegment(dx, dxOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector xv = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + j * 4L, Lanes.ORDER, mask);
            FloatVector dyv = FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyOffset + j * 4L, Lanes.ORDER, mask);
            FloatVector sv = FloatVector.fromMemorySegment(Lanes.FLOAT, slope, j * 4L, Lanes.ORDER, mask);
            dyv.blend(sv.mul(dyv), xv.compare(VectorOperators.LT, 0f))
                    .intoMemorySegment(dx, dxOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** sums[j] (+)= x[r][j] * dy[r][j] over the rows with x[r][j] &lt; 0, one chain of fma a column; steps in bytes. */
    static void slopeSums(MemorySegment x, long xStep, MemorySegment dy, long dyStep, int rows, int n,
            MemorySegment sums, boolean accumulate) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector sum = accumulate
                    ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, j * 4L, Lanes.ORDER)
                    : FloatVector.zero(Lanes.FLOAT);
            for (int r = 0; r < rows; r++) {
                FloatVector xv = FloatVector.fromMemorySegment(Lanes.FLOAT, x, j * 4L + r * xStep, Lanes.ORDER);
                FloatVector dyv = FloatVector.fromMemorySegment(Lanes.FLOAT, dy, j * 4L + r * dyStep, Lanes.ORDER);
                sum = sum.blend(xv.fma(dyv, sum), xv.compare(VectorOperators.LT, 0f));
            }
            sum.intoMemorySegment(sums, j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            slopeSumsTail(x, xStep, dy, dyStep, rows, j, n, sums, accumulate);
        }
    }

    private static void slopeSumsTail(MemorySegment x, long xStep, MemorySegment dy, long dyStep, int rows, int j, int n,
            MemorySegment sums, boolean accumulate) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
        FloatVector sum = accumulate
                ? FloatVector.fromMemorySegment(Lanes.FLOAT, sums, j * 4L, Lanes.ORDER, mask)
                : FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector xv = FloatVector.fromMemorySegment(Lanes.FLOAT, x, j * 4L + r * xStep, Lanes.ORDER, mask);
            FloatVector dyv = FloatVector.fromMemorySegment(Lanes.FLOAT, dy, j * 4L + r * dyStep, Lanes.ORDER, mask);
            sum = sum.blend(xv.fma(dyv, sum), xv.compare(VectorOperators.LT, 0f));
        }
        sum.intoMemorySegment(sums, j * 4L, Lanes.ORDER, mask);
    }
}
