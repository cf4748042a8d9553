package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The right-hand matrix B (k x n) of a product, packed: panels of {@link MicroKernels#NR} columns, one after the other,
 * each panel contiguous in the order in which the micro-kernels read it.
 *
 * <pre>
 *   B = | panel 0 | panel 1 | ... | last, padded with zeros to NR columns |
 *   panel: the rows of chain 0 (k = 0, S, 2S, ...), then those of chain 1 (k = 1, S + 1, ...), ... , of chain S - 1
 * </pre>
 *
 * <p>k is never padded: fma(0, 0, -0) is +0, so a padded term would change bits. Packed once, the object is read-only
 * and any number of threads may read it; {@link #pack} again reuses its memory.
 */
final class Panels {
    private static final int TRANSPOSE_BLOCK = 64;

    private MemorySegment segment = MemorySegment.NULL;
    private int terms;
    private int columns;
    private int chains;

    /** Packs element (p, j) = source[offset + p * rowStride + j * columnStride], strides in floats, one of them 1. */
    void pack(MemorySegment source, long offset, long rowStride, long columnStride, int k, int n, int chainCount) {
        terms = k;
        columns = n;
        chains = chainCount;
        long bytes = (long) count() * k * MicroKernels.PANEL_STEP;
        if (segment.byteSize() < bytes) {
            segment = Arena.ofAuto().allocate(bytes, Matrix.ALIGNMENT);
        }
        for (int panel = 0; panel < count(); panel++) {
            int from = panel * MicroKernels.NR;
            int width = Math.min(MicroKernels.NR, n - from);
            long start = offset + from * columnStride * 4L;
            for (int s = 0; s < chains; s++) {
                long chainStart = start + s * rowStride * 4L;
                int count = SummationOrder.termsOfChain(k, chains, s);
                if (columnStride == 1) {
                    copyRows(source, chainStart, rowStride * chains * 4L, count, width, streamOffset(panel, s));
                } else {
                    copyColumns(source, chainStart, rowStride * chains * 4L, columnStride * 4L, count, width,
                            streamOffset(panel, s));
                }
            }
        }
    }

    /** Number of panels. */
    int count() {
        return (columns + MicroKernels.NR - 1) / MicroKernels.NR;
    }

    /** k. */
    int terms() {
        return terms;
    }

    /** n. */
    int columns() {
        return columns;
    }

    /** S. */
    int chains() {
        return chains;
    }

    /** The packed floats. */
    MemorySegment segment() {
        return segment;
    }

    /** Byte offset of a chain's rows in a panel. */
    long streamOffset(int panel, int chain) {
        int longer = terms % chains;
        int before = terms / chains * chain + Math.min(chain, longer);
        return ((long) panel * terms + before) * MicroKernels.PANEL_STEP;
    }

    private void copyRows(MemorySegment source, long offset, long step, int count, int width, long target) {
        if (width == MicroKernels.NR) {
            for (int i = 0; i < count; i++) {
                long from = offset + i * step;
                long to = target + i * MicroKernels.PANEL_STEP;
                FloatVector.fromMemorySegment(Lanes.FLOAT, source, from, Lanes.ORDER)
                        .intoMemorySegment(segment, to, Lanes.ORDER);
                FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + Lanes.LENGTH * 4L, Lanes.ORDER)
                        .intoMemorySegment(segment, to + Lanes.LENGTH * 4L, Lanes.ORDER);
            }
        } else {
            copyNarrowRows(source, offset, step, count, width, target);
        }
    }

    private void copyNarrowRows(MemorySegment source, long offset, long step, int count, int width, long target) {
        for (int j = 0; j < MicroKernels.NR; j += Lanes.LENGTH) {
            VectorMask<Float> mask = Lanes.FLOAT.indexInRange(j, Math.max(j, width));
            for (int i = 0; i < count; i++) {
                long to = target + i * MicroKernels.PANEL_STEP + j * 4L;
                if (j < width) {
                    FloatVector.fromMemorySegment(Lanes.FLOAT, source, offset + i * step + j * 4L, Lanes.ORDER, mask)
                            .intoMemorySegment(segment, to, Lanes.ORDER);
                } else {
                    FloatVector.zero(Lanes.FLOAT).intoMemorySegment(segment, to, Lanes.ORDER);
                }
            }
        }
    }

    /** Transposes while packing: the source's columns are contiguous along k. Goes in blocks whose target stays in L1. */
    private void copyColumns(MemorySegment source, long offset, long step, long columnStep, int count, int width,
            long target) {
        for (int from = 0; from < count; from += TRANSPOSE_BLOCK) {
            int block = Math.min(TRANSPOSE_BLOCK, count - from);
            for (int j = 0; j < MicroKernels.NR; j++) {
                long to = target + from * MicroKernels.PANEL_STEP + j * 4L;
                if (j < width) {
                    copyColumn(source, offset + from * step + j * columnStep, step, block, to);
                } else {
                    for (int i = 0; i < block; i++) {
                        segment.set(Lanes.SCALAR, to + i * MicroKernels.PANEL_STEP, 0f);
                    }
                }
            }
        }
    }

    private void copyColumn(MemorySegment source, long offset, long step, int count, long target) {
        for (int i = 0; i < count; i++) {
            segment.set(Lanes.SCALAR, target + i * MicroKernels.PANEL_STEP, source.get(Lanes.SCALAR, offset + i * step));
        }
    }
}
