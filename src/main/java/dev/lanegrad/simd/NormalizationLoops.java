package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Loops of layer and RMS normalisation along a row of n floats; offsets in bytes. */
final class NormalizationLoops {
    private NormalizationLoops() {
    }

    private static FloatVector load(MemorySegment memory, long offset) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, memory, offset, Lanes.ORDER);
    }

    private static FloatVector load(MemorySegment memory, long offset, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, memory, offset, Lanes.ORDER, mask);
    }

    /** y = fma(((x - center) - correction) * rstd, gamma, beta). */
    static void normalize(MemorySegment x, long xOffset, MemorySegment gamma, MemorySegment beta, MemorySegment y,
            long yOffset, int n, float center, float correction, float rstd) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            load(x, xOffset + j * 4L).sub(center).sub(correction).mul(rstd)
                    .fma(load(gamma, j * 4L), load(beta, j * 4L))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            load(x, xOffset + j * 4L, mask).sub(center).sub(correction).mul(rstd)
                    .fma(load(gamma, j * 4L, mask), load(beta, j * 4L, mask))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** y = (x * rstd) * gamma. */
    static void scale(MemorySegment x, long xOffset, MemorySegment gamma, MemorySegment y, long yOffset, int n,
            float rstd) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            load(x, xOffset + j * 4L).mul(rstd).mul(load(gamma, j * 4L))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            load(x, xOffset + j * 4L, mask).mul(rstd).mul(load(gamma, j * 4L, mask))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** dx = fma((x - center) - correction, slope, g - mean) * rstd, where dx holds g at first. */
    static void inputGradient(MemorySegment x, long xOffset, MemorySegment dx, long dxOffset, int n, float center,
            float correction, float mean, float slope, float rstd) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector slopes = FloatVector.broadcast(Lanes.FLOAT, slope);
            load(x, xOffset + j * 4L).sub(center).sub(correction).fma(slopes, load(dx, dxOffset + j * 4L).sub(mean))
                    .mul(rstd).intoMemorySegment(dx, dxOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector slopes = FloatVector.broadcast(Lanes.FLOAT, slope);
            load(x, xOffset + j * 4L, mask).sub(center).sub(correction)
                    .fma(slopes, load(dx, dxOffset + j * 4L, mask).sub(mean))
                    .mul(rstd).intoMemorySegment(dx, dxOffset + j * 4L, Lanes.ORDER, mask);
        }
    }

    /** dgamma = fma(dy, ((x - center) - correction) * rstd, dgamma): one more row of each column's chain. */
    static void gammaGradient(MemorySegment x, long xOffset, MemorySegment dy, long dyOffset, MemorySegment dgamma, int n,
            float center, float correction, float rstd) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            FloatVector value = load(x, xOffset + j * 4L).sub(center).sub(correction).mul(rstd);
            load(dy, dyOffset + j * 4L).fma(value, load(dgamma, j * 4L)).intoMemorySegment(dgamma, j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            FloatVector value = load(x, xOffset + j * 4L, mask).sub(center).sub(correction).mul(rstd);
            load(dy, dyOffset + j * 4L, mask).fma(value, load(dgamma, j * 4L, mask))
                    .intoMemorySegment(dgamma, j * 4L, Lanes.ORDER, mask);
        }
    }

    /** y = fma(x - mean, scale, shift), all of them rows. */
    static void affine(MemorySegment x, long xOffset, MemorySegment mean, long meanOffset, MemorySegment scale,
            long scaleOffset, MemorySegment shift, long shiftOffset, MemorySegment y, long yOffset, int n) {
        int j = 0;
        for (int end = n - Lanes.LENGTH; j <= end; j += Lanes.LENGTH) {
            load(x, xOffset + j * 4L).sub(load(mean, meanOffset + j * 4L))
                    .fma(load(scale, scaleOffset + j * 4L), load(shift, shiftOffset + j * 4L))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
        if (j < n) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, n);
            load(x, xOffset + j * 4L, mask).sub(load(mean, meanOffset + j * 4L, mask))
                    .fma(load(scale, scaleOffset + j * 4L, mask), load(shift, shiftOffset + j * 4L, mask))
                    .intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER, mask);
        }
    }
}
