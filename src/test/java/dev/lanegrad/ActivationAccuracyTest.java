package dev.lanegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.reference.ScalarActivations;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Oracle;
import dev.lanegrad.testing.Twins;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The accuracy record of every element-wise activation: the vector code held against formulas in double, and its bits
 * against those of the reference, forward and backward, on the same arguments.
 *
 * <p>Arguments: every {@value #STRIDE}th bit pattern, and the neighbours of some thresholds; with
 * {@code -Dlanegrad.exhaustive=true} all 2^32 patterns, for each function with its usual parameters.
 */
class ActivationAccuracyTest {
    /** A prime, so that all low bits and all exponents are met. */
    private static final int STRIDE = 4099;
    private static final int BLOCK = 4096;
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lanegrad.exhaustive");

    /** A slope has no meaning within so many ULP of a kink: an output that was rounded may stand on the other side. */
    private static final double KINK = 0x1p-20;

    /** Kinks, saturations and holds; the neighbourhood of each and of its negative is swept. */
    private static final float[] THRESHOLDS = {0f, 0.25f, 0.5f, 1f, 2f, 3f, 5f, 6f, 8f, 9.02f, 10.95f, 11.5f, 14.75f, 4.9f,
        5.9f, 15.7f, 16.64f,
        17.33f,
        20f, 87.34f, 103.98f, 110f, Float.MIN_NORMAL, 0x1p-25f, 0x1p24f, Float.MAX_VALUE, Float.POSITIVE_INFINITY};

    static List<Activation.Elementwise> functions() {
        return Twins.elementwise();
    }

    /** Errors of one function: of the value and the derivative in ULP, of the derivative near its root and at the input. */
    private record Worst(double value, float valueAt, double derivative, float derivativeAt, double root, double atInput,
            float inputAt) {
        static final Worst NONE = new Worst(0, 0, 0, 0, 0, 0, 0);

        static Worst of(Worst a, Worst b) {
            return new Worst(Math.max(a.value, b.value), a.value >= b.value ? a.valueAt : b.valueAt,
                    Math.max(a.derivative, b.derivative), a.derivative >= b.derivative ? a.derivativeAt : b.derivativeAt,
                    Math.max(a.root, b.root), Math.max(a.atInput, b.atInput),
                    a.atInput >= b.atInput ? a.inputAt : b.inputAt);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void errorsAreWithinTheRecord(Activation.Elementwise f) {
        int stride = stride(f);
        Worst worst = blocks(stride).parallel().mapToObj(block -> worst(f, arguments(block, stride)))
                .reduce(Worst.NONE, Worst::of);
        System.out.printf(
                "%-22s value %.4f ULP at %s, derivative %.4f ULP at %s, near its root %.3g, at the input %.3g at %s, %s%n",
                f.text(), worst.value, worst.valueAt, worst.derivative, worst.derivativeAt, worst.root, worst.atInput,
                worst.inputAt, stride == 1 ? "all 2^32 arguments" : "sample");
        assertWithin(f.text(), f.accuracy(), worst);
    }

    private static void assertWithin(String what, Accuracy accuracy, Worst worst) {
        assertTrue(worst.value <= accuracy.valueUlp(), what + ": " + worst.value + " ULP at " + worst.valueAt);
        assertTrue(worst.derivative <= accuracy.derivativeUlp(),
                what + ": derivative " + worst.derivative + " ULP at " + worst.derivativeAt);
        assertTrue(worst.root <= accuracy.root().absolute(), what + ": derivative near its root " + worst.root);
        assertTrue(worst.atInput <= accuracy.derivativeAtInput(),
                what + ": derivative at the input " + worst.atInput + " off at " + worst.inputAt);
    }

    @Test
    void theGateCanFail() {
        Accuracy accuracy = new Accuracy(1, 2).withRoot(-1, 1);
        assertWithin("at the bounds", accuracy, new Worst(1, 0, 2, 0, 0x1p-23, 0x1p-23, 0));
        assertThrows(AssertionError.class, () -> assertWithin("", accuracy, new Worst(1.01, 0, 0, 0, 0, 0, 0)));
        assertThrows(AssertionError.class, () -> assertWithin("", accuracy, new Worst(0, 0, 2.01, 0, 0, 0, 0)));
        assertThrows(AssertionError.class, () -> assertWithin("", accuracy, new Worst(0, 0, 0, 0, 0x1p-22, 0, 0)));
        assertThrows(AssertionError.class, () -> assertWithin("", accuracy, new Worst(0, 0, 0, 0, 0, 0x1p-22, 0)));
        assertThrows(AssertionError.class, () -> assertWithin("", accuracy, new Worst(Double.NaN, 0, 0, 0, 0, 0, 0)));
        // another function's formula is far outside
        Worst other = worst(Activation.SILU, Activation.GELU, arguments(4 * 3, STRIDE));
        assertThrows(AssertionError.class, () -> assertWithin("", Activation.SILU.accuracy(), other));
    }

    private static Worst worst(Activation.Elementwise f, float[] arguments) {
        return worst(f, f, arguments);
    }

    private static Worst worst(Activation.Elementwise f, Activation.Elementwise formula, float[] arguments) {
        boolean keepsInput = f.keeps() == Activation.Keeps.INPUT;
        Accuracy.Root root = f.accuracy().root();
        double value = 0;
        float valueAt = 0;
        double derivative = 0;
        float derivativeAt = 0;
        double nearRoot = 0;
        double atInput = 0;
        float inputAt = 0;
        Bench bench = Bench.OF_THREAD.get();
        float[] y = bench.values(f, arguments);
        float[] slope = bench.slopes(f, keepsInput ? arguments : y);
        double[] values = Oracle.values(z -> Doubles.value(formula, z), arguments);
        double[] slopes = Oracle.values(z -> Doubles.slope(formula, z), arguments);
        for (int i = 0; i < arguments.length; i++) {
            float z = arguments[i];
            if (Float.isNaN(z) || Float.isInfinite(z)) {
                continue;
            }
            if (!(Doubles.ulps(y[i], values[i]) <= value)) {
                double error = Doubles.ulps(y[i], Doubles.value(formula, z));
                if (!(error <= value)) {
                    value = error;
                    valueAt = z;
                }
            }
            double exact = slopes[i];
            double distance = Math.abs(slope[i] - exact);
            if (!(distance <= atInput)) {
                // What interpolation adds is not the function's.
                distance = Math.abs(slope[i] - Doubles.slope(formula, z));
                if (!(distance <= atInput) && !nearKink(formula, z, exact)) {
                    atInput = distance;
                    inputAt = z;
                }
            }
            if (root.surrounds(z)) {
                nearRoot = Math.max(nearRoot, distance);
            } else {
                double ofKept = keepsInput ? exact : Doubles.slopeOfOutput(formula, y[i]);
                if (!(Doubles.ulps(slope[i], ofKept) <= derivative)) {
                    double error = Doubles.ulps(slope[i], keepsInput ? Doubles.slope(formula, z) : ofKept);
                    if (!(error <= derivative) && !(keepsInput && nearKink(formula, z, exact))) {
                        derivative = error;
                        derivativeAt = z;
                    }
                }
            }
        }
        return new Worst(value, valueAt, derivative, derivativeAt, nearRoot, atInput, inputAt);
    }

    /** Whether the exact slope jumps within a few ULP of z. */
    private static boolean nearKink(Activation.Elementwise f, double z, double slope) {
        double step = Math.max(Math.abs(z) * KINK, 0x1p-149);
        return Math.abs(Doubles.slope(f, z - step) - slope) > 1e-3 || Math.abs(Doubles.slope(f, z + step) - slope) > 1e-3;
    }

    @Tag("bits")
    @ParameterizedTest
    @MethodSource("functions")
    void vectorBitsAreScalarBits(Activation.Elementwise f) {
        int stride = stride(f);
        blocks(stride).parallel().forEach(block -> Bench.OF_THREAD.get().compare(f, arguments(block, stride)));
    }

    /** Both kernels and their memory, for one thread. */
    private record Bench(Kernels reference, Kernels vector, Matrix z, Matrix ones, Matrix expected, Matrix actual) {
        static final ThreadLocal<Bench> OF_THREAD = ThreadLocal.withInitial(() -> {
            Matrix ones = Matrix.create(1, BLOCK);
            ones.fill(1);
            return new Bench(new ReferenceKernels(), VectorSupport.kernels(), Matrix.create(1, BLOCK), ones,
                    Matrix.create(1, BLOCK), Matrix.create(1, BLOCK));
        });

        float[] values(Activation.Elementwise f, float[] arguments) {
            z.copyFrom(arguments);
            vector.activate(f, z, actual);
            return actual.toArray();
        }

        float[] slopes(Activation.Elementwise f, float[] kept) {
            z.copyFrom(kept);
            vector.activationGradient(f, z, ones, actual);
            return actual.toArray();
        }

        void compare(Activation.Elementwise f, float[] arguments) {
            z.copyFrom(arguments);
            reference.activate(f, z, expected);
            vector.activate(f, z, actual);
            Bits.assertSame(f.text(), expected, actual);
            // What is kept need not come from a forward pass to have defined bits.
            reference.activationGradient(f, z, ones, expected);
            vector.activationGradient(f, z, ones, actual);
            Bits.assertSame(f.text() + "'s gradient", expected, actual);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void limitsAreTheRecords(Activation.Elementwise f) {
        for (int i = 0; i < Limits.arguments().length; i++) {
            float z = Limits.arguments()[i];
            float y = ScalarActivations.value(f, z);
            Bits.assertSame(f.text() + " at " + z, new float[] {f.limits().values()[i]}, new float[] {y});
            float slope = ScalarActivations.gradient(f, f.keeps() == Activation.Keeps.INPUT ? z : y, 1);
            Bits.assertSame(f.text() + "'s slope at " + z, new float[] {f.slopes().values()[i]}, new float[] {slope});
        }
        assertTrue(Float.isNaN(ScalarActivations.value(f, Float.NaN)), f.text() + " hides a NaN");
        // a slope of 0 or 1 may ignore what it is multiplied with, but not what comes in
        float passed = ScalarActivations.gradient(f, 0.5f, Float.NaN);
        assertTrue(Float.isNaN(passed) || passed == 0, f.text() + "'s gradient of NaN is " + passed);
    }

    /** The oracle itself: the error function of the library that it uses, against its series in exact arithmetic. */
    @Test
    void theOracleIsExact() {
        for (double x : new double[] {1e-300, 1e-8, 0.1, 0.47, 0.5, 0.84, 1, 1.25, 2, 2.8, 3.5, 5, 7.5, 9.9}) {
            double erfc = ErfcSeries.erfc(x);
            assertEquals(erfc, org.apache.commons.numbers.gamma.Erfc.value(x), 4 * Math.ulp(erfc), "erfc " + x);
            assertEquals(2 - erfc, org.apache.commons.numbers.gamma.Erfc.value(-x), 4 * Math.ulp(2 - erfc), "erfc -" + x);
            assertEquals(1 - erfc, org.apache.commons.numbers.gamma.Erf.value(x), 4 * Math.ulp(1.0), "erf " + x);
        }
        // published: Abramowitz and Stegun, table 7.1 and 7.3
        assertEquals(0.8427007929, ErfcSeries.erf(1), 5e-11);
        assertEquals(0.9953222650, ErfcSeries.erf(2), 5e-11);
    }

    private static int stride(Activation.Elementwise f) {
        return EXHAUSTIVE && Activation.elementwise().contains(f) ? 1 : STRIDE;
    }

    private static IntStream blocks(int stride) {
        return IntStream.range(0, 4 * THRESHOLDS.length + (int) ((1L << 32) / stride / BLOCK));
    }

    private static float[] arguments(int block, int stride) {
        int first;
        int step;
        if (block < 4 * THRESHOLDS.length) {
            float t = THRESHOLDS[block / 4];
            first = Float.floatToRawIntBits((block & 1) == 0 ? t : -t) - ((block & 2) == 0 ? BLOCK : 0);
            step = 1;
        } else {
            step = stride;
            first = (block - 4 * THRESHOLDS.length) * BLOCK * step;
        }
        float[] x = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            x[i] = Float.intBitsToFloat(first + i * step);
        }
        return x;
    }
}
