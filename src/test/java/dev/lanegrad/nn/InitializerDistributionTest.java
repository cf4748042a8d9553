package dev.lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the initializers draw against the distribution that they name. The statistic is Kolmogorov and Smirnov's, the largest
 * distance between the share of draws up to x and its probability: of n draws it is above 1.95 / sqrt(n) once in a thousand
 * times, and the seeds are fixed.
 */
class InitializerDistributionTest {
    private static void assertDistributed(double[] draws, DoubleUnaryOperator probability) {
        Arrays.sort(draws);
        double distance = 0;
        for (int i = 0; i < draws.length; i++) {
            double wanted = probability.applyAsDouble(draws[i]);
            distance = Math.max(distance,
                    Math.max(wanted - (double) i / draws.length, (i + 1.0) / draws.length - wanted));
        }
        assertTrue(distance < 1.95 / Math.sqrt(draws.length), distance + " of " + draws.length + " draws");
    }

    /** The integral of exp(-((x - mean) / deviation)^2 / 2) from low to x, divided by that to high: midpoint rule. */
    private static DoubleUnaryOperator normal(double mean, double deviation, double low, double high) {
        int steps = 200_000;
        double width = (high - low) / steps;
        double[] sums = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            double z = (low + (i + 0.5) * width - mean) / deviation;
            sums[i + 1] = sums[i] + Math.exp(-z * z / 2);
        }
        return x -> sums[(int) Math.round((x - low) / width)] / sums[steps];
    }

    /**
     * The truncated ones are of each kind: wide and narrow around the mean, wide and narrow in a tail, mirrored. A deviation
     * of 10^9 makes the exact distribution uniform; what lies beyond a limit that replaces infinity is nothing.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"uniform(-0.5,1.5) | 0 | 1e9 | -0.5 | 1.5", "normal(2,0.5) | 2 | 0.5 | -3 | 7",
        "truncated_normal(0,1,-2,2) | 0 | 1 | -2 | 2", "truncated_normal(0.5,2,-0.5,1) | 0.5 | 2 | -0.5 | 1",
        "truncated_normal(0,1,0,Infinity) | 0 | 1 | 0 | 10", "truncated_normal(0,2,6,100) | 0 | 2 | 6 | 100",
        "truncated_normal(0,1,3,3.1) | 0 | 1 | 3 | 3.1", "truncated_normal(0,1,-5,-4) | 0 | 1 | -5 | -4",
        "truncated_normal(1,0.1,-Infinity,0.5) | 1 | 0.1 | -1 | 0.5", "truncated_normal(0,1,0.001,2) | 0 | 1 | 0.001 | 2"})
    void elements(String initializer, double mean, double deviation, float low, float high) {
        Matrix weight = Matrix.create(300, 200);
        Initializer.parse(initializer).fill(weight, 7, 3);
        double[] draws = new double[(int) weight.size()];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = weight.get(i / 200, i % 200);
            assertTrue(draws[i] >= low && draws[i] <= high, () -> "outside of " + low + " to " + high);
        }
        assertDistributed(draws, normal(mean, deviation, low, high));
    }

    /** Where next to no number of the untruncated distribution lies: found all the same, and inside. */
    @ParameterizedTest
    @CsvSource({"0, 1, 1000, 1001", "0, 1, -1e30, -1e29", "5, 1e-30, 6, 7", "0, 1, 1, 1.0000001",
        "0, 1e-45, 3e38, Infinity"})
    void farTails(float mean, float deviation, float low, float high) {
        Matrix weight = Matrix.create(20, 20);
        new TruncatedNormalInitializer(mean, deviation, low, high).fill(weight, 1, 0);
        for (float value : weight.toArray()) {
            assertTrue(value >= low && value <= high && Float.isFinite(value), () -> "drew " + value);
        }
    }

    /**
     * Haar's measure on the orthogonal 3 x 3 matrices: a row or column is a point of the sphere, each of whose coordinates
     * is uniform in [-1, 1] (Archimedes); both determinants are equally likely; the trace has mean 0 and variance 1.
     */
    @Test
    void orthogonalMatricesAreEquallyLikely() {
        int count = 3000;
        double[][] elements = new double[9][count];
        int positive = 0;
        double traces = 0;
        double squares = 0;
        for (int seed = 0; seed < count; seed++) {
            Matrix weight = Matrix.create(3, 3);
            Initializer.ORTHOGONAL.fill(weight, seed, 1);
            float[] w = weight.toArray();
            for (int i = 0; i < 9; i++) {
                elements[i][seed] = w[i];
            }
            double determinant = w[0] * (w[4] * w[8] - w[5] * w[7]) - w[1] * (w[3] * w[8] - w[5] * w[6])
                    + w[2] * (w[3] * w[7] - w[4] * w[6]);
            assertEquals(1, Math.abs(determinant), 1e-6);
            positive += determinant > 0 ? 1 : 0;
            double trace = (double) w[0] + w[4] + w[8];
            traces += trace;
            squares += trace * trace;
        }
        for (double[] element : elements) {
            assertDistributed(element, x -> (x + 1) / 2);
        }
        // Four standard errors; the trace's fourth moment is 3.
        double error = 4 / Math.sqrt(count);
        assertEquals(0.5, (double) positive / count, error / 2);
        assertEquals(0, traces / count, error);
        assertEquals(1, squares / count, error * Math.sqrt(2));
    }

    /** W^T W or W W^T is gain^2 times the unit matrix: each element of W is off by half an ULP at most. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 5, 1", "5, 1, 2", "7, 7, 1", "64, 20, 1.5", "20, 64, 0.1", "131, 130, 1"})
    void orthogonality(int in, int out, float gain) {
        Matrix weight = Matrix.create(in, out);
        new OrthogonalInitializer(gain).fill(weight, 42, 7);
        boolean tall = in >= out;
        for (int i = 0; i < Math.min(in, out); i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < Math.max(in, out); k++) {
                    sum += tall
                            ? (double) weight.get(k, i) * weight.get(k, j)
                            : (double) weight.get(i, k) * weight.get(j, k);
                }
                assertEquals(i == j ? 1 : 0, sum / ((double) gain * gain), 0x1p-23, i + ", " + j);
            }
        }
    }
}
