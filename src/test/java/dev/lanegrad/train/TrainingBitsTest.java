package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole training run has the bits of the scalar reference, at every vector width: one golden hash. */
@Tag("bits")
class TrainingBitsTest {
    /** Of the trained weights; a change of it is a change of bits and needs a new order version and a CHANGELOG entry. */
    private static final long GOLDEN = 0x25aeadf4f86dc0c2L;

    private static Network train(Activation hidden, Loss loss, Optimizer optimizer, Dataset data,
            Supplier<Kernels> kernels) {
        Network network = Network.input(data.inputs()).dense(33, hidden).dense(17, hidden)
                .dense(data.outputs(), Trainer.lastActivation(loss)).build(11);
        // 150 rows in batches of 64: the last batch of an epoch is smaller, and crosses the row kernel's limit.
        Trainer.of(network, loss, optimizer).epochs(3).batchSize(64).seed(5).standardize().kernels(kernels).fit(data);
        return network;
    }

    private static void assertSameRun(Activation hidden, Loss loss, Optimizer optimizer, Dataset data) {
        Network vector = train(hidden, loss, optimizer, data, VectorSupport::kernels);
        Network scalar = train(hidden, loss, optimizer, data, ReferenceKernels::new);
        for (int i = 0; i < vector.parameters().size(); i++) {
            Parameter parameter = scalar.parameters().get(i);
            Bits.assertSame(hidden.text() + ", " + loss.text() + ", " + optimizer.name() + ": " + parameter.name(),
                    parameter.value(), vector.parameters().get(i).value());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.activation.Activation#all")
    void everyActivation(Activation activation) {
        assertSameRun(activation, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f), Samples.classes(150, 19, 5, 3));
    }

    static List<Loss> losses() {
        return Twins.losses(3);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLoss(Loss loss) {
        Matrix targets = Samples.uniform(150, 3, 9);
        for (int r = 0; r < targets.rows(); r++) {
            float sum = 0;
            for (int c = 0; c < 3; c++) {
                targets.set(r, c, Math.abs(targets.get(r, c)) + 0.1f);
                sum += targets.get(r, c);
            }
            for (int c = 0; c < 3; c++) {
                targets.set(r, c, targets.get(r, c) / sum);
            }
        }
        Samples.toTargets(loss, targets);
        assertSameRun(Activation.TANH, loss, Optimizer.adam(0.01f),
                Dataset.ofValues(Samples.uniform(150, 19, 4), targets));
    }

    /** The mean over class indices divides by the sum of their weights, batch by batch. */
    @Test
    void classWeights() {
        assertSameRun(Activation.TANH, Twins.classWeights(5), Optimizer.adam(0.01f), Samples.classes(150, 19, 5, 3));
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.optim.Optimizer#all")
    void everyOptimizer(Optimizer optimizer) {
        assertSameRun(Activation.RELU, Loss.SOFTMAX_CROSS_ENTROPY, optimizer, Samples.classes(150, 19, 5, 3));
    }

    @Test
    void goldenHash() {
        Network network = train(Activation.TANH, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f),
                Samples.classes(150, 19, 5, 3), VectorSupport::kernels);
        long hash = 0xcbf29ce484222325L;
        for (Parameter parameter : network.parameters()) {
            for (float value : parameter.value().toArray()) {
                hash = (hash ^ Float.floatToIntBits(value)) * 0x100000001b3L;
            }
        }
        assertEquals(Long.toHexString(GOLDEN), Long.toHexString(hash));
    }
}
