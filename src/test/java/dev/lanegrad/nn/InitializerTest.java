package dev.lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {

    private static final String GOLDEN = """
            glorot_uniform(1.0) e666a3d0
            glorot_normal(1.0) 9a89938a
            he_uniform 67283f0c
            he_normal a923ce1d
            lecun_uniform 0cf692d9
            lecun_normal 8aedece5
            orthogonal(1.0) dcb13b60
            uniform(0.0,1.0) b3135aa3
            normal(0.0,1.0) fd8bb200
            truncated_normal(0.0,1.0,-2.0,2.0) 615ee213
            zeros f0e4a3e0
            constant(0.1) 2f832d80
            """;
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
        for (float weight : filled(new ConstantInitializer(-2.5f), 1, 0)) {
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
        if (!(initializer instanceof ZerosInitializer || initializer instanceof ConstantInitializer)) {
            assertThrows(AssertionError.class, () -> Bits.assertSame("seed", weights, filled(initializer, 8, 2)));
            assertThrows(AssertionError.class, () -> Bits.assertSame("layer", weights, filled(initializer, 7, 3)));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.nn.Initializer#all")
    void textIsReadBack(Initializer initializer) {
        assertEquals(initializer, Initializer.parse(initializer.text()));
        assertEquals(initializer, Initializer.parse(initializer.name()), "without brackets, the default parameters");
    }

    @Test
    void parametersAreReadBack() {
        assertEquals(new ConstantInitializer(-0.25f), Initializer.parse("constant(-0.25)"));
        assertEquals("constant(0.5)", new ConstantInitializer(0.5f).text());
        assertEquals(new GlorotInitializer(Distribution.NORMAL, 2.5f), Initializer.parse("glorot_normal(2.5)"));
        assertEquals(new OrthogonalInitializer(0.5f), Initializer.parse("orthogonal(0.5)"));
        assertEquals(new UniformInitializer(-0.1f, 0.2f), Initializer.parse("uniform(-0.1,0.2)"));
        assertEquals(new NormalInitializer(-1, 0.02f), Initializer.parse("normal(-1,0.02)"));
        assertEquals("truncated_normal(0.0,0.02,-Infinity,2.0)",
                Initializer.parse("truncated_normal(0,0.02,-Infinity,2)").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "he", "HE_NORMAL", "he_normal(1)", "zeros(0)", "constant(", "constant()", "constant(x)",
                "constant(0.1", "constant(NaN)", "constant(Infinity)", "constant(1,2)", "glorot_normal(0)",
                "glorot_uniform(1,2)", "glorot_uniform(NaN)", "orthogonal(-1)", "orthogonal(Infinity)", "orthogonal(1,1)",
                "uniform(1)", "uniform(1,1)", "uniform(2,1)", "uniform(NaN,1)", "uniform(0,Infinity)", "normal(0)",
                "normal(0,0)", "normal(0,-1)", "normal(Infinity,1)", "normal(0,NaN)", "normal(0,3e38)",
                "truncated_normal(0,1)", "truncated_normal(0,1,2,2)", "truncated_normal(0,1,2,-2)",
                "truncated_normal(0,0,-2,2)", "truncated_normal(NaN,1,-2,2)", "truncated_normal(0,1,NaN,2)",
                "truncated_normal(0,1,-2,NaN)", "truncated_normal(3e38,1e37,-2,2)"})
    void whatIsNoInitializerIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Initializer.parse(text));
    }

    @Test
    void badParametersAreRefused() {
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new FanInInitializer("mine", Distribution.UNIFORM, scale));
        }
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new ConstantInitializer(value))
                    .getMessage();
            assertTrue(message.endsWith("given " + value), message);
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Initializer.parse("normal(1,2,3)"))
                .getMessage();
        assertEquals("initializer 'normal' has 2 parameters (mean, deviation), given 3", message);
    }

    @Test
    void aGainMultiplies() {
        float[] plain = filled(Initializer.GLOROT_UNIFORM, 3, 1);
        float[] twice = filled(new GlorotInitializer(Distribution.UNIFORM, 2), 3, 1);
        for (int i = 0; i < plain.length; i++) {
            assertEquals(2 * plain[i], twice[i]);
        }
    }

    /** The table of PyTorch's calculate_gain; 0.2 is leaky relu's slope. */
    @ParameterizedTest
    @CsvSource({"identity, 1", "sigmoid, 1", "tanh, 1.6666666", "relu, 1.4142135", "leaky_relu, 1.4141428",
        "leaky_relu(0.2), 1.3867505", "leaky_relu(-0.2), 1.3867505", "selu, 0.75", "gelu, 1", "softmax, 1"})
    void gains(String activation, float gain) {
        assertEquals(gain, Initializer.gain(Activation.parse(activation)), 1e-7 * gain);
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.activation.Activation#all")
    void everyGainIsAGain(Activation activation) {
        assertTrue(new OrthogonalInitializer(Initializer.gain(activation)).gain() <= 5 / 3f);
    }

    /** Of the float bits of 37 x 53 and 53 x 37 weights, by every initializer: another machine must get the same. */
    @Test
    void goldenBits() {
        StringBuilder hashes = new StringBuilder();
        for (Initializer initializer : Initializer.all()) {
            int hash = 0;
            for (Matrix weight : List.of(Matrix.create(37, 53), Matrix.create(53, 37))) {
                initializer.fill(weight, 0x1234_5678_9abcL, 5);
                hash = 31 * hash + Arrays.hashCode(weight.toArray());
            }
            hashes.append(String.format("%s %08x\n", initializer.text(), hash));
        }
        assertEquals(GOLDEN, hashes.toString());
    }

    @Test
    void theUsualChoice() {
        assertEquals(Initializer.HE_NORMAL, Initializer.forActivation(Activation.RELU));
        assertEquals(Initializer.HE_NORMAL, Initializer.forActivation(Activation.GELU));
        assertEquals(Initializer.LECUN_NORMAL, Initializer.forActivation(Activation.SELU));
        assertEquals(Initializer.GLOROT_UNIFORM, Initializer.forActivation(Activation.TANH));
    }

    /** Else two threads that use them first could wait for each other's class for ever. */
    @Test
    void constantsStandApartFromDefaultMethods() {
        assertTrue(Arrays.stream(Initializer.class.getDeclaredMethods()).noneMatch(Method::isDefault));
    }
}
