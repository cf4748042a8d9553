package dev.lanegrad.reference;

import static dev.lanegrad.spec.NormalizationSpec.CENTER;
import static dev.lanegrad.spec.NormalizationSpec.CORRECTION;
import static dev.lanegrad.spec.NormalizationSpec.RSTD;
import static dev.lanegrad.spec.NormalizationSpec.VARIANCE;

import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/** Normalisations as scalar loops, in the order of {@link dev.lanegrad.spec.NormalizationSpec}. Stateless, thread-safe. */
final class ScalarNormalizations extends NormalizationKernels {
    /** The mean is center + correction. */
    private record Moments(float center, float correction, float variance) {
        static Moments ofRow(Matrix x, int row) {
            int n = x.columns();
            float first = x.get(row, 0);
            LaneSum distances = new LaneSum();
            for (int c = 0; c < n; c++) {
                distances.add(c, x.get(row, c) - first);
            }
            float center = first + distances.total() / n;
            LaneSum deviations = new LaneSum();
            LaneSum squares = new LaneSum();
            for (int c = 0; c < n; c++) {
                float deviation = x.get(row, c) - center;
                deviations.add(c, deviation);
                squares.addProduct(c, deviation, deviation);
            }
            return of(center, deviations.total() / n, squares.total() / n);
        }

        static Moments ofColumn(Matrix x, int column) {
            int n = x.rows();
            float first = x.get(0, column);
            float distances = 0;
            for (int r = 0; r < n; r++) {
                distances += x.get(r, column) - first;
            }
            float center = first + distances / n;
            float deviations = 0;
            float squares = 0;
            for (int r = 0; r < n; r++) {
                float deviation = x.get(r, column) - center;
                deviations += deviation;
                squares = Math.fma(deviation, deviation, squares);
            }
            return of(center, deviations / n, squares / n);
        }

        private static Moments of(float center, float correction, float meanSquare) {
            float variance = Math.fma(-correction, correction, meanSquare);
            return new Moments(center, correction, variance < 0 ? 0 : variance);
        }

        float rstd(float epsilon) {
            return inverseRoot(variance + epsilon);
        }
    }

    private static float inverseRoot(float value) {
        return 1 / (float) Math.sqrt(value);
    }

