package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.RegressionMetrics;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every library should learn: exclusive or by each optimizer, two moons, spirals, a function. Each is also seen not to be
 * learned by an optimizer that moves nothing.
 */
class ConvergenceTest {
    private static final int BATCHES = 3_000;
    private static final int BATCH = 200;
    /** Share of a batch's loss in the running loss. */
    private static final double SHARE = 0.05;
    private static final double GOAL = 0.1;

    /** Every optimizer at a rate that is usual for so small a network: ten to a hundred times that of large ones. */
    private static final List<String> OPTIMIZERS = List.of("sgd(rate=1)", "sgd(rate=0.1,momentum=0.9)",
            "sgd(rate=0.1,momentum=0.9,nesterov=true)", "adagrad(rate=0.1)", "adadelta(rate=1)", "rmsprop(rate=0.01)",
            "adam(rate=0.01)", "adamw(rate=0.01)", "nadam(rate=0.01)", "adamax(rate=0.01)", "radam(rate=0.01)",
            "lion(rate=0.003)");

    private static Optimizer broken(Optimizer optimizer) {
        return optimizer.withRate(Float.MIN_VALUE);
    }

    /** The smallest running loss over so many batches of 2-8-1 sigmoid, binary cross-entropy. */
    private static double xor(Optimizer optimizer) {
        Matrix features = Matrix.create(BATCH, 2);
        Matrix targets = Matrix.create(BATCH, 1);
        for (int r = 0; r < BATCH; r++) {
            features.set(r, 0, r & 1);
            features.set(r, 1, r >> 1 & 1);
            targets.set(r, 0, (r ^ r >> 1) & 1);
        }
        // The sigmoid of the output is in the loss.
        Network network = Network.input(2).dense(8, Activation.SIGMOID).dense(1).build(1);
        double[] running = {Math.log(2), Double.POSITIVE_INFINITY};
        Trainer.of(network, Loss.BINARY_CROSS_ENTROPY, optimizer).epochs(BATCHES).batchSize(BATCH).seed(1)
                .callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        running[0] += SHARE * (report.loss() - running[0]);
                        running[1] = Math.min(running[1], running[0]);
                    }
                }).fit(Dataset.ofValues(features, targets));
        return running[1];
    }

    private static List<String> optimizers() {
        return OPTIMIZERS;
    }

    @Test
    void everyOptimizerIsThere() {
        assertEquals(Optimizer.all().stream().map(Optimizer::name).collect(Collectors.toSet()),
                OPTIMIZERS.stream().map(text -> Optimizer.parse(text).name()).collect(Collectors.toSet()));
        assertEquals(OPTIMIZERS.size(), Set.copyOf(OPTIMIZERS).size());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void exclusiveOr(String text) {
        Optimizer optimizer = Optimizer.parse(text);
        double loss = xor(optimizer);
        assertTrue(loss < GOAL, text + ": " + loss);
        double without = xor(broken(optimizer));
        assertTrue(without > 0.5, text + " without a rate: " + without);
    }

    private static double accuracy(Network network, Optimizer optimizer, Dataset train, Dataset test, int epochs) {
        Model model = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, optimizer).epochs(epochs).batchSize(32).seed(1)
                .fit(train);
        return Evaluation.of(model, Loss.SOFTMAX_CROSS_ENTROPY, test).accuracy();
    }

    private static Network moonsNetwork() {
        return Network.input(2).dense(16, Activation.RELU).dense(16, Activation.RELU).dense(2).build(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam(rate=0.01)", "sgd(rate=0.1,momentum=0.9)", "rmsprop(rate=0.01)"})
    void twoMoons(String text) {
        Dataset train = Samples.moons(400, 0.2f, 1);
        Dataset test = Samples.moons(400, 0.2f, 2);
        Optimizer optimizer = Optimizer.parse(text);
        double accuracy = accuracy(moonsNetwork(), optimizer, train, test, 60);
        assertTrue(accuracy > 0.98, text + ": " + accuracy);
        double without = accuracy(moonsNetwork(), broken(optimizer), train, test, 1);
        assertTrue(without < 0.9, text + " without a rate: " + without);
        double straight = accuracy(Network.input(2).dense(2).build(1), optimizer, train, test, 60);
        assertTrue(straight < 0.92, "no line separates them: " + straight);
    }

    private static Network spiralsNetwork() {
        return Network.input(2).dense(64, Activation.TANH).dense(32, Activation.TANH).dense(3).build(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam(rate=0.01)", "sgd(rate=0.1,momentum=0.9)"})
    void spirals(String text) {
        Dataset train = Samples.spirals(450, 3, 0.3f, 1);
        Dataset test = Samples.spirals(450, 3, 0.3f, 2);
        Optimizer optimizer = Optimizer.parse(text);
        double accuracy = accuracy(spiralsNetwork(), optimizer, train, test, 100);
        assertTrue(accuracy > 0.97, text + ": " + accuracy);
        double without = accuracy(spiralsNetwork(), broken(optimizer), train, test, 1);
        assertTrue(without < 0.6, text + " without a rate: " + without);
    }

    /** Friedman's first function without noise, as in the README. */
    private static Dataset friedman(int rows, long seed) {
        Matrix features = Samples.uniform(rows, 5, seed);
        Matrix values = Matrix.create(rows, 1);
        for (int r = 0; r < rows; r++) {
            double[] x = new double[5];
            for (int c = 0; c < 5; c++) {
                x[c] = (features.get(r, c) + 1) / 2;
            }
            values.set(r, 0, (float) (10 * StrictMath.sin(StrictMath.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5)
                    + 10 * x[3] + 5 * x[4]));
        }
        return Dataset.ofValues(features, values);
    }

    private static double determination(Optimizer optimizer) {
        Network network = Network.input(5).dense(64, Activation.RELU).dense(1).build(1);
        Model model = Trainer.of(network, Loss.MEAN_SQUARED_ERROR, optimizer).epochs(40).batchSize(32).seed(1)
                .standardizeTargets().fit(friedman(1_000, 1));
        Dataset test = friedman(500, 2);
        Matrix values = ((Targets.Values) test.targets()).matrix();
        Matrix predicted = Matrix.create(test.rows(), 1);
        Predictor.of(model).predict(test.features(), predicted);
        return RegressionMetrics.of(values, predicted).outputs().getFirst().r2();
    }

    @Test
    void aKnownFunction() {
        double share = determination(Optimizer.adam(0.01f));
        assertTrue(share > 0.98, "R2 " + share);
        double without = determination(broken(Optimizer.adam(0.01f)));
        assertTrue(without < 0.3, "R2 without a rate: " + without);
    }
}
