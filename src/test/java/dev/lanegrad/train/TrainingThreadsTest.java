package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole training, with dropout and batch normalisation, has the bits of the scalar reference on any number of threads. */
@Tag("bits")
class TrainingThreadsTest {
    private static final int INPUTS = 83;
    private static final int HIDDEN = 301;
    private static final int BATCH = 70;
    private static final Dataset DATA = Samples.classes(3 * BATCH + 1, INPUTS, 5, 3);

    private static Network train(UnaryOperator<Trainer> how) {
        Network network = Network.input(INPUTS).dense(HIDDEN).batchNormalization().activation(Activation.RELU).dropout(0.3f)
                .dense(HIDDEN + 150, Activation.TANH).dense(5).build(2);
        how.apply(Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f)).epochs(2).batchSize(BATCH)
                .lastBatch(LastBatch.TOPPED_UP).seed(5)).fit(DATA);
        return network;
    }

    @Test
    void threadsHaveTheBitsOfTheReference() {
        assertTrue((long) INPUTS * HIDDEN * BATCH >= 1 << 19, "products would stay on one thread");
        assertTrue(HIDDEN * (HIDDEN + 150) >= 1 << 17, "updates would stay on one thread");
        Network expected = train(trainer -> trainer.kernels(ReferenceKernels::new));
        for (int threads : new int[] {1, 2, 3, 8}) {
            try (Parallelism parallelism = Parallelism.ofExactly(threads, Parallelism.MAX_SPIN_NANOS)) {
                Network actual = train(trainer -> trainer.parallelism(parallelism));
                for (Parameter parameter : expected.parameters()) {
                    Bits.assertSame(parameter.name() + " on " + threads + " threads", parameter.value(),
                            actual.tensors().get(parameter.name()).value());
                }
            }
        }
    }
}
