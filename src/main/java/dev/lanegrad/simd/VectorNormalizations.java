package dev.lanegrad.simd;

import static dev.lanegrad.simd.ColumnLoops.SCALE;
import static dev.lanegrad.simd.ColumnLoops.SHIFT;
import static dev.lanegrad.simd.ColumnLoops.SLOPE;
import static dev.lanegrad.spec.NormalizationSpec.CENTER;
import static dev.lanegrad.spec.NormalizationSpec.CORRECTION;
import static dev.lanegrad.spec.NormalizationSpec.RSTD;
import static dev.lanegrad.spec.NormalizationSpec.VARIANCE;

import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/** The vector twins of the normalisations. Not thread-safe: owns scratch, which grows with the width. */
final class VectorNormalizations extends NormalizationKernels {
    private final ColumnSums columnSums = new ColumnSums();

    private final RowScratch scratch;
    private final Scratch memory;
    private Matrix factors;
    private Matrix sums;

    VectorNormalizations(Scratch memory) {
        this.memory = memory;
        scratch = new RowScratch(memory);
        factors = memory.matrix(ColumnLoops.FACTORS, 1);
        sums = memory.matrix(2, 1);
    }

    private float sum(ReduceFunction function, MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n,
            float p, float q) {
        return scratch.sum(function, a, aOffset, b, bOffset, n, p, q);
    }

    private float center(MemorySegment x, long offset, int n) {
        float first = x.get(Lanes.SCALAR, offset);
        return first + sum(ReduceFunction.DEVIATION, x, offset, x, offset, n, first, 0) / n;
    }

    private float correction(MemorySegment x, long offset, int n, float center) {
        return sum(ReduceFunction.DEVIATION, x, offset, x, offset, n, center, 0) / n;
    }

    private float rstd(MemorySegment x, long offset, int n, float center, float correction, float epsilon) {
        float meanSquare = sum(ReduceFunction.SQUARED_DEVIATION, x, offset, x, offset, n, center, 0) / n;
        return inverseRoot(variance(correction, meanSquare) + epsilon);
    }

    private static float variance(float correction, float meanSquare) {
        float variance = Math.fma(-correction, correction, meanSquare);
        return variance < 0 ? 0 : variance;
    }

    private float inverseRms(MemorySegment x, long offset, int n, float epsilon) {
        return inverseRoot(sum(ReduceFunction.DOT, x, offset, x, offset, n, 0, 0) / n + epsilon);
    }

    private static float inverseRoot(float value) {
        return 1 / (float) Math.sqrt(value);
    }

