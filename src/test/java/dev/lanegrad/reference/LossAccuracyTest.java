package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Hinge;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.LogCosh;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.NegativeLogLikelihood;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.SquaredHinge;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.LogCoshSpec;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The losses of the reference against their formulas in {@code double} ({@link Doubles}), within bounds that follow from the
 * number of roundings.
 */
class LossAccuracyTest {
    private static final Kernels KERNELS = new ReferenceKernels();

    /** Largest relative error of one rounding. */
    private static final double U = 0x1p-24;

    private static void assertWithin(String what, double bound, double exact, float actual) {
        if (!(actual == exact || Math.abs(actual - exact) <= bound)) {
            throw new AssertionError(what + ": exactly " + exact + ", got " + actual + ", " + Math.abs(actual - exact)
                    + " off where " + bound + " is allowed");
        }
    }

    /** Rows of ordinary and of extreme logits, each with every form of target. */
    @Test
    void losses() {
        SplittableRandom random = new SplittableRandom(4);
        float[] extremes = {1e4f, -1e4f, 88, -88, 0, 20, -20, 103.9f, -104.1f, 1e-20f, -1, 3e4f};
        for (int width : new int[] {1, 2, 3, 10, 16, 17, 33}) {
            for (Loss loss : Twins.losses(width)) {
                for (int pattern = 0; pattern < 30; pattern++) {
                    Matrix prediction = Matrix.of(1, width, Floats.plain(random, width));
                    Matrix target = Matrix.create(1, width);
                    float rest = 1;
                    for (int c = 0; c < width; c++) {
                        if (pattern >= extremes.length) {
                            prediction.set(0, c, extremes[random.nextInt(extremes.length)]);
                        } else if (pattern >= 3) {
                            prediction.set(0, c, c == width / 2 ? extremes[pattern] : 0);
                        }
                        float share = switch (pattern % 3) {
                            case 0 -> 1f / width;
                            case 1 -> c == width / 2 ? 1 : 0;
                            default -> rest * random.nextInt(9) / 8;
                        };
                        rest -= share;
                        target.set(0, c, share);
                        prediction.set(0, c, Samples.prediction(loss, prediction.get(0, c)));
                    }
                    Samples.toTargets(loss, target);
                    assertLoss(loss, prediction, target);
                }
            }
        }
    }

    private static void assertLoss(Loss loss, Matrix prediction, Matrix target) {
        int n = prediction.columns();
        Matrix rowLoss = Matrix.create(1, 1);
        Matrix gradient = Matrix.create(1, n);
        float scale = 0.125f;
        KERNELS.loss(loss, prediction, new Targets.Values(target), scale, rowLoss, gradient);
        double[] y = Doubles.of(prediction)[0];
        double[] t = Doubles.of(target)[0];
        String what = loss.text() + " of " + Arrays.toString(y) + " for " + Arrays.toString(t);
        switch (loss) {
            case Loss.Elementwise f -> assertElements(what, f, y, t, scale, rowLoss.get(0, 0), gradient);
            case SoftmaxCrossEntropy f -> assertCrossEntropy(what, f, y, t, scale, rowLoss.get(0, 0), gradient);
            case NegativeLogLikelihood f -> assertLogLikelihood(what, f, y, t, scale, rowLoss.get(0, 0), gradient);
        }
    }

    /** Errors of the elements, n additions, a division; of the slopes, a product of two rounded factors. */
    private static void assertElements(String what, Loss.Elementwise loss, double[] y, double[] t, float scale,
            float rowLoss, Matrix gradient) {
        int n = y.length;
        double magnitude = 0;
        double errors = 0;
        for (int c = 0; c < n; c++) {
            magnitude += Math.abs(Doubles.element(loss, c, y[c], t[c]));
            errors += elementError(loss, c, y[c], t[c]);
            double slope = Doubles.slope(loss, c, y[c], t[c]);
            assertWithin("gradient " + c + " of " + what,
                    scale / (double) n * U * (4 * Math.abs(slope) + slopeError(loss, c, y[c], t[c])) + 0x1p-148,
                    scale / (double) n * slope, gradient.get(0, c));
        }
        assertWithin(what, U * ((n + 1) * magnitude + errors) / n + n * 0x1p-148, Doubles.loss(loss, y, t), rowLoss);
    }

