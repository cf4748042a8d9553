package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStoppingTest {
    /** Few samples and many weights, so that the network soon learns the noise in its targets. */
    private static Dataset noise(int rows, long seed) {
        return Dataset.ofValues(Samples.uniform(rows, 4, seed), Samples.uniform(rows, 1, seed + 1));
    }

    private static Network network() {
        return Network.input(4).dense(32, Activation.TANH).dense(1).build(1);
    }

    private static Trainer trainer(Network network, Callback callback) {
        return Trainer.of(network, Loss.MEAN_SQUARED_ERROR, Optimizer.adam(0.01f)).batchSize(8).callback(callback);
    }

    private static final class Log implements Callback {
        final List<Double> losses = new ArrayList<>();
        final List<TrainingReport> reports = new ArrayList<>();
        final List<Matrix> weights = new ArrayList<>();
        private final Network network;

        Log(Network network) {
            this.network = network;
        }

        @Override
        public Decision epochEnded(EpochReport report) {
            losses.add(report.validation().orElseThrow().loss());
            return Decision.CONTINUE;
        }

        @Override
        public void trainingEnded(TrainingReport report) {
            reports.add(report);
            weights.add(network.parameters().getFirst().value().copy());
        }
    }

    private static void assertSameWeights(Network expected, Network actual) {
        for (int i = 0; i < expected.parameters().size(); i++) {
            Parameter parameter = expected.parameters().get(i);
            Bits.assertSame(parameter.name(), parameter.value(), actual.parameters().get(i).value());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void stopsAndKeepsTheBestEpoch(int patience) {
        Network stopped = network();
        Log log = new Log(stopped);
        trainer(stopped, log).epochs(200).earlyStopping(patience).fit(noise(24, 1), noise(50, 9));
        TrainingReport report = log.reports.getFirst();
        int best = report.kept().epoch();
        assertEquals(best + patience, report.last().epoch(), "the run is too short to test anything");
        assertEquals(report.last().epoch(), log.losses.size());
        for (int epoch = 1; epoch <= log.losses.size(); epoch++) {
            double loss = log.losses.get(epoch - 1);
            double smallest = log.losses.get(best - 1);
            assertTrue(epoch < best ? loss > smallest : loss >= smallest, "epoch " + epoch);
        }
        assertEquals(1, log.reports.size());
        Bits.assertSame("restored before the callback", stopped.parameters().getFirst().value(),
                log.weights.getFirst());

        Network same = network();
        trainer(same, new Log(same)).epochs(best).fit(noise(24, 1), noise(50, 9));
        assertSameWeights(same, stopped);
    }

    @Test
    void atTheEndOfAllEpochsTheBestIsKeptToo() {
        Network full = network();
        Log log = new Log(full);
        trainer(full, log).epochs(150).earlyStopping(1000).fit(noise(24, 1), noise(50, 9));
        TrainingReport report = log.reports.getFirst();
        assertEquals(150, report.last().epoch());
        assertTrue(report.kept().epoch() < 150);
        Network same = network();
        trainer(same, new Log(same)).epochs(report.kept().epoch()).fit(noise(24, 1), noise(50, 9));
        assertSameWeights(same, full);
    }

    @Test
    void withoutItTheLastEpochIsKept() {
        Network network = network();
        Log log = new Log(network);
        trainer(network, log).epochs(5).earlyStopping(3).earlyStopping(0).fit(noise(24, 1), noise(50, 9));
        assertEquals(5, log.reports.getFirst().last().epoch());
        assertEquals(log.reports.getFirst().last(), log.reports.getFirst().kept());
    }

    @Test
    void needsValidationData() {
        Network network = network();
        float[] before = network.parameters().getFirst().value().toArray();
        Trainer trainer = trainer(network, new Log(network)).earlyStopping(2).epochs(2);
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(noise(24, 1))).getMessage();
        assertTrue(message.startsWith("early stopping needs validation data"), message);
        Bits.assertSame("untouched", before, network.parameters().getFirst().value().toArray());
        trainer.validationShare(0.25).fit(noise(24, 1));
        assertThrows(IllegalArgumentException.class, () -> trainer.earlyStopping(-1));
    }
}
