package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ExponentialDecay;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that die in every third step, with each optimizer and all else that a run can have, end with the bits of whole ones. */
class ResumeTest {
    private static final int ROWS = 50;
    private static final int LIFE = 3;
    private static final Optimizer ADAM = Optimizer.adam(0.01f);
    private static final Dataset DATA = Samples.classes(ROWS, 6, 3, 1);

    @TempDir
    Path folder;

    /** What a run has. */
    private record Setting(String name, Descent descent, Loss loss, Dataset data, Supplier<Network> network,
            UnaryOperator<Trainer> trainer) {
        Setting(String name, Descent descent) {
            this(name, descent, Loss.SOFTMAX_CROSS_ENTROPY, DATA, ResumeTest::network, UnaryOperator.identity());
        }

        Setting(String name, Loss loss, Dataset data) {
            this(name, Descent.of(ADAM), loss, data, ResumeTest::network, UnaryOperator.identity());
        }

        Setting(String name, Supplier<Network> network, UnaryOperator<Trainer> trainer) {
            this(name, Descent.of(ADAM), Loss.SOFTMAX_CROSS_ENTROPY, DATA, network, trainer);
        }

        Network run(UnaryOperator<Trainer> how) {
            Network trained = network.get();
            how.apply(trainer.apply(Trainer.of(trained, loss, descent).epochs(3).batchSize(16).seed(3))).fit(data);
            return trained;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Setting PLAIN = new Setting("nothing", Descent.of(ADAM));

    private static Network network() {
        return Network.input(6).dense(12, Activation.TANH).dense(3).build(1);
    }

    private static Network withDropoutAndStatistics() {
        return Network.input(6).dense(12).batchNormalization().activation(Activation.TANH).dropout(0.3f).dense(3).build(1);
    }

    static Stream<Setting> optimizers() {
        return Twins.optimizers().stream().map(optimizer -> new Setting(optimizer.text(), Descent.of(optimizer)));
    }

    static Stream<Setting> settings() {
        Descent adam = Descent.of(ADAM);
        float[] weights = new float[ROWS];
        IntStream.range(0, ROWS).forEach(r -> weights[r] = r % 4 / 2f);
        Stream<Setting> others = Stream.of(
                new Setting("schedule of steps",
                        adam.schedule(Schedule.warmUp(3).then(Schedule.cosine()), Descent.Tick.STEP)),
                new Setting("schedule of epochs", adam.schedule(new ExponentialDecay(0.5f))),
                new Setting("cycle of momenta", adam.schedule(Schedule.parse("one_cycle(cycle_momentum=true)"),
                        Descent.Tick.STEP)),
                // No epoch makes so much progress: the second one lowers the rate of the third.
                new Setting("plateau", adam.reduceOnPlateau(ReduceOnPlateau.parse("plateau(patience=0,threshold=0.9)"))),
                new Setting("decay of weights only", Descent.of(Optimizer.adamW(0.01f)).decayingWeightsOnly()),
                new Setting("groups of other states",
                        adam.group(p -> p.name().endsWith("bias"), Optimizer.momentum(0.1f, 0.9f))
                                .group(p -> p.name().startsWith("layers.0"),
                                        Optimizer.parse("rmsprop(momentum=0.5,centered=true)"))),
                new Setting("L1", adam.penalize(0.01f, 0)), new Setting("L2", adam.penalize(0, 0.1f)),
                new Setting("largest norm", adam.maxNorm(0.5f)),
                new Setting("weights of samples", Loss.SOFTMAX_CROSS_ENTROPY, DATA.withWeights(weights)),
                new Setting("weights of classes", Twins.classWeights(3), DATA),
                new Setting("weights of both", Twins.classWeights(3), DATA.withWeights(weights)),
                new Setting("dropout and batch normalisation", ResumeTest::withDropoutAndStatistics,
                        UnaryOperator.identity()),
                new Setting("topped up", ResumeTest::network, t -> t.lastBatch(LastBatch.TOPPED_UP)),
                new Setting("all at once",
                        adam.group(p -> !p.isWeight(), Optimizer.lion(0.01f)).clip(new Clipping.ByGlobalNorm(
                                0.1f)).penalize(1e-3f, 1e-2f).maxNorm(1).schedule(Schedule.cosine(), Descent.Tick.STEP)
                                .reduceOnPlateau(ReduceOnPlateau.parse("plateau(patience=0,threshold=0.9)")),
                        Twins.classWeights(3), DATA.withWeights(weights), ResumeTest::withDropoutAndStatistics,
                        t -> t.standardize().validationShare(0.2).earlyStopping(3)));
        Stream<Setting> clippings = Stream.of("value(0.001)", "norm(0.05)", "global_norm(0.1)").map(Clipping::parse)
                .map(clipping -> new Setting(clipping.text(), adam.clip(clipping)));
        return Stream.concat(others, clippings);
    }

    private static void assertSame(Network expected, Network actual) {
        expected.tensors().forEach((name, parameter) -> Bits.assertSame(name, parameter.value(),
                actual.tensors().get(name).value()));
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Ends a run in one of its steps, before that is saved; from where it went on. */
    private static final class Life implements Callback {
        private long from;
        private int count;

        @Override
        public void trainingResumed(Position position) {
            from = position.updates();
        }

        @Override
        public void stepEnded(StepReport report) {
            if (++count == LIFE) {
                throw new Death();
            }
        }
    }

    /** Each life gets two steps further, so that some go on within an epoch and some between two. */
    private void assertResumes(Setting setting) {
        Checkpoints plan = Checkpoints.to(folder.resolve("run")).everySteps(LIFE - 1).resume();
        int lives = 0;
        Optional<Network> resumed = Optional.empty();
        while (resumed.isEmpty()) {
            Life life = new Life();
            try {
                resumed = Optional.of(setting.run(t -> t.checkpoint(plan).callback(life)));
            } catch (Death e) {
                lives++;
                assertEquals(lives, life.from / 2 + 1, "it gets no further");
            }
        }
        assertTrue(lives >= 4, "it died too seldom");
        assertSame(setting.run(t -> t), resumed.get());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void withEachOptimizer(Setting setting) {
        assertResumes(setting);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void withEachSetting(Setting setting) {
        assertResumes(setting);
        Network whole = setting.run(t -> t);
        assertThrows(AssertionError.class, () -> assertSame(PLAIN.run(t -> t), whole), "the setting changes nothing");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16})
    void withMicroBatches(int rows) {
        assertResumes(new Setting("parts", ResumeTest::network, t -> t.microBatch(rows)));
    }
}
