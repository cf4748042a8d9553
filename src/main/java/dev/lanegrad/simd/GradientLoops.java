package dev.lanegrad.simd;

import dev.lanegrad.kernel.GradientKernels;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Loops over gradients and weights; offsets and steps in bytes. */
final class GradientLoops {
    private GradientLoops() {
    }

    /** x[i] *= factor. */
    static void scale(MemorySegment x, long at, int n, float factor) {
        int i = 0;
        for (int end = n - Lanes.LENGTH; i <= end; i += Lanes.LENGTH) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, x, at + i * 4L, Lanes.ORDER).mul(factor)
                    .intoMemorySegment(x, at + i * 4L, Lanes.ORDER);
        }
        if (i < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector.fromMemorySegment(Lanes.FLOAT, x, at + i * 4L, Lanes.ORDER, mask).mul(factor)
                    .intoMemorySegment(x, at + i * 4L, Lanes.ORDER, mask);
        }
    }

    /** x[i] = x[i] &gt; limit ? limit : x[i] &lt; -limit ? -limit : x[i]. */
    static void clip(MemorySegment x, long at, int n, float limit) {
        int i = 0;
        for (int end = n - Lanes.LENGTH; i <= end; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, at + i * 4L, Lanes.ORDER);
            v.blend(-limit, v.compare(VectorOperators.LT, -limit)).blend(limit, v.compare(VectorOperators.GT, limit))
                    .intoMemorySegment(x, at + i * 4L, Lanes.ORDER);
        }
        if (i < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(i, n);
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, at + i * 4L, Lanes.ORDER, mask);
            v.blend(-limit, v.compare(VectorOperators.LT, -limit)).blend(limit, v.compare(VectorOperators.GT, limit))
                    .intoMemorySegment(x, at + i * 4L, Lanes.ORDER, mask);
        }
    }

    /** g[i] = fma(l2, p[i], fma(l1, sign(p[i]), g[i])). */
    static void penalize(MemorySegment p, long pAt, MemorySegment g, long gAt, int n, float l1, float l2) {
        int i = 0;
        for (int end = n - Lanes.LENGTH; i <= end; i += Lanes.LENGTH) {
            FloatVector pv = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pAt + i * 4L, Lanes.ORDER);
            FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gAt + i * 4L, Lanes.ORDER);
            FloatVector sign = pv.blend(1, pv.compare(VectorOperators.GT, 0)).blend(-1, pv.compare(VectorOperators.LT, 0));
            pv.fma(pv.broadcast(l2), sign.fma(sign.broadcast(l1), gv)).intoMemorySegment(g, gAt + i * 4L, Lanes.ORDER);
        }
        if (i < n) {
            penalizeTail(p, pAt + i * 4L, g, gAt + i * 4L, n - i, l1, l2);
        }
    }

    private static void penalizeTail(MemorySegment p, long pAt, MemorySegment g, long gAt, int n, float l1, float l2) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector pv = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pAt, Lanes.ORDER, mask);
        FloatVector gv = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gAt, Lanes.ORDER, mask);
        FloatVector sign = pv.blend(1, pv.compare(VectorOperators.GT, 0)).blend(-1, pv.compare(VectorOperators.LT, 0));
        pv.fma(pv.broadcast(l2), sign.fma(sign.broadcast(l1), gv)).intoMemorySegment(g, gAt, Lanes.ORDER, mask);
    }

    /** Limits the norms of as many columns as a vector has lanes. */
    static void limitColumns(MemorySegment weight, long at, long rowStep, int rows, float limit) {
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector w = FloatVector.fromMemorySegment(Lanes.FLOAT, weight, at + r * rowStep, Lanes.ORDER);
            sum = w.fma(w, sum);
        }
        FloatVector factor = factor(sum, limit);
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, weight, at + r * rowStep, Lanes.ORDER).mul(factor)
                    .intoMemorySegment(weight, at + r * rowStep, Lanes.ORDER);
        }
    }

    /** {@link #limitColumns} of fewer columns. */
    static void limitColumnsTail(MemorySegment weight, long at, long rowStep, int rows, int n, float limit) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector w = FloatVector.fromMemorySegment(Lanes.FLOAT, weight, at + r * rowStep, Lanes.ORDER, mask);
            sum = w.fma(w, sum);
        }
        FloatVector factor = factor(sum, limit);
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, weight, at + r * rowStep, Lanes.ORDER, mask).mul(factor)
                    .intoMemorySegment(weight, at + r * rowStep, Lanes.ORDER, mask);
        }
    }

    private static FloatVector factor(FloatVector sum, float limit) {
        FloatVector norm = sum.lanewise(VectorOperators.SQRT);
        FloatVector above = norm.broadcast(limit).div(norm.add(GradientKernels.COLUMN_EPSILON));
        return above.broadcast(1).blend(above, norm.compare(VectorOperators.GT, limit));
    }
}
