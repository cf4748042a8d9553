package dev.lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
    private static final int IN = 300;
    private static final int OUT = 500;

    private static float[] filled(Initializer initializer, long seed, int layer) {
        Matrix weight = Matrix.create(IN, OUT);
        weight.fill(Float.NaN);
        initializer.fill(weight, seed, layer);
        return weight.toArray();
    }

    /**
     * Mean, variance and extremes of 150,000 weights against the formula. The bounds are five standard errors (a mean's is
     * 0.0026 deviations, a variance's at most 0.0037 of it), so that another numerator or fan is seen.
     */
    @ParameterizedTest
    @CsvSource({"glorot_uniform, 2, 800", "he_uniform, 2, 300", "lecun_uniform, 1, 300", "glorot_normal, 2, 800",
        "he_normal, 2, 300", "lecun_normal, 1, 300"})
    void statistics(String name, double numerator, double fan) {
        double variance = numerator / fan;
        double deviation = Math.sqrt(variance);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        float[] weights = filled(Initializer.parse(name), 3, 1);
        for (float weight : weights) {
            sum += weight;
            squares += (double) weight * weight;
            largest = Math.max(largest, Math.abs(weight));
        }
        assertEquals(0, sum / weights.length, 0.013 * deviation);
        assertEquals(variance, squares / weights.length, 0.0185 * variance);
        // A uniform distribution ends at sqrt(3) deviations; of so many normal numbers some are beyond four.
        if (name.endsWith("uniform")) {
            double limit = Math.sqrt(3) * deviation;
            assertTrue(largest <= limit * (1 + 0x1p-23) && largest > 0.999 * limit, largest + " of " + limit);
        } else {
            assertTrue(largest > 4 * deviation && largest < 7 * deviation, largest + " of " + deviation);
        }
    }

    @Test
    void constants() {
        for (float weight : filled(new Initializer.Constant(-2.5f), 1, 0)) {
            assertEquals(-2.5f, weight);
        }
        for (float weight : filled(Initializer.ZEROS, 1, 0)) {
            assertEquals(0, Float.floatToRawIntBits(weight));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.nn.Initializer#all")
    void aFunctionOfSeedAndLayer(Initializer initializer) {
        float[] weights = filled(initializer, 7, 2);
        Bits.assertSame("again", weights, filled(initializer, 7, 2));
        if (initializer instanceof Initializer.Uniform || initializer instanceof Initializer.Normal) {
            assertThrows(AssertionError.class, () -> Bits.assertSame("seed", weights, filled(initializer, 8, 2)));
            assertThrows(AssertionError.class, () -> Bits.assertSame("layer", weights, filled(initializer, 7, 3)));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.nn.Initializer#all")
    void textIsReadBack(Initializer initializer) {
        assertEquals(initializer, Initializer.parse(initializer.text()));
        assertEquals(initializer, Initializer.parse(initializer.name()), "without brackets, the default parameter");
    }

    @Test
    void parametersAreReadBack() {
        assertEquals(new Initializer.Constant(-0.25f), Initializer.parse("constant(-0.25)"));
        assertEquals("constant(0.5)", new Initializer.Constant(0.5f).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "he", "HE_NORMAL", "he_normal(1)", "zeros(0)", "constant(", "constant()", "constant(x)",
                "constant(0.1", "constant(NaN)", "constant(Infinity)", "constant(1,2)"})
    void whatIsNoInitializerIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Initializer.parse(text));
    }

    @Test
    void badParametersAreRefused() {
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Initializer.Uniform("mine", scale, true));
            assertThrows(IllegalArgumentException.class, () -> new Initializer.Normal("mine", scale, false));
        }
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new Initializer.Constant(value))
                    .getMessage();
            assertTrue(message.endsWith("given " + value), message);
        }
    }

    @Test
    void theUsualChoice() {
        assertEquals(Initializer.HE_NORMAL, Initializer.forActivation(Activation.RELU));
        assertEquals(Initializer.GLOROT_UNIFORM, Initializer.forActivation(Activation.TANH));
    }

    /** Else two threads that use them first could wait for each other's class for ever. */
    @Test
    void constantsStandApartFromDefaultMethods() {
        assertTrue(Arrays.stream(Initializer.class.getDeclaredMethods()).noneMatch(Method::isDefault));
    }
}
