package dev.lanegrad.reference;

import static dev.lanegrad.reference.ReferenceKernels.batch;

import dev.lanegrad.kernel.LayerKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import java.lang.foreign.MemorySegment;

/** Dropout, parametric relu and residual addition as scalar loops. */
final class ScalarLayers extends LayerKernels {
    /** The number h of {@link DropoutMask}. */
    static int hash(long rowKey, int column) {
        int h = column * DropoutMask.COLUMN_STEP + (int) rowKey;
        h = (h ^ h >>> DropoutMask.SHIFT_0) * DropoutMask.MULTIPLIER_0 + (int) (rowKey >>> 32);
        h = (h ^ h >>> DropoutMask.SHIFT_1) * DropoutMask.MULTIPLIER_1;
        h = (h ^ h >>> DropoutMask.SHIFT_2) * DropoutMask.MULTIPLIER_2;
        return h ^ h >>> DropoutMask.SHIFT_3;
    }

    @Override
    protected void computeDropout(DropoutMask mask, Matrix x, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            long key = mask.rowKey(r);
            for (int c = 0; c < x.columns(); c++) {
                boolean dropped = hash(key, c) >>> DropoutMask.UNUSED_BITS < mask.threshold();
                y.set(r, c, x.get(r, c) * (dropped ? 0 : mask.factor()));
            }
        }
    }

    @Override
    public void parametricRelu(MemorySegment x, long xOffset, int xStride, Matrix slope, MemorySegment y, long yOffset,
            int yStride, int rows, int columns) {
        Matrix from = batch(x, xOffset, rows, columns, xStride);
        Matrix to = batch(y, yOffset, rows, columns, yStride);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float value = from.get(r, c);
                to.set(r, c, value < 0 ? slope(slope, c) * value : value);
            }
        }
    }

    @Override
    protected void computeParametricReluGradient(Matrix x, Matrix slope, Matrix dy, Matrix dx) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                dx.set(r, c, x.get(r, c) < 0 ? slope(slope, c) * dy.get(r, c) : dy.get(r, c));
            }
        }
    }

    private static float slope(Matrix slope, int column) {
        return slope.get(0, slope.columns() == 1 ? 0 : column);
    }

    @Override
    protected void computeSlopeGradient(Matrix x, Matrix dy, Matrix sums, boolean accumulate) {
        for (int c = 0; c < x.columns(); c++) {
            float sum = accumulate ? sums.get(0, c) : 0;
            for (int r = 0; r < x.rows(); r++) {
                sum = x.get(r, c) < 0 ? Math.fma(x.get(r, c), dy.get(r, c), sum) : sum;
            }
            sums.set(0, c, sum);
        }
    }

    @Override
    protected void computeRowSums(Matrix x, Matrix sums) {
        for (int r = 0; r < x.rows(); r++) {
            LaneSum sum = new LaneSum();
            for (int c = 0; c < x.columns(); c++) {
                sum.add(c, x.get(r, c));
            }
            sums.set(r, 0, sum.total());
        }
    }

    @Override
    public void add(MemorySegment a, long aOffset, int aStride, MemorySegment b, long bOffset, int bStride,
            MemorySegment y, long yOffset, int yStride, int rows, int columns) {
        Matrix first = batch(a, aOffset, rows, columns, aStride);
        Matrix second = batch(b, bOffset, rows, columns, bStride);
        Matrix to = batch(y, yOffset, rows, columns, yStride);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to.set(r, c, first.get(r, c) + second.get(r, c));
            }
        }
    }
}
