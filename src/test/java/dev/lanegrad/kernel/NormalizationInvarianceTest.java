package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.BatchInvarianceTest.BOTH;
import static dev.lanegrad.kernel.BatchInvarianceTest.ROWS;
import static dev.lanegrad.kernel.BatchInvarianceTest.invariant;
import static dev.lanegrad.kernel.BatchInvarianceTest.plain;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Floats;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link BatchInvarianceTest} is to the other kernels; training-time batch normalisation depends on its batch. */
@Tag("bits")
class NormalizationInvarianceTest {
    private static final float EPSILON = 1e-5f;

    @Test
    void rows() {
        SplittableRandom random = new SplittableRandom(1);
        for (int width : new int[] {1, 7, 16, 33}) {
            Matrix x = Matrix.of(ROWS, width, Floats.array(random, Floats.Kind.FEW_SPECIALS, ROWS * width));
            Matrix dy = plain(random, ROWS, width);
            Matrix gamma = plain(random, 1, width);
            Matrix beta = plain(random, 1, width);
            Matrix mean = plain(random, 1, width);
            invariant("layer normalisation", (kernels, from, count) -> {
                // Output, gradient and statistics beside each other.
                Matrix result = Matrix.create(count, 2 * width + 3);
                Matrix part = x.rows(from, count);
                Matrix kept = Matrix.create(count, 3);
                Matrix y = Matrix.create(count, width);
                Matrix dx = Matrix.create(count, width);
                kernels.normalizations().layerNorm(part, gamma, beta, EPSILON, kept, y);
                kernels.normalizations().layerNormInputGradient(part, kept, gamma, dy.rows(from, count), dx);
                result.columns(2 * width, 3).copyFrom(kept);
                result.columns(0, width).copyFrom(y);
                result.columns(width, width).copyFrom(dx);
                return result.toArray();
            });
            invariant("RMS normalisation", (kernels, from, count) -> {
                Matrix result = Matrix.create(count, 2 * width + 1);
                Matrix part = x.rows(from, count);
                Matrix kept = Matrix.create(count, 1);
                Matrix y = Matrix.create(count, width);
                Matrix dx = Matrix.create(count, width);
                kernels.normalizations().rmsNorm(part, gamma, EPSILON, kept, y);
                kernels.normalizations().rmsNormInputGradient(part, kept, gamma, dy.rows(from, count), dx);
                result.columns(2 * width, 1).copyFrom(kept);
                result.columns(0, width).copyFrom(y);
                result.columns(width, width).copyFrom(dx);
                return result.toArray();
            });
            invariant("batch normalisation in evaluation", (kernels, from, count) -> {
                Matrix y = Matrix.create(count, width);
                kernels.normalizations().affine(x.rows(from, count), mean, gamma, beta, y);
                return y.toArray();
            });
        }
    }

    @Test
    void accumulatedGradientsAreThoseOfTheWholeBatch() {
        SplittableRandom random = new SplittableRandom(2);
        for (int width : new int[] {1, 5, 17, 65}) {
            Matrix x = plain(random, ROWS, width);
            Matrix dy = plain(random, ROWS, width);
            Matrix gamma = plain(random, 1, width);
            float[][] whole = parameterGradients(BOTH.getFirst(), x, dy, gamma, ROWS);
            for (Kernels kernels : BOTH) {
                for (int part : new int[] {1, 2, 7, 8, 64, 257, ROWS}) {
                    float[][] parts = parameterGradients(kernels, x, dy, gamma, part);
                    for (int i = 0; i < whole.length; i++) {
                        Bits.assertSame(kernels.description() + " in parts of " + part, whole[i], parts[i]);
                    }
                }
            }
        }
    }

    private static float[][] parameterGradients(Kernels kernels, Matrix x, Matrix dy, Matrix gamma, int part) {
        NormalizationKernels norms = kernels.normalizations();
        int width = x.columns();
        Matrix dgamma = Matrix.create(1, width);
        Matrix dbeta = Matrix.create(1, width);
        Matrix rms = Matrix.create(1, width);
        for (Matrix gradient : new Matrix[] {dgamma, dbeta, rms}) {
            gradient.fill(Float.NaN);
        }
        for (int from = 0; from < x.rows(); from += part) {
            int count = Math.min(part, x.rows() - from);
            Matrix rows = x.rows(from, count);
            Matrix statistics = Matrix.create(count, 3);
            Matrix rstd = Matrix.create(count, 1);
            Matrix y = Matrix.create(count, width);
            norms.layerNorm(rows, gamma, gamma, EPSILON, statistics, y);
            norms.layerNormParameterGradients(rows, statistics, dy.rows(from, count), dgamma, dbeta, from > 0);
            norms.rmsNorm(rows, gamma, EPSILON, rstd, y);
            norms.rmsNormParameterGradient(rows, rstd, dy.rows(from, count), rms, from > 0);
        }
        return new float[][] {dgamma.toArray(), dbeta.toArray(), rms.toArray()};
    }
}
