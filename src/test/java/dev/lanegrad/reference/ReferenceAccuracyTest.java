package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.Sgd;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.MomentSpec;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The reference against formulas in {@code double} or exact decimals, within bounds that follow from the number of
 * roundings or stand in {@link Activation#accuracy()}. The elementary functions and the element-wise activations
 * have tests of their own.
 */
class ReferenceAccuracyTest {
    private static final Kernels KERNELS = new ReferenceKernels();

    /** Largest relative error of one rounding. */
    private static final double U = 0x1p-24;

    private static void assertUlp(String what, double bound, double exact, float actual) {
        double error = Math.abs(actual - exact) / Doubles.ulp(exact);
        if (!(error <= bound)) {
            throw new AssertionError(what + ": exactly " + exact + ", got " + actual + ", " + error + " ULP off where "
                    + bound + " are allowed");
        }
    }

    private static void assertUlp(String what, double bound, BigDecimal exact, float actual) {
        BigDecimal error = exact.subtract(new BigDecimal(actual)).abs();
        if (error.compareTo(new BigDecimal(bound * Doubles.ulp(exact.doubleValue()))) > 0) {
            throw new AssertionError(what + ": exactly " + exact + ", got " + actual + ", more than " + bound
                    + " ULP off");
        }
    }

    private static void assertWithin(String what, double bound, double exact, float actual) {
        if (!(Math.abs(actual - exact) <= bound)) {
            throw new AssertionError(what + ": exactly " + exact + ", got " + actual + ", " + Math.abs(actual - exact)
                    + " off where " + bound + " is allowed");
        }
    }

    @Test
    void theGatesCanFail() {
        assertUlp("half", 0.5, 1 + 0x1p-24, 1f);
        assertThrows(AssertionError.class, () -> assertUlp("more", 0.5, 1 + 0x1.01p-24, 1f));
        assertThrows(AssertionError.class, () -> assertUlp("subnormal", 0.5, 0x1p-149, 0x1p-148f));
        assertThrows(AssertionError.class, () -> assertUlp("NaN", 100, 1.0, Float.NaN));
        assertThrows(AssertionError.class, () -> assertUlp("Inf", 100, 1.0, Float.POSITIVE_INFINITY));
        assertUlp("half", 0.5, new BigDecimal(1 + 0x1p-24), 1f);
        assertThrows(AssertionError.class, () -> assertUlp("more", 0.5, new BigDecimal(1 + 0x1.00001p-24), 1f));
        assertThrows(AssertionError.class, () -> assertWithin("more", 1e-7, 1, Math.nextUp(1f)));
        assertThrows(AssertionError.class, () -> assertWithin("NaN", 1e-7, 1, Float.NaN));
        assertEquals(0x1p-23, Doubles.ulp(1));
        assertEquals(0x1p-24, Doubles.ulp(Math.nextDown(1f)));
        assertEquals(0x1p-149, Doubles.ulp(1e-44));
        assertEquals(0x1p-149, Doubles.ulp(0));
        assertEquals(0x1p-149, Doubles.ulp(Float.MIN_NORMAL));
    }

    /** Under the conditions of its record: rows of up to 1,000 elements, logits at most 20 apart. */
    @Test
    void softmax() {
        SplittableRandom random = new SplittableRandom(1);
        double bound = Activation.SOFTMAX.accuracy().valueUlp();
        double largest = 0;
        for (int width : new int[] {1, 2, 3, 15, 16, 17, 100, 333, 1000}) {
            for (float centre : new float[] {0, 3.7f, -10, 1000, -1e6f}) {
                for (int shape = 0; shape < 4; shape++) {
                    float[] z = Floats.plain(random, width);
                    for (int i = 0; i < width; i++) {
                        // Spread evenly, in small steps at the far end, alone at the top, or all the same.
                        z[i] = centre + switch (shape) {
                            case 0 -> 10 * z[i];
                            case 1 -> -9.99f + 0.01f * z[i];
                            case 2 -> i == width / 2 ? 9.9f : -10 + 0.1f * z[i];
                            default -> 5;
                        };
                    }
                    Matrix y = Matrix.create(1, width);
                    KERNELS.activate(Activation.SOFTMAX, Matrix.of(1, width, z), y);
                    double[] exact = Doubles.activate(Activation.SOFTMAX, Doubles.of(Matrix.of(1, width, z))[0]);
                    for (int i = 0; i < width; i++) {
                        assertUlp("softmax of " + width, bound, exact[i], y.get(0, i));
                        largest = Math.max(largest, Math.abs(y.get(0, i) - exact[i]) / Doubles.ulp(exact[i]));
                    }
                }
            }
        }
        // The rounding of z - max alone makes about 8: a record that allows 24 is not far off.
        assertTrue(largest > 4, "the sample is too easy: at most " + largest + " ULP");
    }

    /** Under the conditions of its record: in ULP of the larger of what is subtracted, or of 1. */
    @Test
    void logSoftmax() {
        SplittableRandom random = new SplittableRandom(5);
        double bound = Activation.LOG_SOFTMAX.accuracy().valueUlp();
        double largest = 0;
        for (int width : new int[] {1, 2, 3, 15, 16, 17, 100, 1000, 5000}) {
            for (float range : new float[] {0.01f, 1, 20, 1000, 1e30f}) {
                Matrix z = Matrix.create(1, width);
                for (int i = 0; i < width; i++) {
                    z.set(0, i, range * (float) random.nextDouble(-1, 1));
                }
                Matrix y = Matrix.create(1, width);
                KERNELS.activate(Activation.LOG_SOFTMAX, z, y);
                double[] zs = Doubles.of(z)[0];
                double[] exact = Doubles.activate(Activation.LOG_SOFTMAX, zs);
                double max = Arrays.stream(zs).max().orElseThrow();
                for (int i = 0; i < width; i++) {
                    double ulp = Doubles.ulp(Math.max(1, Math.max(Math.abs(exact[i]), Math.abs(zs[i] - max))));
                    double error = Math.abs(y.get(0, i) - exact[i]) / ulp;
                    assertWithin("log-softmax of " + width, bound, 0, (float) error);
                    largest = Math.max(largest, error);
                }
            }
        }
        assertTrue(largest > 0.5, "the sample is too easy: at most " + largest + " ULP");
    }

    private static float[] row(Activation.Rowwise f, float... z) {
        Matrix y = Matrix.create(1, z.length);
        KERNELS.activate(f, Matrix.of(1, z.length, z), y);
        return y.toArray();
    }

    @Test
    void specialRowsOfSoftmax() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        for (float alone : new float[] {0, -0f, 3, -3e38f, Float.MAX_VALUE, Float.MIN_VALUE}) {
            Bits.assertSame("one element", new float[] {1}, row(Activation.SOFTMAX, alone));
            Bits.assertSame("one element", new float[] {0}, row(Activation.LOG_SOFTMAX, alone));
        }
        for (float[] lost : new float[][] {{-inf}, {-inf, -inf}, {inf}, {inf, 0}, {inf, inf, 1}, {nan, 1}, {1, nan},
            {inf, -inf}}) {
            float[] throughout = new float[lost.length];
            Arrays.fill(throughout, nan);
            Bits.assertSame("softmax", throughout, row(Activation.SOFTMAX, lost));
            Bits.assertSame("log-softmax", throughout, row(Activation.LOG_SOFTMAX, lost));
        }
        // masked elements have no part, and the others do not notice
        Bits.assertSame("masked", new float[] {0, 0.5f, 0, 0.5f}, row(Activation.SOFTMAX, -inf, 7, -inf, 7));
        float[] masked = row(Activation.LOG_SOFTMAX, -inf, 7, -inf, 7);
        Bits.assertSame("masked", new float[] {-inf, (float) -StrictMath.log(2), -inf, (float) -StrictMath.log(2)}, masked);
        Bits.assertSame("far apart", new float[] {0, 1}, row(Activation.SOFTMAX, -3e38f, 3e38f));
        Bits.assertSame("far apart", new float[] {-inf, 0}, row(Activation.LOG_SOFTMAX, -3e38f, 3e38f));
    }

    /** A row of a million is as exact as its record says of a thousand: its sum is taken in blocks. */
    @Test
    void aMillionElements() {
        int width = 1_000_000;
        Matrix z = Matrix.create(1, width);
        Matrix y = Matrix.create(1, width);
        KERNELS.activate(Activation.SOFTMAX, z, y);
        for (int i = 0; i < width; i += 997) {
            assertUlp("equal shares", 0.5, 1e-6, y.get(0, i));
        }
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < width; i++) {
            z.set(0, i, (float) random.nextDouble(-10, 10));
        }
        KERNELS.activate(Activation.SOFTMAX, z, y);
        double[] exact = Doubles.activate(Activation.SOFTMAX, Doubles.of(z)[0]);
        for (int i = 0; i < width; i++) {
            assertUlp("softmax of a million", Activation.SOFTMAX.accuracy().valueUlp(), exact[i], y.get(0, i));
        }
        KERNELS.activate(Activation.LOG_SOFTMAX, z, y);
        exact = Doubles.activate(Activation.LOG_SOFTMAX, Doubles.of(z)[0]);
        for (int i = 0; i < width; i++) {
            assertUlp("log-softmax of a million", 8, exact[i], y.get(0, i));
        }
    }

    /**
     * The derivative's bound in ULP holds for each element of the Jacobian, y[i] (d[i][j] - y[j]). The gradient for any
     * dy is a difference, so its error is bounded by what is subtracted.
     */
    @Test
    void softmaxGradient() {
        SplittableRandom random = new SplittableRandom(2);
        double bound = Activation.SOFTMAX.accuracy().derivativeUlp();
        for (int width : new int[] {1, 2, 3, 16, 17, 50}) {
            Matrix y = Matrix.of(1, width, Floats.plain(random, width));
            KERNELS.activate(Activation.SOFTMAX, y, y);
            Matrix dz = Matrix.create(1, width);
            double[] ys = Doubles.of(y)[0];
            for (int j = 0; j < width; j++) {
                Matrix dy = Matrix.create(1, width);
                dy.set(0, j, 1);
                KERNELS.activationGradient(Activation.SOFTMAX, y, dy, dz);
                for (int i = 0; i < width; i++) {
                    assertUlp("softmax's derivative", bound, ys[i] * ((i == j ? 1 : 0) - ys[j]), dz.get(0, i));
                }
            }
            Matrix dy = Matrix.of(1, width, Floats.plain(random, width));
            KERNELS.activationGradient(Activation.SOFTMAX, y, dy, dz);
            double dot = 0;
            double magnitude = 0;
            for (int i = 0; i < width; i++) {
                dot += ys[i] * dy.get(0, i);
                magnitude += Math.abs(ys[i] * dy.get(0, i));
            }
            for (int i = 0; i < width; i++) {
                double exact = ys[i] * (dy.get(0, i) - dot);
                assertWithin("softmax gradient", ys[i] * U * (width * magnitude + 2 * Math.abs(dy.get(0, i) - dot)
                        + Math.abs(dot)), exact, dz.get(0, i));
            }
        }
    }

    /** A sum of k products in any order, each term added by fma, is within k roundings of the sum of magnitudes. */
    @Test
    void products() {
        SplittableRandom random = new SplittableRandom(3);
        for (Floats.Kind kind : new Floats.Kind[] {Floats.Kind.PLAIN, Floats.Kind.WIDE}) {
            for (int[] shape : new int[][] {{1, 1, 1}, {3, 2, 1}, {2, 33, 5}, {5, 40, 17}, {40, 9, 33}, {4, 200, 65}}) {
                int rows = shape[0];
                int in = shape[1];
                int out = shape[2];
                Matrix x = Matrix.of(rows, in, Floats.array(random, kind, rows * in));
                Matrix weight = Matrix.of(in, out, Floats.array(random, kind, in * out));
                Matrix bias = Matrix.of(1, out, Floats.array(random, kind, out));
                Matrix dz = Matrix.of(rows, out, Floats.array(random, kind, rows * out));
                Matrix dw = Matrix.of(in, out, Floats.array(random, kind, in * out));
                Matrix db = Matrix.of(1, out, Floats.array(random, kind, out));
                double[][] oldDw = Doubles.of(dw);
                double[][] oldDb = Doubles.of(db);
                Matrix y = Matrix.create(rows, out);
                Matrix dx = Matrix.create(rows, in);
                KERNELS.dense(x, weight, bias, y);
                KERNELS.inputGradient(dz, weight, dx);
                KERNELS.weightGradient(x, dz, dw, true);
                KERNELS.biasGradient(dz, db, true);
                for (int j = 0; j < out; j++) {
                    int column = j;
                    for (int r = 0; r < rows; r++) {
                        int row = r;
                        assertSum("dense", bias.get(0, j), in, i -> (double) x.get(row, i) * weight.get(i, column),
                                y.get(r, j));
                    }
                    for (int i = 0; i < in; i++) {
                        int feature = i;
                        assertSum("weight gradient", oldDw[i][j], rows,
                                r -> (double) x.get(r, feature) * dz.get(r, column), dw.get(i, j));
                    }
                    assertSum("bias gradient", oldDb[0][j], rows, r -> dz.get(r, column), db.get(0, j));
                }
                for (int r = 0; r < rows; r++) {
                    int row = r;
                    for (int i = 0; i < in; i++) {
                        int feature = i;
                        assertSum("input gradient", 0, out, j -> (double) dz.get(row, j) * weight.get(feature, j),
                                dx.get(r, i));
                    }
                }
            }
        }
        // A lost term of average size is far outside.
        assertThrows(AssertionError.class, () -> assertSum("lost", 0, 100, i -> 1 + i % 3, 199 - 2));
    }

    private interface Term {
        double at(int i);
    }

    private static void assertSum(String what, double start, int count, Term term, float actual) {
        double sum = start;
        double magnitude = Math.abs(start);
        for (int i = 0; i < count; i++) {
            sum += term.at(i);
            magnitude += Math.abs(term.at(i));
        }
        assertWithin(what + " of " + count + " terms", count * U * magnitude, sum, actual);
    }

    /** One step from a random state; those of the other optimizers are compared in {@code OptimizerAccuracyTest}. */
    @Test
    void optimizers() {
        SplittableRandom random = new SplittableRandom(5);
        int n = 500;
        for (Optimizer optimizer : Twins.optimizers()) {
            for (long step : new long[] {1, 2, 3, 10, 1000, 1_000_000}) {
                float[] p = Floats.plain(random, n);
                float[] g = Floats.array(random, Floats.Kind.WIDE, n);
                Matrix parameter = Matrix.of(1, n, p);
                Matrix gradient = Matrix.of(1, n, g);
                Matrix first = Matrix.of(1, n, Floats.plain(random, n));
                Matrix second = Matrix.of(1, n, Floats.plain(random, n));
                for (int i = 0; i < n; i++) {
                    second.set(0, i, Math.abs(second.get(0, i)));
                }
                Matrix m = first.copy();
                Matrix v = second.copy();
                Matrix[] state = Arrays.copyOf(new Matrix[] {m, v, v.copy()}, optimizer.stateCount());
                KERNELS.update(optimizer, step, parameter, gradient, state);
                for (int i = 0; i < n; i++) {
                    String what = optimizer + ", step " + step + ", parameter " + p[i] + ", gradient " + g[i];
                    float moved = parameter.get(0, i);
                    switch (optimizer) {
                        // One fma: rounded once.
                        case Sgd sgd when sgd.momentum() == 0 ->
                            assertUlp(what, 0.5, decimal(p[i]).subtract(decimal(sgd.rate())
                                    .multiply(decimal(g[i]))), moved);
                        case Sgd momentum when momentum.equals(new Sgd(momentum.rate(), momentum.momentum())) -> {
                            BigDecimal velocity = decimal(momentum.momentum()).multiply(decimal(first.get(0, i)))
                                    .add(decimal(g[i]));
                            assertUlp("velocity of " + what, 0.5,
                                    kept(velocity.doubleValue()) == 0 ? BigDecimal.ZERO : velocity, m.get(0, i));
                            assertUlp(what, 0.5, decimal(p[i]).subtract(decimal(momentum.rate())
                                    .multiply(decimal(m.get(0, i)))), moved);
                        }
                        case Adam adam when adam.weightDecay() == 0 -> assertAdam(what, adam, step, p[i], g[i],
                                first.get(0, i), second.get(0, i), m.get(0, i), v.get(0, i), moved);
                        default -> {
                            // Compared elsewhere.
                        }
                    }
                }
            }
        }
    }

    private static BigDecimal decimal(float value) {
        return new BigDecimal(value);
    }

    /** A mean as it is kept: never a subnormal number. */
    private static double kept(double mean) {
        return Math.abs(mean) < MomentSpec.SMALLEST ? 0 : mean;
    }

    private static void assertAdam(String what, Adam adam, long step, double p, double g, double m0, double v0, float m,
            float v, float moved) {
        double beta1 = adam.beta1();
        double beta2 = adam.beta2();
        double mean = kept(beta1 * m0 + (1 - beta1) * g);
        double square = kept(beta2 * v0 + (1 - beta2) * g * g);
        // Roundings: 1 - beta, the product, the sum; one product more for the squares.
        assertWithin("first moment of " + what, U * (Math.abs(mean) + 2.001 * Math.abs((1 - beta1) * g)) + 0x1p-149,
                mean, m);
        assertWithin("second moment of " + what, 4 * U * square + 0x1p-148, square, v);
        // From the moments as stored: the root, the correction, their product with epsilon, the quotient, the step
        // size, and the last sum, which is rounded once.
        double corrected1 = m / (1 - StrictMath.pow(beta1, (double) step));
        double corrected2 = v / (1 - StrictMath.pow(beta2, (double) step));
        double change = adam.rate() * corrected1 / (StrictMath.sqrt(corrected2) + adam.epsilon());
        assertWithin(what, U * (Math.abs(p - change) + 6 * Math.abs(change)) + 0x1p-149, p - change, moved);
    }

    /**
     * Two steps worked out by hand, with decay rates that floats hold exactly. beta1 = 1/2, beta2 = 3/4, rate = 1:
     * g = 1: m = 1/2, v = 1/4, both corrected 1: p = -1. g = 3: m = 7/4, v = 39/16; corrected (7/4) / (3/4) = 7/3 and
     * (39/16) / (7/16) = 39/7: p = -1 - (7/3) / sqrt(39/7) = -1.98854...
     */
    @Test
    void adamByHand() {
        Adam adam = new Adam(1, 0.5f, 0.75f, 1e-30f);
        Matrix p = Matrix.create(1, 1);
        Matrix[] state = {Matrix.create(1, 1), Matrix.create(1, 1)};
        KERNELS.update(adam, 1, p, Matrix.of(1, 1, 1), state);
        assertEquals(-1f, p.get(0, 0));
        assertEquals(0.5f, state[0].get(0, 0));
        assertEquals(0.25f, state[1].get(0, 0));
        KERNELS.update(adam, 2, p, Matrix.of(1, 1, 3), state);
        assertEquals(1.75f, state[0].get(0, 0));
        assertEquals(2.4375f, state[1].get(0, 0));
        assertEquals(-1.9885383f, p.get(0, 0), 3e-7f);
    }

    /** Without the correction, the usual Adam's first step would be 0.1 / sqrt(0.001) = 3.16 times the rate. */
    @Test
    void adamsFirstStepIsTheRate() {
        for (float g : new float[] {1e-3f, 1, -50, 1e6f}) {
            Matrix p = Matrix.create(1, 1);
            KERNELS.update(Optimizer.adam(0.01f), 1, p, Matrix.of(1, 1, g),
                    new Matrix[] {Matrix.create(1, 1), Matrix.create(1, 1)});
            // epsilon takes 1e-5 of the smallest gradient's step.
            assertEquals(-0.01 * g / (Math.abs(g) + 1e-8), p.get(0, 0), 1e-8);
        }
        UpdateStep step = new UpdateStep(new Adam(0.001f, 0.9f, 0.999f, 1e-8f));
        assertEquals(-0.01, step.step(), 1e-8);
        assertEquals(1 / Math.sqrt(0.001), step.correction(), 1e-3);
        step.set(step.optimizer(), 2);
        assertEquals(-0.001 / 0.19, step.step(), 1e-8);
        assertEquals(1 / Math.sqrt(0.001999), step.correction(), 1e-3);
        step.set(step.optimizer(), Long.MAX_VALUE);
        assertEquals(-0.001f, step.step());
        assertEquals(1f, step.correction());
    }
}
