package dev.lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.SampleLayers;
import dev.lanegrad.testing.SampleLayers.Sample;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import dev.lanegrad.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks with every kind of layer: bits of both implementations, of batches and their rows, of whole training runs. */
@Tag("bits")
class LayerBitsTest {
    private static final int ROWS = 37;

    private static final int[] LABELS = Samples.classes(ROWS, SampleLayers.WIDTH, 5, 3)
            .targets() instanceof Targets.Classes c
                    ? c.labels()
                    : new int[0];

    static List<Sample> samples() {
        return SampleLayers.all();
    }

    private static Matrix x() {
        return Samples.uniform(ROWS, SampleLayers.WIDTH, 4);
    }

    /** A kind without a sample would be tested nowhere. */
    @Test
    void everyKindHasASample() {
        Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Layer.class.getPermittedSubclasses()));
        samples().forEach(sample -> assertTrue(kinds.contains(sample.kind()), sample.name()));
        samples().forEach(sample -> kinds.remove(sample.kind()));
        assertEquals(Set.of(), kinds, "kinds of layers without a sample");
    }

    /** Output, gradients and statistics of passes over micro-batches. */
    private static List<Matrix> pass(Network network, Kernels kernels, Pass pass, int part) {
        Matrix x = x();
        List<Matrix> results = new ArrayList<>();
        Workspace workspace = new Workspace(network, part, kernels);
        Matrix outputs = Matrix.create(ROWS, network.outputs());
        for (int from = 0; from < ROWS; from += part) {
            int count = Math.min(part, ROWS - from);
            Matrix y = workspace.forward(x.rows(from, count), pass.fromRow(from));
            outputs.rows(from, count).copyFrom(y);
            kernels.loss(Loss.SOFTMAX_CROSS_ENTROPY, y,
                    new Targets.Classes(Arrays.copyOfRange(LABELS, from, from + count), count), 1f / ROWS,
                    Matrix.create(1, count), workspace.outputGradient());
            workspace.backward(from > 0);
        }
        results.add(outputs);
        results.addAll(workspace.gradients());
        network.statistics().forEach(statistic -> results.add(statistic.value()));
        return results;
    }

    private static void assertSame(String what, List<Matrix> expected, List<Matrix> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Bits.assertSame(what + ", result " + i, expected.get(i), actual.get(i));
        }
    }

    private static List<Pass> passes(Network network) {
        return network.statistics().isEmpty()
                ? List.of(Pass.EVALUATION, Pass.training(5, 9))
                : List.of(Pass.training(5, 9));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bothImplementations(Sample sample) {
        Network network = SampleLayers.network(sample, 11);
        for (Pass pass : passes(network)) {
            List<Matrix> expected = pass(network.copy(), Twins.REFERENCE, pass, ROWS);
            assertEquals(1 + network.parameters().size() + network.statistics().size(), expected.size());
            for (Matrix matrix : expected) {
                for (float value : matrix.toArray()) {
                    assertTrue(Float.isFinite(value), sample + ": " + value);
                }
            }
            assertSame(sample + " " + pass, expected, pass(network.copy(), Twins.VECTOR, pass, ROWS));
        }
    }

    /** Evaluation, where batch normalisation has no backward pass. */
    @ParameterizedTest
    @MethodSource("samples")
    void evaluationOfEveryRowAlone(Sample sample) {
        Network network = SampleLayers.network(sample, 12);
        Matrix x = x();
        Matrix whole = new Workspace(network, ROWS, Twins.REFERENCE).forward(x).copy();
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            Workspace workspace = new Workspace(network, ROWS, kernels);
            for (int part : new int[] {1, 2, 7, 8, 20, ROWS}) {
                for (int from = 0; from < ROWS; from += part) {
                    int count = Math.min(part, ROWS - from);
                    Bits.assertSame(sample + " in parts of " + part, whole.rows(from, count),
                            workspace.forward(x.rows(from, count)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void microBatchesHaveTheBitsOfTheWholeBatch(Sample sample) {
        Network network = SampleLayers.network(sample, 13);
        if (!network.statistics().isEmpty()) {
            // By definition a batch's statistics are those of the batch.
            assertTrue(sample.seesBatch());
            return;
        }
        assertFalse(sample.seesBatch());
        List<Matrix> whole = pass(network, Twins.REFERENCE, Pass.training(5, 9), ROWS);
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            for (int part : new int[] {1, 4, 9, 16, 36}) {
                assertSame(sample + " in parts of " + part, whole, pass(network, kernels, Pass.training(5, 9), part));
            }
        }
    }

    /** What dropout drops differs from step to step and seed to seed, and is the same again for the same. */
    @ParameterizedTest
    @MethodSource("samples")
    void onlyDropoutIsRandom(Sample sample) {
        Network network = SampleLayers.network(sample, 14);
        float[] first = output(network, Pass.training(5, 9));
        Bits.assertSame(sample.name(), first, output(network, Pass.training(5, 9)));
        boolean random = sample.drops() && !sample.name().contains("nothing");
        assertEquals(random, !Arrays.equals(first, output(network, Pass.training(5, 10))), "another step");
        assertEquals(random, !Arrays.equals(first, output(network, Pass.training(6, 9))), "another seed");
        assertEquals(random || sample.seesBatch(), !Arrays.equals(first, output(network, Pass.EVALUATION)), "evaluation");
    }

    private static float[] output(Network network, Pass pass) {
        return new Workspace(network.copy(), ROWS, Twins.VECTOR).forward(x(), pass).toArray();
    }

    private static Network train(Sample sample, Supplier<Kernels> kernels) {
        Network network = SampleLayers.network(sample, 15);
        Dataset data = Samples.classes(150, SampleLayers.WIDTH, 5, 3);
        // The last batch of an epoch has one row.
        assertEquals(1, data.stratifiedSplit(0.25, 5).first().rows() % 37);
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f)).epochs(4).batchSize(37).seed(5)
                .validationShare(0.25).earlyStopping(1).standardize().kernels(kernels).fit(data);
        return network;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void wholeTraining(Sample sample) {
        Network scalar = train(sample, ReferenceKernels::new);
        Network vector = train(sample, VectorSupport::kernels);
        assertFalse(scalar.tensors().isEmpty());
        scalar.tensors().forEach((name, parameter) -> Bits.assertSame(sample + ": " + name, parameter.value(),
                vector.tensors().get(name).value()));
        SampleLayers.network(sample, 15).statistics()
                .forEach(start -> assertFalse(Arrays.equals(start.value().toArray(),
                        scalar.tensors().get(start.name()).value().toArray()), start.name() + " did not move"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void copiesAreTheirOwn(Sample sample) {
        Network network = SampleLayers.network(sample, 16);
        Network copy = network.copy();
        assertEquals(network.toString(), copy.toString());
        assertEquals(List.copyOf(network.tensors().keySet()), List.copyOf(copy.tensors().keySet()));
        network.tensors().forEach((name, parameter) -> {
            assertEquals(name, parameter.name());
            Bits.assertSame(name, parameter.value(), copy.tensors().get(name).value());
            assertFalse(parameter.value().overlaps(copy.tensors().get(name).value()), name);
        });
        assertEquals(network.tensors().size(), network.parameters().size() + network.statistics().size());
    }
}
