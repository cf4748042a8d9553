package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Initializer;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that are broken in a known way get the verdict, healthy ones get none. */
class DiagnosisTest {
    private static final Initializer GLOROT = Initializer.parse("glorot_uniform");

    private static Dataset data(float scale) {
        Dataset data = Samples.classes(400, 20, 4, 1);
        Matrix features = data.features().copy();
        for (int r = 0; r < features.rows(); r++) {
            for (int c = 0; c < features.columns(); c++) {
                features.set(r, c, scale * features.get(r, c));
            }
        }
        return data.withFeatures(features);
    }

    private static Network deep(int depth, int width, Activation activation, Initializer initializer) {
        Network.Builder builder = Network.input(20);
        for (int i = 0; i < depth; i++) {
            builder.dense(width, activation, initializer);
        }
        return builder.dense(4, Activation.IDENTITY, GLOROT).build(1);
    }

    private static Diagnosis diagnose(Network network, Optimizer optimizer, Dataset data) {
        Diagnosis diagnosis = new Diagnosis();
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, optimizer).epochs(8).batchSize(32).measureFlow(1).callback(diagnosis)
                .fit(data);
        return diagnosis;
    }

    private static List<Finding> findings(Diagnosis diagnosis) {
        return diagnosis.verdicts().stream().map(Verdict::finding).distinct().toList();
    }

    static Stream<Arguments> healthy() {
        Initializer he = Initializer.parse("he_normal");
        return Stream.of(
                Arguments.of("relu", deep(2, 64, Activation.RELU, he), Optimizer.adam(1e-3f)),
                Arguments.of("deep relu", deep(8, 64, Activation.RELU, he), Optimizer.adam(1e-3f)),
                Arguments.of("relu by momentum", deep(3, 64, Activation.RELU, GLOROT), Optimizer.momentum(0.01f, 0.9f)),
                Arguments.of("tanh", deep(3, 64, Activation.TANH, GLOROT), Optimizer.adam(1e-3f)),
                Arguments.of("sigmoid", deep(1, 64, Activation.SIGMOID, GLOROT), Optimizer.sgd(0.1f)),
                Arguments.of("gelu", deep(3, 64, Activation.GELU, GLOROT), Optimizer.adam(1e-3f)),
                Arguments.of("no hidden layer", deep(0, 1, Activation.RELU, GLOROT), Optimizer.adam(1e-3f)),
                Arguments.of("layers of all kinds", Network.input(20).dense(32).batchNormalization()
                        .activation(Activation.RELU).dropout(0.2f).dense(32).parametricRelu()
                        .residual(body -> body.layerNormalization().dense(48, Activation.SILU).dropout(0.1f).dense(32))
                        .rmsNormalization().dense(4).build(1), Optimizer.adam(1e-3f)));
    }

    @ParameterizedTest
    @MethodSource("healthy")
    void aHealthyNetworkGetsNoVerdict(String name, Network network, Optimizer optimizer) {
        Diagnosis diagnosis = diagnose(network, optimizer, data(1));
        assertEquals(List.of(), diagnosis.verdicts(), name);
        assertTrue(diagnosis.text().endsWith("measured steps, the last of 104; nothing is conspicuous"), diagnosis.text());
    }

    @Test
    void digitsGetNoVerdict() {
        Network network = Network.input(256).dense(128, Activation.RELU).dense(64, Activation.RELU).dense(10).build(1);
        assertEquals(List.of(), diagnose(network, Optimizer.adam(1e-3f), StrokeDigits.dataset(1, 0, 1000)).verdicts());
    }

    private static Network withBiases(Network network, float bias) {
        network.parameters().get(1).value().fill(bias);
        return network;
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(Finding.VANISHING, deep(10, 32, Activation.SIGMOID, GLOROT), Optimizer.sgd(0.1f), 1f),
                Arguments.of(Finding.VANISHING, deep(12, 32, Activation.LEAKY_RELU, Initializer.parse("normal(0,0.06)")),
                        Optimizer.sgd(0.01f), 1f),
                Arguments.of(Finding.EXPLODING, deep(8, 64, Activation.LEAKY_RELU, Initializer.parse("normal(0,0.5)")),
                        Optimizer.sgd(1e-9f), 1f),
                Arguments.of(Finding.DEAD_RELU, withBiases(deep(2, 64, Activation.RELU, GLOROT), -50), Optimizer.adam(1e-3f),
                        1f),
                Arguments.of(Finding.RATE_TOO_HIGH, deep(2, 64, Activation.TANH, GLOROT), Optimizer.adam(0.5f), 1f),
                Arguments.of(Finding.RATE_TOO_HIGH, deep(2, 64, Activation.TANH, GLOROT), Optimizer.sgd(30f), 1f),
                Arguments.of(Finding.SATURATED, deep(2, 64, Activation.TANH, Initializer.parse("normal(0,5)")),
                        Optimizer.adam(1e-3f), 1f),
                Arguments.of(Finding.INPUTS_NOT_SCALED, deep(2, 64, Activation.RELU, GLOROT), Optimizer.adam(1e-3f), 1000f),
                Arguments.of(Finding.INPUTS_NOT_SCALED, deep(2, 64, Activation.RELU, GLOROT), Optimizer.adam(1e-3f), 1e-4f));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenNetworkGetsItsVerdict(Finding expected, Network network, Optimizer optimizer, float scale) {
        Diagnosis diagnosis = diagnose(network, optimizer, data(scale));
        List<Finding> found = findings(diagnosis);
        assertTrue(!found.isEmpty() && found.getFirst() == expected, () -> diagnosis.text());
        String text = diagnosis.text();
        assertTrue(text.contains("- " + expected.title() + " ("), text);
        assertTrue(text.contains("; advised: " + expected.advice()), text);
    }

    /** Numbers of one step, worked out from weights that are known. */
    @Test
    void theNumbersAreThoseOfTheirDefinitions() {
        Network network = Network.input(20).dense(8, Activation.RELU).dense(5, Activation.TANH).dense(4).build(1);
        // Three of eight units of relu are off for every sample, two of five of tanh at their ends.
        for (int c : new int[] {0, 3, 7}) {
            network.parameters().get(1).value().set(0, c, -1000);
        }
        network.parameters().get(3).value().set(0, 1, 1000);
        network.parameters().get(3).value().set(0, 4, -1000);
        Network before = network.copy();
        List<FlowReport> reports = new ArrayList<>();
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.25f)).epochs(1).fullBatch().measureFlow(1)
                .callback(new Callback() {
                    @Override
                    public void flowMeasured(FlowReport report) {
                        reports.add(report);
                    }
                }).fit(data(1));
        assertEquals(1, reports.size());
        List<LayerFlow> layers = reports.getFirst().layers();
        assertEquals(List.of("layers.0", "layers.1", "layers.2"), layers.stream().map(LayerFlow::name).toList());
        assertEquals(3 / 8.0, layers.get(0).dead());
        assertTrue(layers.get(0).sparsity() > 3 / 8.0 && layers.get(0).sparsity() < 1, layers.toString());
        assertEquals(0.4, layers.get(1).saturated(), 0.02);
        assertTrue(Double.isNaN(layers.get(1).dead()) && Double.isNaN(layers.get(0).saturated()), layers.toString());
        for (int i = 0; i < 3; i++) {
            Matrix old = before.parameters().get(2 * i).value();
            Matrix now = network.parameters().get(2 * i).value();
            double oldNorm = norm(old.toArray());
            assertEquals(norm(now.toArray()), layers.get(i).weights(), 1e-9);
            assertEquals(0.25 * layers.get(i).weightGradient() / oldNorm, layers.get(i).updateRatio(), 1e-5);
        }
        assertTrue(layers.get(2).gradient() > 0 && reports.getFirst().loss() > 0, layers.toString());
        assertEquals(0.577, reports.getFirst().largestInput(), 0.05, "uniform in [-1, 1)");
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void layersOfResidualBlocksHaveTheirOwnNumbers() {
        Network network = Network.input(20).dense(6).residual(body -> body.dense(6, Activation.RELU).dropout(0.5f)).dense(4)
                .build(1);
        Diagnosis diagnosis = diagnose(network, Optimizer.adam(1e-3f), data(1));
        List<LayerFlow> layers = diagnosis.medians();
        assertEquals(List.of("layers.0", "layers.1.body.0", "layers.1.body.1", "layers.1", "layers.2"),
                layers.stream().map(LayerFlow::name).toList());
        assertTrue(layers.get(1).updateRatio() > 0 && Double.isNaN(layers.get(2).updateRatio()), layers.toString());
    }

    @Test
    void measuringChangesNoBit() {
        Network measured = deep(2, 32, Activation.GELU, GLOROT);
        Network plain = measured.copy();
        diagnose(measured, Optimizer.adam(1e-2f), data(1));
        Trainer.of(plain, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-2f)).epochs(8).batchSize(32).fit(data(1));
        plain.tensors().forEach((name, p) -> Bits.assertSame(name, p.value(), measured.tensors().get(name).value()));
    }

    /** All numbers are those of the batch, to the bit, and not those of its last part. */
    @Test
    void partsOfABatchAreMeasuredTogether() {
        List<FlowReport> whole = flows(Integer.MAX_VALUE);
        assertEquals(2 * 13, whole.size());
        assertTrue(whole.getLast().layers().get(1).saturated() > 0, "something is saturated");
        assertTrue(whole.getLast().layers().getFirst().sparsity() > 0, "something is off");
        assertEquals(whole, flows(7));
    }

    private static List<FlowReport> flows(int microBatch) {
        Network network = Network.input(20).dense(16, Activation.RELU).dense(16, Activation.TANH).dropout(0.3f)
                .residual(body -> body.layerNormalization().dense(16).activation(Activation.SIGMOID)).dense(4).build(1);
        List<FlowReport> flows = new ArrayList<>();
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.05f)).epochs(2).batchSize(32).microBatch(microBatch)
                .measureFlow(1).callback(new Callback() {
                    @Override
                    public void flowMeasured(FlowReport report) {
                        flows.add(report);
                    }
                }).fit(data(5));
        return flows;
    }

    @Test
    void everySoManySteps() {
        List<Integer> steps = new ArrayList<>();
        Trainer.of(deep(1, 8, Activation.RELU, GLOROT), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-3f)).epochs(1)
                .batchSize(32).measureFlow(5).callback(new Callback() {
                    @Override
                    public void flowMeasured(FlowReport report) {
                        steps.add(report.step());
                    }
                }).fit(data(1));
        assertEquals(List.of(5, 10), steps);
        Trainer trainer = Trainer.of(deep(1, 8, Activation.RELU, GLOROT), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(1));
        assertThrows(IllegalArgumentException.class, () -> trainer.measureFlow(-1));
    }

    /** Without measuring, the next loss or the end of the epoch would tell; with it, the step itself does. */
    @Test
    void theFirstNonFiniteNumberIsFoundInItsStep() {
        Network network = deep(2, 16, Activation.RELU, GLOROT);
        List<Integer> steps = new ArrayList<>();
        NonFiniteException e = assertThrows(NonFiniteException.class,
                () -> Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(Float.MAX_VALUE)).epochs(1).batchSize(32)
                        .measureFlow(1).callback(new Callback() {
                            @Override
                            public void stepEnded(StepReport report) {
                                steps.add(report.step());
                            }
                        }).fit(data(100)));
        assertEquals(1, e.epoch());
        assertEquals(steps.size() + 1, e.step());
        assertTrue(e.getMessage().contains("update of") || e.getMessage().contains("gradient of")
                || e.getMessage().contains("weighted sums"), e.getMessage());
    }
}
