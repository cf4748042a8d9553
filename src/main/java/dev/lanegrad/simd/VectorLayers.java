package dev.lanegrad.simd;

import dev.lanegrad.kernel.LayerKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import java.lang.foreign.MemorySegment;

/** The vector twins of dropout, parametric relu and residual addition. Scratch: a row of slopes. */
final class VectorLayers extends LayerKernels {
    private final RowScratch scratch;
    private final Scratch memory;
    private MemorySegment slopes = MemorySegment.NULL;

    VectorLayers(Scratch memory) {
        this.memory = memory;
        scratch = new RowScratch(memory);
    }

    @Override
    protected void computeDropout(DropoutMask mask, Matrix x, Matrix y) {
        int rest = x.columns() % Lanes.LENGTH;
        int whole = x.columns() - rest;
        int threshold = mask.threshold();
        float factor = mask.factor();
        for (int r = 0; r < x.rows(); r++) {
            long key = mask.rowKey(r);
            int low = (int) key;
            int high = (int) (key >>> 32);
            DropoutLoop.vectors(x.segment(), x.offset(r, 0), y.segment(), y.offset(r, 0), whole, low, high, threshold,
                    factor);
            if (rest > 0) {
                DropoutLoop.tail(x.segment(), x.offset(r, 0) + whole * 4L, y.segment(), y.offset(r, 0) + whole * 4L,
                        whole, rest, low, high, threshold, factor);
            }
        }
    }

    @Override
    public void parametricRelu(MemorySegment x, long xOffset, int xStride, Matrix slope, MemorySegment y, long yOffset,
            int yStride, int rows, int columns) {
        MemorySegment row = row(slope, columns);
        ZipKernel zip = ZipKernel.of(BinaryFunction.PARAMETRIC_RELU);
        for (int r = 0; r < rows; r++) {
            zip.run(x, xOffset + (long) r * xStride * 4, row, 0, y, yOffset + (long) r * yStride * 4, columns, 0);
        }
    }

    @Override
    protected void computeParametricReluGradient(Matrix x, Matrix slope, Matrix dy, Matrix dx) {
        MemorySegment row = row(slope, x.columns());
        for (int r = 0; r < x.rows(); r++) {
            ParametricReluLoops.gradient(x.segment(), x.offset(r, 0), row, dy.segment(), dy.offset(r, 0), dx.segment(),
                    dx.offset(r, 0), x.columns());
        }
    }

    /** One slope a column, even where all share one: so one loop serves both. */
    private MemorySegment row(Matrix slope, int columns) {
        if (slope.columns() == columns) {
            return slope.segment();
        }
        slopes = memory.atLeast(columns, slopes);
        float value = slope.get(0, 0);
        for (int c = 0; c < columns; c++) {
            slopes.set(Lanes.SCALAR, c * 4L, value);
        }
        return slopes;
    }

    @Override
    protected void computeSlopeGradient(Matrix x, Matrix dy, Matrix sums, boolean accumulate) {
        ParametricReluLoops.slopeSums(x.segment(), x.leadingDimension() * 4L, dy.segment(), dy.leadingDimension() * 4L,
                x.rows(), x.columns(), sums.segment(), accumulate);
    }

    @Override
    protected void computeRowSums(Matrix x, Matrix sums) {
        for (int r = 0; r < x.rows(); r++) {
            sums.set(r, 0, scratch.sum(ReduceFunction.SUM, x.segment(), x.offset(r, 0), x.segment(), x.offset(r, 0),
                    x.columns(), 0, 0));
        }
    }

    @Override
    public void add(MemorySegment a, long aOffset, int aStride, MemorySegment b, long bOffset, int bStride,
            MemorySegment y, long yOffset, int yStride, int rows, int columns) {
        ZipKernel zip = ZipKernel.of(BinaryFunction.SUM);
        for (int r = 0; r < rows; r++) {
            zip.run(a, aOffset + (long) r * aStride * 4, b, bOffset + (long) r * bStride * 4, y,
                    yOffset + (long) r * yStride * 4, columns, 0);
        }
    }
}
