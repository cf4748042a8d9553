package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.NormalizationSpec;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Floats;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/**
 * The reference's normalisations against the textbook in {@code double}: values within the bounds that
 * {@link NormalizationKernels} states, gradients against central differences as in {@link ReferenceGradientTest}.
 */
class NormalizationAccuracyTest {
    private static final NormalizationKernels NORMS = new ReferenceKernels().normalizations();

    /** Largest relative error of one rounding. */
    private static final double U = 0x1p-24;

    private static final float EPSILON = 1e-5f;

    private static double[] normalized(double[] x, double epsilon) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return Arrays.stream(x).map(v -> (v - mean) / Math.sqrt(variance + epsilon)).toArray();
    }

    private static double[] rmsNormalized(double[] x, double epsilon) {
        double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        return Arrays.stream(x).map(v -> v / Math.sqrt(square + epsilon)).toArray();
    }

    private static double[][] transposed(double[][] x) {
        double[][] t = new double[x[0].length][x.length];
        for (int r = 0; r < x.length; r++) {
            for (int c = 0; c < t.length; c++) {
                t[c][r] = x[r][c];
            }
        }
        return t;
    }

    private static double[][] batchNormalized(double[][] x, double epsilon) {
        return transposed(Arrays.stream(transposed(x)).map(column -> normalized(column, epsilon)).toArray(double[][]::new));
    }

    /** The worst error of a row as a share of what is allowed. */
    private static double worst(double[] exact, double bound, Matrix gamma, Matrix beta, Matrix y, int row) {
        double worst = 0;
        for (int c = 0; c < exact.length; c++) {
            double g = gamma.get(0, c);
            double value = exact[c] * g + beta.get(0, c);
            double allowed = bound * (1 + Math.abs(exact[c])) * Math.abs(g) + U * Math.abs(value);
            double error = Math.abs(y.get(row, c) - value);
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error / allowed);
        }
        return worst;
    }

    /** Rows of numbers: plain ones; a mean far from the deviation; an outlier first, in the middle, last; almost equal. */
    private static float[] row(SplittableRandom random, int pattern, int n) {
        float[] x = Floats.plain(random, n);
        for (int i = 0; i < n; i++) {
            x[i] = switch (pattern) {
                case 1 -> 1e4f + x[i];
                case 2 -> -3e6f + 5 * x[i];
                case 3 -> 1e-3f * x[i];
                case 4 -> 100 + Math.ulp(100f) * random.nextInt(3);
                case 5 -> x[i] * 1e15f;
                default -> x[i];
            };
        }
        if (pattern >= 6) {
            x[pattern == 6 ? 0 : pattern == 7 ? n / 2 : n - 1] = 1e6f;
        }
        return x;
    }

    @Test
    void values() {
        SplittableRandom random = new SplittableRandom(1);
        for (int pattern = 0; pattern < 9; pattern++) {
            for (int n : new int[] {1, 2, 3, 15, 16, 17, 64, 100, 1000, 5000}) {
                Matrix x = Matrix.of(1, n, row(random, pattern, n));
                Matrix gamma = Matrix.of(1, n, Floats.plain(random, n));
                Matrix beta = Matrix.of(1, n, Floats.plain(random, n));
                assertValues("pattern " + pattern + " of " + n, x, gamma, beta);
                if (n > 1 && n < 5000) {
                    Matrix column = Matrix.of(n, 1, x.toArray());
                    Matrix y = Matrix.create(n, 1);
                    Matrix one = Matrix.of(1, 1, gamma.get(0, 0));
                    NORMS.batchNorm(column, one, Matrix.of(1, 1, beta.get(0, 0)), EPSILON, Matrix.create(4, 1), y);
                    Matrix gammas = Matrix.create(1, n);
                    Matrix betas = Matrix.create(1, n);
                    gammas.fill(gamma.get(0, 0));
                    betas.fill(beta.get(0, 0));
                    double worst = worst(normalized(Doubles.of(x)[0], EPSILON), NormalizationSpec.columnError(n), gammas,
                            betas, Matrix.of(1, n, y.toArray()), 0);
                    assertTrue(worst <= 1, () -> "batch normalisation: " + worst + " times what is allowed");
                }
            }
        }
    }

    private static void assertValues(String what, Matrix x, Matrix gamma, Matrix beta) {
        int n = x.columns();
        Matrix y = Matrix.create(1, n);
        NORMS.layerNorm(x, gamma, beta, EPSILON, Matrix.create(1, 3), y);
        double layer = worst(normalized(Doubles.of(x)[0], EPSILON), NormalizationSpec.rowError(n), gamma, beta, y, 0);
        assertTrue(layer <= 1, () -> "layer normalisation of " + what + ": " + layer + " times what is allowed");
        NORMS.rmsNorm(x, gamma, 0x1p-23f, Matrix.create(1, 1), y);
        double rms = worst(rmsNormalized(Doubles.of(x)[0], 0x1p-23), NormalizationSpec.rowError(n), gamma,
                Matrix.create(1, n), y, 0);
        assertTrue(rms <= 1, () -> "RMS normalisation of " + what + ": " + rms + " times what is allowed");
    }

    @Test
    void aMillionElements() {
        int n = 1_000_003;
        SplittableRandom random = new SplittableRandom(2);
        Matrix ones = Matrix.create(1, n);
        ones.fill(1);
        for (int pattern : new int[] {0, 2, 6}) {
            assertValues("pattern " + pattern + " of a million", Matrix.of(1, n, row(random, pattern, n)), ones,
                    Matrix.create(1, n));
        }
    }

    /** A mean that is rounded to float before it is subtracted is off by more than the bound allows. */
    @Test
    void theGateCanFail() {
        int n = 1000;
        float[] x = row(new SplittableRandom(3), 2, n);
        float mean = (float) Arrays.stream(Doubles.of(Matrix.of(1, n, x))[0]).average().orElseThrow();
        double[] exact = normalized(Doubles.of(Matrix.of(1, n, x))[0], EPSILON);
        double variance = 0;
        for (float v : x) {
            variance += (v - mean) * (double) (v - mean) / n;
        }
        Matrix y = Matrix.create(1, n);
        Matrix ones = Matrix.create(1, n);
        ones.fill(1);
        for (int c = 0; c < n; c++) {
            y.set(0, c, (float) ((x[c] - mean) / Math.sqrt(variance + EPSILON)));
        }
        assertTrue(worst(exact, NormalizationSpec.rowError(n), ones, Matrix.create(1, n), y, 0) > 1);
        y.set(0, 5, Float.NaN);
        assertEquals(Double.POSITIVE_INFINITY, worst(exact, 1, ones, Matrix.create(1, n), y, 0));
    }

    /** No deviation: y is beta, whatever the value, and the inverse of the deviation is that of epsilon. */
    @Test
    void equalValues() {
        for (float value : new float[] {0, 0.1f, -3, 1e6f, 12345.678f, 1e30f}) {
            for (int n : new int[] {1, 3, 16, 1000}) {
                Matrix x = Matrix.create(2, n);
                x.fill(value);
                Matrix gamma = Matrix.create(1, n);
                gamma.fill(2);
                Matrix beta = Matrix.of(1, n, Floats.plain(new SplittableRandom(4), n));
                Matrix y = Matrix.create(2, n);
                Matrix rows = Matrix.create(2, 3);
                NORMS.layerNorm(x, gamma, beta, EPSILON, rows, y);
                Bits.assertSame("layer " + value, beta.toArray(), y.rows(1, 1).toArray());
                Bits.assertSame("statistics", new float[] {value, 0, 1 / (float) Math.sqrt(EPSILON)},
                        rows.rows(0, 1).toArray());
                Matrix columns = Matrix.create(4, n);
                NORMS.batchNorm(x, gamma, beta, EPSILON, columns, y);
                Bits.assertSame("batch " + value, beta.toArray(), y.rows(1, 1).toArray());
                assertEquals(0, columns.get(NormalizationSpec.VARIANCE, 0));
                assertEquals(1 / (float) Math.sqrt(EPSILON), columns.get(NormalizationSpec.RSTD, 0));
            }
        }
    }

    @Test
    void nonFiniteRowsAndColumnsStayAlone() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Matrix x = Matrix.of(3, 3, 1, 2, 4, 3, bad, 1, 0, 1, -1);
            Matrix ones = Matrix.of(1, 3, 1, 1, 1);
            Matrix zeros = Matrix.create(1, 3);
            Matrix y = Matrix.create(3, 3);
            NORMS.layerNorm(x, ones, zeros, EPSILON, Matrix.create(3, 3), y);
            for (int c = 0; c < 3; c++) {
                assertTrue(Float.isFinite(y.get(0, c)) && Float.isNaN(y.get(1, c)) && Float.isFinite(y.get(2, c)));
            }
            NORMS.rmsNorm(x, ones, EPSILON, Matrix.create(3, 1), y);
            // x / Inf is 0, and Inf / Inf is NaN.
            float rest = Float.isNaN(bad) ? Float.NaN : 0;
            Bits.assertSame("RMS", new float[] {rest, Float.NaN, rest}, y.rows(1, 1).toArray());
            assertTrue(Float.isFinite(y.get(0, 0)) && Float.isFinite(y.get(2, 2)));
            NORMS.batchNorm(x, ones, zeros, EPSILON, Matrix.create(4, 3), y);
            for (int r = 0; r < 3; r++) {
                assertTrue(Float.isFinite(y.get(r, 0)) && Float.isNaN(y.get(r, 1)) && Float.isFinite(y.get(r, 2)));
            }
        }
    }

    /** PyTorch: the running variance is the unbiased one. Two rows, 1 and 3: mean 2, biased variance 1, unbiased 2. */
    @Test
    void runningStatisticsByHand() {
        Matrix statistics = Matrix.create(4, 1);
        NORMS.batchNorm(Matrix.of(2, 1, 1, 3), Matrix.of(1, 1, 1), Matrix.of(1, 1, 0), EPSILON, statistics,
                Matrix.create(2, 1));
        assertEquals(1, statistics.get(NormalizationSpec.VARIANCE, 0));
        Matrix mean = Matrix.of(1, 1, 4);
        Matrix variance = Matrix.of(1, 1, 1);
        NORMS.updateRunning(statistics, 2, 0.25f, mean, variance);
        assertEquals(3.5f, mean.get(0, 0));
        assertEquals(1.25f, variance.get(0, 0));
        NORMS.updateRunning(statistics, 2, 1, mean, variance);
        assertEquals(2, mean.get(0, 0));
        assertEquals(2, variance.get(0, 0));
    }

    /** The folded layer computes what the dense layer and the normalisation after it compute. */
    @Test
    void folding() {
        SplittableRandom random = new SplittableRandom(5);
        int in = 7;
        int out = 19;
        Matrix weight = Matrix.of(in, out, Floats.plain(random, in * out));
        Matrix[] rows = new Matrix[5];
        Arrays.setAll(rows, i -> Matrix.of(1, out, Floats.plain(random, out)));
        Matrix variance = Matrix.create(1, out);
        for (int c = 0; c < out; c++) {
            variance.set(0, c, 0.5f + Math.abs(rows[4].get(0, c)));
        }
        Matrix scale = Matrix.create(1, out);
        Matrix foldedWeight = Matrix.create(in, out);
        Matrix foldedBias = Matrix.create(1, out);
        NORMS.evaluationScale(variance, rows[0], EPSILON, scale);
        NORMS.fold(weight, rows[1], rows[2], scale, rows[3], foldedWeight, foldedBias);
        Matrix x = Matrix.of(4, in, Floats.plain(random, 4 * in));
        Matrix y = Matrix.create(4, out);
        Matrix folded = Matrix.create(4, out);
        ReferenceKernels kernels = new ReferenceKernels();
        kernels.dense(x, weight, rows[1], y);
        NORMS.affine(y, rows[2], scale, rows[3], y);
        kernels.dense(x, foldedWeight, foldedBias, folded);
        for (int r = 0; r < 4; r++) {
            double[] sums = Doubles.dense(Doubles.of(x)[r], Doubles.of(weight), Doubles.of(rows[1])[0]);
            for (int c = 0; c < out; c++) {
                double exact = (sums[c] - rows[2].get(0, c)) / Math.sqrt(variance.get(0, c) + (double) EPSILON)
                        * rows[0].get(0, c) + rows[3].get(0, c);
                assertEquals(exact, y.get(r, c), 2e-6);
                assertEquals(exact, folded.get(r, c), 2e-6);
            }
        }
    }

    private interface Formula {
        double[][] at(double[][] x);
    }

    /** The sum of dy * (xhat * gamma + beta). */
    private static DoubleSupplier sum(Formula formula, double[][] x, double[][] gamma, double[][] beta, Matrix dy) {
        return () -> {
            double[][] normalized = formula.at(x);
            double total = 0;
            for (int r = 0; r < x.length; r++) {
                for (int c = 0; c < x[r].length; c++) {
                    total += dy.get(r, c) * (normalized[r][c] * gamma[0][c] + beta[0][c]);
                }
            }
            return total;
        };
    }

    @Test
    void gradients() {
        SplittableRandom random = new SplittableRandom(6);
        // Not so small that the step of the differences is seen.
        float epsilon = 0.125f;
        for (int[] shape : new int[][] {{2, 1}, {3, 2}, {4, 17}, {19, 5}}) {
            int rows = shape[0];
            int n = shape[1];
            Matrix x = ReferenceGradientTest.values(random, rows, n, 2);
            Matrix gamma = ReferenceGradientTest.values(random, 1, n, 1);
            Matrix beta = ReferenceGradientTest.values(random, 1, n, 1);
            Matrix dy = ReferenceGradientTest.values(random, rows, n, 1);
            Matrix y = Matrix.create(rows, n);
            Matrix dx = Matrix.create(rows, n);
            Matrix dgamma = Matrix.create(1, n);
            Matrix dbeta = Matrix.create(1, n);

            Matrix kept = Matrix.create(rows, 3);
            NORMS.layerNorm(x, gamma, beta, epsilon, kept, y);
            NORMS.layerNormInputGradient(x, kept, gamma, dy, dx);
            NORMS.layerNormParameterGradients(x, kept, dy, dgamma, dbeta, false);
            assertGradients("layer", v -> Arrays.stream(v).map(r -> normalized(r, epsilon)).toArray(double[][]::new), x,
                    gamma, beta, dy, dx, dgamma, dbeta);

            Matrix rstd = Matrix.create(rows, 1);
            NORMS.rmsNorm(x, gamma, epsilon, rstd, y);
            NORMS.rmsNormInputGradient(x, rstd, gamma, dy, dx);
            NORMS.rmsNormParameterGradient(x, rstd, dy, dgamma, false);
            assertGradients("RMS", v -> Arrays.stream(v).map(r -> rmsNormalized(r, epsilon)).toArray(double[][]::new), x,
                    gamma, beta, dy, dx, dgamma, dbeta);

            Matrix columns = Matrix.create(4, n);
            NORMS.batchNorm(x, gamma, beta, epsilon, columns, y);
            NORMS.batchNormInputGradient(x, columns, gamma, dy, dx);
            NORMS.batchNormParameterGradients(x, columns, dy, dgamma, dbeta, false);
            assertGradients("batch", v -> batchNormalized(v, epsilon), x, gamma, beta, dy, dx, dgamma, dbeta);
        }
        assertThrows(AssertionError.class, () -> assertGradients("planted", v -> v, Matrix.of(1, 1, 1), Matrix.of(1, 1, 1),
                Matrix.of(1, 1, 1), Matrix.of(1, 1, 1), Matrix.of(1, 1, 1.001f), Matrix.of(1, 1, 1), Matrix.of(1, 1, 1)));
    }

    private static void assertGradients(String what, Formula formula, Matrix x, Matrix gamma, Matrix beta, Matrix dy,
            Matrix dx, Matrix dgamma, Matrix dbeta) {
        double[][] xs = Doubles.of(x);
        double[][] gammas = Doubles.of(gamma);
        double[][] betas = Doubles.of(beta);
        DoubleSupplier sum = sum(formula, xs, gammas, betas, dy);
        ReferenceGradientTest.assertGradients(what + " dx", xs, sum, dx);
        ReferenceGradientTest.assertGradients(what + " dgamma", gammas, sum, dgamma);
        ReferenceGradientTest.assertGradients(what + " dbeta", betas, sum, dbeta);
    }
}
