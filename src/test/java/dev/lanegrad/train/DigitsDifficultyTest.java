package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import org.junit.jupiter.api.Test;

/** The default data set needs a network: a linear classifier stays at least 5 points below. */
class DigitsDifficultyTest {
    private static double accuracy(Network network, float rate, int epochs, Dataset train, Dataset test) {
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(rate)).epochs(epochs).batchSize(64).fit(train);
        return Evaluation.of(network, Loss.SOFTMAX_CROSS_ENTROPY, test, VectorSupport.kernels()).accuracy();
    }

    @Test
    void aNetworkBeatsASoftmaxRegression() {
        Dataset train = StrokeDigits.dataset(1, 0, 8000);
        Dataset test = StrokeDigits.dataset(1, 8000, 2000);
        Network network = Network.input(train.inputs()).dense(128, Activation.RELU).dense(64, Activation.RELU).dense(10)
                .build(1);
        double deep = accuracy(network, 1e-3f, 20, train, test);
        // Converged: twice the epochs bring nothing.
        double linear = Math.max(accuracy(Network.input(train.inputs()).dense(10).build(1), 3e-3f, 60, train, test),
                accuracy(Network.input(train.inputs()).dense(10).build(1), 1e-2f, 60, train, test));
        assertTrue(deep >= 0.95 && deep <= 0.99, () -> "network " + deep);
        assertTrue(linear <= deep - 0.05, () -> "softmax regression " + linear + ", network " + deep);
    }
}