    /** Of an element's loss, in roundings: each counts what it rounds. */
    private static double elementError(Loss.Elementwise loss, int column, double y, double t) {
        double exact = Math.abs(Doubles.element(loss, column, y, t));
        return switch (loss) {
            case MeanSquaredError f -> 4 * exact;
            case MeanAbsoluteError f -> 2 * exact;
            case Huber f -> 6 * exact;
            case SmoothL1 f -> 7 * exact;
            case LogCosh f -> 8 * exact;
            case BinaryCrossEntropy f -> 9 * exact;
            case ProbabilityCrossEntropy f -> 7 * exact;
            case KullbackLeibler f -> {
                double share = f.logTarget() ? StrictMath.exp(t) : t;
                double logarithm = f.logTarget() ? t : StrictMath.log(t);
                yield share == 0 ? 0 : 6 * share * (Math.abs(logarithm) + Math.abs(y));
            }
            case Hinge f -> 2 * exact;
            case SquaredHinge f -> 4 * exact;
            case Poisson f when f.logInput() -> 2 * exact + 3 * StrictMath.exp(y) + 2 * Math.abs(t * y);
            case Poisson f -> 2 * exact + t * (2 + 3 * Math.abs(StrictMath.log(y + f.epsilon())));
        };
    }

    /** The same of its slope, beside what the slope itself counts. */
    private static double slopeError(Loss.Elementwise loss, int column, double y, double t) {
        return switch (loss) {
            case BinaryCrossEntropy f -> 8 * (StrictMath.exp(-Math.max(-y, 0)) * (1 - t) + f.positiveWeights().stream()
                    .skip(f.positiveWeights().size() == 1 ? 0 : column).findFirst().orElse(1f) * t);
            case Poisson f when f.logInput() -> 3 * StrictMath.exp(y);
            case Poisson f -> 3 * t / (y + f.epsilon());
            case MeanSquaredError f -> 0;
            case MeanAbsoluteError f -> 0;
            case Huber f -> 0;
            case SmoothL1 f -> Math.abs(Doubles.slope(loss, column, y, t));
            case LogCosh f -> 3 * Math.abs(Doubles.slope(loss, column, y, t));
            case ProbabilityCrossEntropy f -> 4 * Math.abs(Doubles.slope(loss, column, y, t));
            case KullbackLeibler f -> 2 * Math.abs(Doubles.slope(loss, column, y, t));
            case Hinge f -> 0;
            case SquaredHinge f -> Math.abs(Doubles.slope(loss, column, y, t));
        };
    }

    private static void assertCrossEntropy(String what, SoftmaxCrossEntropy loss, double[] y, double[] t, float scale,
            float rowLoss, Matrix gradient) {
        int n = y.length;
        double exact = Doubles.loss(loss, y, t);
        double[] u = Doubles.weighted(loss, t);
        boolean weighted = !loss.weights().isEmpty();
        double sum = Arrays.stream(u).sum();
        double share = weighted ? sum : 1;
        // All terms are positive, so relative errors add up: n additions and a few roundings a term. The logarithm of a
        // softmax is a number near zero computed from one near one: there the errors count absolutely. 2^-149 for
        // subnormal terms.
        assertWithin(what, (n + 10) * U * (exact + sum) + n * 0x1p-149, exact, rowLoss);
        double[] probability = Doubles.activate(Activation.SOFTMAX, y);
        double max = Arrays.stream(y).max().orElseThrow();
        for (int c = 0; c < n; c++) {
            double slope = probability[c] * share - u[c];
            // Relative error of the probability in roundings; the distance to the largest logit is rounded, too, and so are
            // weighted targets and their sum.
            double weighting = (weighted ? (n + 3) * probability[c] * share : 0) + 3 * u[c];
            double bound = scale * U * ((n + 8 + (max - y[c])) * probability[c] * share + weighting + 4 * Math.abs(slope))
                    + 0x1p-148;
            assertWithin("gradient " + c + " of " + what, bound, scale * slope, gradient.get(0, c));
        }
    }

