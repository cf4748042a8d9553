package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.SampleLayers;
import dev.lanegrad.testing.SampleLayers.Sample;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The check agrees with gradients that are right and finds spoiled ones. */
class GradientCheckTest {
    private static final Dataset CLASSES = Samples.classes(60, 6, 3, 1);

    static List<Sample> samples() {
        return SampleLayers.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyKindOfLayerAgrees(Sample sample) {
        Network network = SampleLayers.network(sample, 3);
        Dataset data = Dataset.ofValues(Samples.uniform(20, network.inputs(), 1), Samples.uniform(20, network.outputs(), 2));
        GradientReport report = GradientCheck.of(network, Loss.MEAN_SQUARED_ERROR).run(data);
        assertEquals(List.of(), report.with(GradientReport.Outcome.DIFFERS), () -> sample + "\n" + report.text());
        assertTrue(report.agrees(), () -> sample + "\n" + report.text());
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.activation.Activation#all")
    void everyActivationAgrees(Activation activation) {
        Network network = Network.input(6).dense(9, activation).dense(3).build(1);
        GradientReport report = GradientCheck.of(network, Loss.SOFTMAX_CROSS_ENTROPY).run(CLASSES);
        assertEquals(List.of(), report.with(GradientReport.Outcome.DIFFERS), () -> activation + "\n" + report.text());
        assertTrue(report.agrees(), () -> activation + "\n" + report.text());
    }

    private static Network network() {
        return Network.input(6).dense(16, Activation.TANH).dense(8, Activation.SIGMOID).dense(3).build(1);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("a twentieth too large", g -> scale(g.get(2), 1.05f)),
                fault("a twentieth too small", g -> scale(g.get(0), 0.95f)),
                fault("the other sign", g -> scale(g.get(3), -1)),
                fault("a bias without a gradient", g -> g.get(1).fill(0)),
                fault("not divided by the rows", g -> g.forEach(m -> scale(m, 16))),
                fault("not a number", g -> g.get(4).set(0, 0, Float.NaN)),
                fault("infinite", g -> g.get(4).set(1, 2, Float.POSITIVE_INFINITY)),
                fault("a column of its neighbour", g -> g.get(5).set(0, 0, g.get(5).get(0, 1))));
    }

    private static Arguments fault(String name, Consumer<List<Matrix>> spoil) {
        return Arguments.of(name, spoil);
    }

    private static void scale(Matrix matrix, float factor) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                matrix.set(r, c, factor * matrix.get(r, c));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aSpoiledGradientIsFound(String name, Consumer<List<Matrix>> spoil) {
        GradientCheck check = GradientCheck.of(network(), Loss.SOFTMAX_CROSS_ENTROPY).elements(24);
        assertTrue(check.run(CLASSES).agrees(), () -> check.run(CLASSES).text());
        GradientReport spoiled = check.run(CLASSES, spoil);
        assertFalse(spoiled.agrees(), () -> name + "\n" + spoiled.text());
        assertTrue(spoiled.text().contains("DIFFER, largest relative distance"), spoiled.text());
        assertTrue(spoiled.text().endsWith("the gradients DIFFER from finite differences"), spoiled.text());
    }

    /** A loss that is NaN wherever it is looked at is no evidence against a gradient. */
    @Test
    void differencesOfLossesThatOverflowDecideNothing() {
        Network network = Network.input(2).dense(1).build(1);
        network.parameters().getFirst().value().fill(100);
        Matrix features = Matrix.create(20, 2);
        features.columns(0, 1).fill(1e37f);
        features.columns(1, 1).fill(-1e37f);
        GradientReport report = GradientCheck.of(network, Loss.MEAN_ABSOLUTE_ERROR)
                .run(Dataset.ofValues(features, Samples.uniform(20, 1, 1)));
        assertEquals(List.of(), report.with(GradientReport.Outcome.DIFFERS), report.text());
        assertFalse(report.agrees(), report.text());
    }

    @Test
    void theNetworkStaysAsItIsAndTheNamesAreThoseOfFiles() {
        Network network = Network.input(6).dense(4).batchNormalization().dropout(0.5f)
                .residual(body -> body.dense(4, Activation.TANH)).dense(3).build(1);
        Network before = network.copy();
        GradientReport report = GradientCheck.of(network, Loss.SOFTMAX_CROSS_ENTROPY).elements(3).run(CLASSES);
        network.tensors().forEach((name, p) -> Bits.assertSame(name, before.tensors().get(name).value(), p.value()));
        assertEquals(List.of("layers.0.weight", "layers.0.bias", "layers.1.gamma", "layers.1.beta", "layers.3.body.0.weight",
                "layers.3.body.0.bias", "layers.4.weight", "layers.4.bias"),
                report.entries().stream().map(GradientReport.Entry::parameter).distinct().toList());
        assertEquals(8 * 3, report.entries().size());
    }

    @Test
    void badNumbersAreRefused() {
        GradientCheck check = GradientCheck.of(network(), Loss.SOFTMAX_CROSS_ENTROPY);
        assertThrows(IllegalArgumentException.class, () -> check.rows(1));
        assertThrows(IllegalArgumentException.class, () -> check.elements(0));
        assertThrows(IllegalArgumentException.class, () -> check.run(Samples.classes(20, 5, 3, 1)));
    }
}