    @Override
    protected void computeLayerNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            Moments moments = Moments.ofRow(x, r);
            statistics.set(r, CENTER, moments.center());
            statistics.set(r, CORRECTION, moments.correction());
            statistics.set(r, RSTD, moments.rstd(epsilon));
            layerNorm(x, r, gamma, beta, moments, moments.rstd(epsilon), y);
        }
    }

    @Override
    public void layerNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, Matrix beta, float epsilon,
            MemorySegment y, long yOffset, int yStride, int rows) {
        Matrix from = ReferenceKernels.batch(x, xOffset, rows, gamma.columns(), xStride);
        Matrix to = ReferenceKernels.batch(y, yOffset, rows, gamma.columns(), yStride);
        for (int r = 0; r < rows; r++) {
            Moments moments = Moments.ofRow(from, r);
            layerNorm(from, r, gamma, beta, moments, moments.rstd(epsilon), to);
        }
    }

    private static void layerNorm(Matrix x, int row, Matrix gamma, Matrix beta, Moments moments, float rstd, Matrix y) {
        for (int c = 0; c < x.columns(); c++) {
            float deviation = (x.get(row, c) - moments.center()) - moments.correction();
            y.set(row, c, Math.fma(deviation * rstd, gamma.get(0, c), beta.get(0, c)));
        }
    }

    @Override
    protected void computeLayerNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        int n = x.columns();
        for (int r = 0; r < x.rows(); r++) {
            float center = statistics.get(r, CENTER);
            float correction = statistics.get(r, CORRECTION);
            float rstd = statistics.get(r, RSTD);
            LaneSum gradients = new LaneSum();
            LaneSum products = new LaneSum();
            for (int c = 0; c < n; c++) {
                float gradient = dy.get(r, c) * gamma.get(0, c);
                gradients.add(c, gradient);
                products.addProduct(c, gradient, (x.get(r, c) - center) - correction);
            }
            float mean = gradients.total() / n;
            float slope = -(products.total() / n * rstd) * rstd;
            for (int c = 0; c < n; c++) {
                float gradient = dy.get(r, c) * gamma.get(0, c);
                float deviation = (x.get(r, c) - center) - correction;
                dx.set(r, c, Math.fma(deviation, slope, gradient - mean) * rstd);
            }
        }
    }

    @Override
    protected void computeLayerNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        for (int c = 0; c < x.columns(); c++) {
            float sum = accumulate ? dgamma.get(0, c) : 0;
            for (int r = 0; r < x.rows(); r++) {
                float deviation = (x.get(r, c) - statistics.get(r, CENTER)) - statistics.get(r, CORRECTION);
                sum = Math.fma(dy.get(r, c), deviation * statistics.get(r, RSTD), sum);
            }
            dgamma.set(0, c, sum);
        }
        ScalarProducts.biasGradient(dy, dbeta, accumulate);
    }

    @Override
    protected void computeRmsNorm(Matrix x, Matrix gamma, float epsilon, Matrix statistics, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            float rstd = inverseRoot(meanSquare(x, r) + epsilon);
            statistics.set(r, 0, rstd);
            rmsNorm(x, r, gamma, rstd, y);
        }
    }

    @Override
    public void rmsNorm(MemorySegment x, long xOffset, int xStride, Matrix gamma, float epsilon, MemorySegment y,
            long yOffset, int yStride, int rows) {
        Matrix from = ReferenceKernels.batch(x, xOffset, rows, gamma.columns(), xStride);
        Matrix to = ReferenceKernels.batch(y, yOffset, rows, gamma.columns(), yStride);
        for (int r = 0; r < rows; r++) {
            rmsNorm(from, r, gamma, inverseRoot(meanSquare(from, r) + epsilon), to);
        }
    }

    private static float meanSquare(Matrix x, int row) {
        LaneSum squares = new LaneSum();
        for (int c = 0; c < x.columns(); c++) {
            squares.addProduct(c, x.get(row, c), x.get(row, c));
        }
        return squares.total() / x.columns();
    }

    private static void rmsNorm(Matrix x, int row, Matrix gamma, float rstd, Matrix y) {
        for (int c = 0; c < x.columns(); c++) {
            y.set(row, c, (x.get(row, c) * rstd) * gamma.get(0, c));
        }
    }

    @Override
    protected void computeRmsNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        int n = x.columns();
        for (int r = 0; r < x.rows(); r++) {
            float rstd = statistics.get(r, 0);
            LaneSum products = new LaneSum();
            for (int c = 0; c < n; c++) {
                products.addProduct(c, dy.get(r, c) * gamma.get(0, c), x.get(r, c));
            }
            float slope = -(products.total() / n * rstd) * rstd;
            for (int c = 0; c < n; c++) {
                dx.set(r, c, Math.fma(x.get(r, c), slope, dy.get(r, c) * gamma.get(0, c)) * rstd);
            }
        }
    }

    @Override
    protected void computeRmsNormParameterGradient(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma,
            boolean accumulate) {
        for (int c = 0; c < x.columns(); c++) {
            float sum = accumulate ? dgamma.get(0, c) : 0;
            for (int r = 0; r < x.rows(); r++) {
                sum = Math.fma(dy.get(r, c), x.get(r, c) * statistics.get(r, 0), sum);
            }
            dgamma.set(0, c, sum);
        }
    }

    @Override
    protected void computeBatchNorm(Matrix x, Matrix gamma, Matrix beta, float epsilon, Matrix statistics, Matrix y) {
        for (int c = 0; c < x.columns(); c++) {
            Moments moments = Moments.ofColumn(x, c);
            float rstd = moments.rstd(epsilon);
            statistics.set(CENTER, c, moments.center());
            statistics.set(CORRECTION, c, moments.correction());
            statistics.set(RSTD, c, rstd);
            statistics.set(VARIANCE, c, moments.variance());
            float scale = gamma.get(0, c) * rstd;
            float shift = Math.fma(-moments.correction(), scale, beta.get(0, c));
            for (int r = 0; r < x.rows(); r++) {
                y.set(r, c, Math.fma(x.get(r, c) - moments.center(), scale, shift));
            }
        }
    }

    @Override
    protected void computeBatchNormInputGradient(Matrix x, Matrix statistics, Matrix gamma, Matrix dy, Matrix dx) {
        int n = x.rows();
        for (int c = 0; c < x.columns(); c++) {
            float center = statistics.get(CENTER, c);
            float correction = statistics.get(CORRECTION, c);
            float rstd = statistics.get(RSTD, c);
            float gradients = 0;
            float products = 0;
            for (int r = 0; r < n; r++) {
                float deviation = (x.get(r, c) - center) - correction;
                gradients += dy.get(r, c);
                products = Math.fma(dy.get(r, c), deviation, products);
            }
            float mean = gradients / n;
            float slope = -(products / n * rstd) * rstd;
            float shift = Math.fma(correction, slope, mean);
            float scale = gamma.get(0, c) * rstd;
            for (int r = 0; r < n; r++) {
                dx.set(r, c, Math.fma(x.get(r, c) - center, slope, dy.get(r, c) - shift) * scale);
            }
        }
    }

    @Override
    protected void computeBatchNormParameterGradients(Matrix x, Matrix statistics, Matrix dy, Matrix dgamma, Matrix dbeta,
            boolean accumulate) {
        for (int c = 0; c < x.columns(); c++) {
            float sum = accumulate ? dgamma.get(0, c) : 0;
            for (int r = 0; r < x.rows(); r++) {
                float deviation = (x.get(r, c) - statistics.get(CENTER, c)) - statistics.get(CORRECTION, c);
                sum = Math.fma(dy.get(r, c), deviation * statistics.get(RSTD, c), sum);
            }
            dgamma.set(0, c, sum);
        }
        ScalarProducts.biasGradient(dy, dbeta, accumulate);
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
        Matrix from = ReferenceKernels.batch(x, xOffset, rows, mean.columns(), xStride);
        Matrix to = ReferenceKernels.batch(y, yOffset, rows, mean.columns(), yStride);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < mean.columns(); c++) {
                to.set(r, c, Math.fma(from.get(r, c) - mean.get(0, c), scale.get(0, c), beta.get(0, c)));
            }
        }
    }

    @Override
    protected void computeFold(Matrix weight, Matrix bias, Matrix mean, Matrix scale, Matrix beta, Matrix foldedWeight,
            Matrix foldedBias) {
        for (int j = 0; j < weight.columns(); j++) {
            for (int i = 0; i < weight.rows(); i++) {
                foldedWeight.set(i, j, weight.get(i, j) * scale.get(0, j));
            }
            foldedBias.set(0, j, Math.fma(bias.get(0, j) - mean.get(0, j), scale.get(0, j), beta.get(0, j)));
        }
    }
}
