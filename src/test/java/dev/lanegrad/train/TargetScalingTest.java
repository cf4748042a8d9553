package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import org.junit.jupiter.api.Test;

class TargetScalingTest {
    private static final Matrix X = Samples.uniform(200, 2, 1);

    /** Two outputs: far from zero with a small spread, and wide. */
    private static Dataset data() {
        Matrix y = Matrix.create(200, 2);
        for (int r = 0; r < 200; r++) {
            y.set(r, 0, 1e6f + X.get(r, 0));
            y.set(r, 1, 5000 * X.get(r, 1) - 300 * X.get(r, 0));
        }
        return Dataset.ofValues(X, y);
    }

    private static Network network() {
        return Network.input(2).dense(8, Activation.TANH).dense(2).build(1);
    }

    private static Trainer trainer(Network network, Loss loss) {
        return Trainer.of(network, loss, Optimizer.adam(0.02f)).epochs(60);
    }

    @Test
    void targetsOfAnyUnitAreLearned() {
        Dataset data = data();
        Model model = trainer(network(), Loss.MEAN_SQUARED_ERROR).standardizeTargets().fit(data);
        Matrix output = Matrix.create(200, 2);
        try (Predictor predictor = Predictor.of(model)) {
            predictor.predict(X, output);
        }
        double offset = 0;
        double wide = 0;
        for (int r = 0; r < 200; r++) {
            offset += Math.abs(output.get(r, 0) - (1e6f + X.get(r, 0)));
            wide += Math.abs(output.get(r, 1) - (5000 * X.get(r, 1) - 300 * X.get(r, 0)));
        }
        // A constant would be off by 0.5 and by 2500 in the mean.
        assertTrue(offset / 200 < 0.1, "mean error " + offset / 200);
        assertTrue(wide / 200 < 250, "mean error " + wide / 200);

        Model plain = trainer(network(), Loss.MEAN_SQUARED_ERROR).fit(data);
        assertTrue(Evaluation.of(plain, Loss.MEAN_SQUARED_ERROR, data).loss() > 1e6, "needs the scaling");
    }

    /** While it trains, losses are those of scaled targets; afterwards those of the targets. */
    @Test
    void reportsAreOfScaledTargetsAndModelsOfTheirOwn() {
        Dataset data = data();
        double[] reported = new double[1];
        Model model = trainer(network(), Loss.MEAN_SQUARED_ERROR).standardizeTargets().callback(new Callback() {
            @Override
            public void trainingEnded(TrainingReport report) {
                reported[0] = report.kept().validation().orElseThrow().loss();
            }
        }).fit(data, data);
        assertTrue(reported[0] < 0.01, "scaled loss " + reported[0]);
        // The second column's variance is about 5000 squared over 3; the loss is a mean over two columns.
        double own = Evaluation.of(model, Loss.MEAN_SQUARED_ERROR, data).loss();
        assertTrue(own > 10 * reported[0] && own < 0.01 * 5000 * 5000, "own loss " + own);
    }

    /** Targets of mean 0 and deviation 1, exactly: the scaling changes no bit. */
    @Test
    void scaledTargetsAreLeftAlone() {
        Matrix x = Samples.uniform(20, 2, 1);
        Matrix y = Matrix.create(20, 2);
        for (int r = 0; r < 20; r++) {
            y.set(r, 0, r % 2 == 0 ? 1 : -1);
            y.set(r, 1, r % 4 < 2 ? 1 : -1);
        }
        Network scaled = network();
        Network plain = network();
        trainer(scaled, Loss.MEAN_ABSOLUTE_ERROR).standardizeTargets().fit(Dataset.ofValues(x, y));
        trainer(plain, Loss.MEAN_ABSOLUTE_ERROR).fit(Dataset.ofValues(x, y));
        for (int i = 0; i < 4; i++) {
            Bits.assertSame("parameter " + i, plain.parameters().get(i).value(), scaled.parameters().get(i).value());
        }
    }

    @Test
    void refusals() {
        Network classifier = Network.input(6).dense(3).build(1);
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer(classifier, Loss.SOFTMAX_CROSS_ENTROPY).standardizeTargets()
                        .fit(Samples.classes(20, 6, 3, 1)))
                .getMessage();
        assertEquals("targets can be scaled for a regression only, the loss is softmax_cross_entropy", message);
        Network one = Network.input(2).dense(1).build(1);
        assertThrows(IllegalArgumentException.class,
                () -> trainer(one, Loss.BINARY_CROSS_ENTROPY).standardizeTargets().fit(Samples.xor()));
        Network sigmoid = Network.input(2).dense(1, Activation.SIGMOID).build(1);
        String ends = assertThrows(IllegalArgumentException.class,
                () -> trainer(sigmoid, Loss.MEAN_SQUARED_ERROR).standardizeTargets().fit(Samples.xor())).getMessage();
        assertTrue(ends.contains("ends in 1 sigmoid"), ends);
    }
}