    @Override
    protected void computeLayerNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        int n = x.columns();
        for (int r = 0; r < x.rows(); r++) {
            long row = x.offset(r, 0);
            float center = center(x.segment(), row, n);
            float correction = correction(x.segment(), row, n, center);
            float rstd = rstd(x.segment(), row, n, center, correction, epsilon);
            statistics.set(r, CENTER, center);
            statistics.set(r, CORRECTION, correction);
            statistics.set(r, RSTD, rstd);
            NormalizationLoops.normalize(x.segment(), row, gamma.segment(), beta.segment(), y.segment(), y.offset(r, 0), n,
                    center, correction, rstd);
        }
    }

    @Override
    public void layerNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, Matrix beta, float epsilon,
            MemorySegment y, long yOffset, int yStride, int rows) {
        int n = gamma.columns();
        for (int r = 0; r < rows; r++) {
            long row = xOffset + (long) r * xStride * 4;
            float center = center(x, row, n);
            float correction = correction(x, row, n, center);
            float rstd = rstd(x, row, n, center, correction, epsilon);
            NormalizationLoops.normalize(x, row, gamma.segment(), beta.segment(), y, yOffset + (long) r * yStride * 4, n,
                    center, correction, rstd);
        }
    }

    @Override
    protected void computeLayerNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        for (int r = 0; r < x.rows(); r++) {
            scaledGradient(gamma, dy, r, dx);
            float mean = sum(ReduceFunction.SUM, dx.segment(), dx.offset(r, 0), dx.segment(), dx.offset(r, 0),
                    dx.columns(), 0, 0) / dx.columns();
            inputGradient(x, r, statistics.get(r, CENTER), statistics.get(r, CORRECTION), statistics.get(r, RSTD), mean,
                    dx);
        }
    }

    /** A row of dx = dy * gamma. */
    private static void scaledGradient(Matrix gamma, Matrix dy, int row, Matrix dx) {
        ZipKernel.of(BinaryFunction.PRODUCT).run(dy.segment(), dy.offset(row, 0), gamma.segment(), 0, dx.segment(),
                dx.offset(row, 0), dx.columns(), 0);
    }

    /** A row of dx from the scaled gradient that it holds. */
    private void inputGradient(Matrix x, int row, float center, float correction, float rstd, float mean, Matrix dx) {
        int n = x.columns();
        float products = sum(ReduceFunction.DOT_DEVIATION, dx.segment(), dx.offset(row, 0), x.segment(), x.offset(row, 0),
                n, center, correction);
        float slope = -(products / n * rstd) * rstd;
        NormalizationLoops.inputGradient(x.segment(), x.offset(row, 0), dx.segment(), dx.offset(row, 0), n, center,
                correction, mean, slope, rstd);
    }

    @Override
    protected void computeLayerNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        if (!accumulate) {
            dgamma.segment().fill((byte) 0);
        }
        for (int r = 0; r < x.rows(); r++) {
            NormalizationLoops.gammaGradient(x.segment(), x.offset(r, 0), dy.segment(), dy.offset(r, 0), dgamma.segment(),
                    x.columns(), statistics.get(r, CENTER), statistics.get(r, CORRECTION), statistics.get(r, RSTD));
        }
        betaGradient(dy, dbeta, accumulate);
    }

    private void betaGradient(Matrix dy, Matrix dbeta, boolean accumulate) {
        columnSums.add(dy, dbeta, accumulate);
    }

    @Override
    protected void computeRmsNorm(Matrix x, Matrix gamma, float epsilon, Matrix statistics, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            float rstd = inverseRms(x.segment(), x.offset(r, 0), x.columns(), epsilon);
            statistics.set(r, 0, rstd);
            NormalizationLoops.scale(x.segment(), x.offset(r, 0), gamma.segment(), y.segment(), y.offset(r, 0),
                    x.columns(), rstd);
        }
    }

    @Override
    public void rmsNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, float epsilon, MemorySegment y,
            long yOffset, int yStride, int rows) {
        for (int r = 0; r < rows; r++) {
            long row = xOffset + (long) r * xStride * 4;
            float rstd = inverseRms(x, row, gamma.columns(), epsilon);
            NormalizationLoops.scale(x, row, gamma.segment(), y, yOffset + (long) r * yStride * 4, gamma.columns(), rstd);
        }
    }

    // A difference from +0 is the number itself, so the loops of layer normalisation serve here, too.

    @Override
    protected void computeRmsNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        for (int r = 0; r < x.rows(); r++) {
            scaledGradient(gamma, dy, r, dx);
            inputGradient(x, r, 0, 0, statistics.get(r, 0), 0, dx);
        }
    }

    @Override
    protected void computeRmsNormParameterGradient(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            boolean accumulate) {
        if (!accumulate) {
            dgamma.segment().fill((byte) 0);
        }
        for (int r = 0; r < x.rows(); r++) {
            NormalizationLoops.gammaGradient(x.segment(), x.offset(r, 0), dy.segment(), dy.offset(r, 0), dgamma.segment(),
                    x.columns(), 0, 0, statistics.get(r, 0));
        }
    }

    @Override
    protected void computeBatchNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        reserve(x.columns());
        ColumnKernel.MOMENTS.run(x, x, x, statistics);
        for (int c = 0; c < x.columns(); c++) {
            float correction = statistics.get(CORRECTION, c);
            float variance = variance(correction, statistics.get(VARIANCE, c));
            float rstd = inverseRoot(variance + epsilon);
            float scale = gamma.get(0, c) * rstd;
            statistics.set(VARIANCE, c, variance);
            statistics.set(RSTD, c, rstd);
            factors.set(SCALE, c, scale);
            factors.set(SHIFT, c, Math.fma(-correction, scale, beta.get(0, c)));
        }
        normalizeRows(x, statistics, y);
    }

    private void normalizeRows(Matrix x, Matrix statistics, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            NormalizationLoops.affine(x.segment(), x.offset(r, 0), statistics.segment(), statistics.offset(CENTER, 0),
                    factors.segment(), factors.offset(SCALE, 0), factors.segment(), factors.offset(SHIFT, 0), y.segment(),
                    y.offset(r, 0), x.columns());
        }
    }

    private void reserve(int width) {
        if (factors.columns() < width) {
            factors = memory.matrix(ColumnLoops.FACTORS, width);
            sums = memory.matrix(2, width);
        }
    }

    @Override
    protected void computeBatchNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        int n = x.rows();
        reserve(x.columns());
        ColumnKernel.GRADIENT_SUMS.run(x, dy, statistics, sums);
        for (int c = 0; c < x.columns(); c++) {
            float rstd = statistics.get(RSTD, c);
            float slope = -(sums.get(1, c) / n * rstd) * rstd;
            factors.set(CENTER, c, statistics.get(CENTER, c));
            factors.set(SLOPE, c, slope);
            factors.set(SHIFT, c, Math.fma(statistics.get(CORRECTION, c), slope, sums.get(0, c) / n));
            factors.set(SCALE, c, gamma.get(0, c) * rstd);
        }
        ColumnKernel.INPUT_GRADIENT.run(x, dy, factors, dx);
    }

    @Override
    protected void computeBatchNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        if (!accumulate) {
            dgamma.segment().fill((byte) 0);
        }
        ColumnKernel.GAMMA_GRADIENT.run(x, dy, statistics, dgamma);
        betaGradient(dy, dbeta, accumulate);
    }

    @Override
    protected void computeUpdateRunning(Matrix statistics, int rows, float momentum, Matrix mean, Matrix variance) {
        float keep = 1 - momentum;
        float unbiased = (float) ((double) rows / (rows - 1));
        for (int c = 0; c < mean.columns(); c++) {
            float batchMean = statistics.get(CENTER, c) + statistics.get(CORRECTION, c);
            float batchVariance = statistics.get(VARIANCE, c) * unbiased;
            mean.set(0, c, Math.fma(keep, mean.get(0, c), momentum * batchMean));
            variance.set(0, c, Math.fma(keep, variance.get(0, c), momentum * batchVariance));
        }
    }

    @Override
    protected void computeEvaluationScale(Matrix variance, Matrix gamma, float epsilon, Matrix scale) {
        for (int c = 0; c < scale.columns(); c++) {
            scale.set(0, c, gamma.get(0, c) * inverseRoot(variance.get(0, c) + epsilon));
        }
    }

    @Override
    public void affine(MemorySegment x, long xOffset, int xStride, Matrix mean, Matrix scale, Matrix beta, MemorySegment y,
            long yOffset, int yStride, int rows) {
        for (int r = 0; r < rows; r++) {
            NormalizationLoops.affine(x, xOffset + (long) r * xStride * 4, mean.segment(), 0, scale.segment(), 0,
                    beta.segment(), 0, y, yOffset + (long) r * yStride * 4, mean.columns());
        }
    }

    @Override
    protected void computeFold(Matrix weight, Matrix bias, Matrix mean, Matrix scale, Matrix beta, Matrix foldedWeight,
            Matrix foldedBias) {
        ZipKernel product = ZipKernel.of(BinaryFunction.PRODUCT);
        for (int i = 0; i < weight.rows(); i++) {
            product.run(weight.segment(), weight.offset(i, 0), scale.segment(), 0, foldedWeight.segment(),
                    foldedWeight.offset(i, 0), weight.columns(), 0);
        }
        affine(bias, mean, scale, beta, foldedBias);
    }
}