    private static void assertLogLikelihood(String what, NegativeLogLikelihood loss, double[] y, double[] t, float scale,
            float rowLoss, Matrix gradient) {
        double exact = Doubles.loss(loss, y, t);
        double[] u = Doubles.weighted(loss, t);
        assertWithin(what, (y.length + 2) * U * exact + y.length * 0x1p-149, exact, rowLoss);
        for (int c = 0; c < y.length; c++) {
            assertWithin("gradient " + c + " of " + what, 3 * U * scale * u[c], -scale * u[c], gradient.get(0, c));
        }
    }

    /** Every float of some exponents, those where the formula changes among them, and samples of the others. */
    @Test
    void logCosh() {
        int worstBits = 0;
        double worst = 0;
        int stride = 997;
        for (int bits = 0; bits < 0x7f80_0000; bits += (bits >>> 23) == 126 || (bits >>> 23) == 127 ? 7 : stride) {
            float d = Float.intBitsToFloat(bits);
            double exact = Doubles.logCosh(d);
            float actual = ScalarElementLosses.loss(new LogCosh(), 0, d, 0);
            double error = Math.abs(actual - exact) / Doubles.ulp(exact);
            if (!(error <= worst)) {
                worst = error;
                worstBits = bits;
            }
        }
        float at = Float.intBitsToFloat(worstBits);
        double found = worst;
        assertTrue(found <= LogCoshSpec.MAX_ULP, () -> found + " ULP at " + at);
        assertTrue(found > LogCoshSpec.MAX_ULP / 2, () -> "the bound is loose: " + found + " ULP at " + at);
        assertEquals(0f, ScalarElementLosses.loss(new LogCosh(), 0, 3, 3));
        assertEquals(Float.POSITIVE_INFINITY, ScalarElementLosses.loss(new LogCosh(), 0, 0, Float.NEGATIVE_INFINITY));
        assertTrue(Float.isFinite(ScalarElementLosses.loss(new LogCosh(), 0, Float.MAX_VALUE, 0)));
    }

    /** Losses that anyone can work out. */
    @Test
    void lossesByHand() {
        assertEquals(2.5f, oneLoss(Loss.MEAN_SQUARED_ERROR, new float[] {3, 0}, new float[] {1, 1}));
        assertEquals((float) Math.log(2), oneLoss(Loss.BINARY_CROSS_ENTROPY, new float[] {0}, new float[] {1}));
        assertEquals(1e4f, oneLoss(Loss.BINARY_CROSS_ENTROPY, new float[] {1e4f}, new float[] {0}));
        assertEquals(1e4f, oneLoss(Loss.BINARY_CROSS_ENTROPY, new float[] {-1e4f}, new float[] {1}));
        Bits.assertSame("right", new float[] {0},
                new float[] {oneLoss(Loss.BINARY_CROSS_ENTROPY, new float[] {1e4f}, new float[] {1})});
        assertEquals((float) Math.log(4),
                oneLoss(Loss.SOFTMAX_CROSS_ENTROPY, new float[] {7, 7, 7, 7}, new float[] {0, 0, 1, 0}));
        assertEquals(2e4f, oneLoss(Loss.SOFTMAX_CROSS_ENTROPY, new float[] {1e4f, -1e4f}, new float[] {0, 1}));
        assertEquals(0f, oneLoss(Loss.SOFTMAX_CROSS_ENTROPY, new float[] {1e4f, -1e4f}, new float[] {1, 0}));
        assertEquals(0f, oneLoss(Loss.SOFTMAX_CROSS_ENTROPY, new float[] {3, Float.NEGATIVE_INFINITY},
                new float[] {1, 0}));
    }

    private static float oneLoss(Loss loss, float[] prediction, float[] target) {
        Matrix rowLoss = Matrix.create(1, 1);
        int n = prediction.length;
        KERNELS.loss(loss, Matrix.of(1, n, prediction), new Targets.Values(Matrix.of(1, n, target)), 1, rowLoss,
                Matrix.create(1, n));
        return rowLoss.get(0, 0);
    }
}
