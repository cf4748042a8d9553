package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.io.ModelFormatException;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that goes on from a checkpoint has the bits of one that never stopped; what does not belong to it is refused. */
class CheckpointTest {
    private static final int EPOCHS = 3;
    private static final int STEPS = 4; // 50 rows in batches of 16, the last one of 2

    @TempDir
    Path folder;

    /** Everything that has a state: running statistics, dropout, optimizer, early stopping. */
    private static Network network(long seed) {
        return Network.input(6).dense(12).batchNormalization().activation(Activation.RELU).dropout(0.3f)
                .residual(body -> body.dense(12, Activation.TANH)).parametricRelu().dense(3).build(seed);
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What a run told, and when it is to die. */
    private static final class Log implements Callback {
        final List<EpochReport> epochs = new ArrayList<>();
        final List<StepReport> steps = new ArrayList<>();
        Optional<TrainingReport> end = Optional.empty();
        Optional<Position> resumed = Optional.empty();
        private final int deathAfter;
        private int count;

        Log(int deathAfter) {
            this.deathAfter = deathAfter;
        }

        @Override
        public void trainingResumed(Position position) {
            resumed = Optional.of(position);
        }

        @Override
        public void stepEnded(StepReport report) {
            steps.add(report);
            if (++count == deathAfter) {
                throw new Death();
            }
        }

        @Override
        public Decision epochEnded(EpochReport report) {
            epochs.add(report);
            return Decision.CONTINUE;
        }

        @Override
        public void trainingEnded(TrainingReport report) {
            end = Optional.of(report);
        }
    }

    private static Trainer trainer(Network network, Optimizer optimizer, Log log) {
        return Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, optimizer).epochs(EPOCHS).batchSize(16).seed(3).standardize()
                .earlyStopping(2).callback(log);
    }

    private static void fit(Trainer trainer) {
        trainer.fit(Samples.classes(50, 6, 3, 1), Samples.classes(30, 6, 3, 2));
    }

    private static void assertSame(String what, Network expected, Network actual) {
        expected.tensors().forEach((name, parameter) -> Bits.assertSame(what + ": " + name, parameter.value(),
                actual.tensors().get(name).value()));
    }

    private Path file() {
        return folder.resolve("run.safetensors");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.optim.Optimizer#all")
    void goesOnFromEveryStep(Optimizer optimizer) throws IOException {
        Network whole = network(1);
        Log expected = new Log(0);
        fit(trainer(whole, optimizer, expected));
        for (int death = 1; death <= EPOCHS * STEPS; death++) {
            Files.deleteIfExists(file());
            Checkpoints plan = Checkpoints.to(file()).everySteps(1).resume();
            int last = death;
            assertThrows(Death.class, () -> fit(trainer(network(1), optimizer, new Log(last)).checkpoint(plan)));
            assertEquals(death > 1, Files.exists(file()), "a checkpoint from the second step on");
            // Other weights: all must come from the file, if there is one.
            Network resumed = network(death > 1 ? 99 : 1);
            Log log = new Log(0);
            fit(trainer(resumed, optimizer, log).checkpoint(plan));
            String what = optimizer.name() + ", death in step " + death;
            assertSame(what, whole, resumed);
            assertEquals(expected.end, log.end, what);
            assertEquals(expected.epochs.subList((death - 1) / STEPS, EPOCHS), log.epochs, what);
            assertEquals(expected.steps.subList(death - 1, EPOCHS * STEPS), log.steps, what);
            assertEquals(death == 1
                    ? Optional.empty()
                    : Optional.of(new Position((death - 1) / STEPS, (death - 1) % STEPS, death - 1)), log.resumed);
        }
        assertEquals(List.of("run.safetensors"), files());
    }

    @ParameterizedTest
    @EnumSource(Checkpoints.Unit.class)
    void savesAtIntervals(Checkpoints.Unit unit) {
        Optimizer optimizer = Optimizer.adam(0.01f);
        Checkpoints plan = new Checkpoints(file(), 2, unit, true);
        // In the last epoch: after two epochs, ten steps, or 2.1 of the clock's seconds.
        assertThrows(Death.class, () -> fit(clocked(trainer(network(1), optimizer, new Log(11)), 300).checkpoint(plan)));
        Log log = new Log(0);
        Network resumed = network(1);
        fit(trainer(resumed, optimizer, log).checkpoint(plan));
        assertEquals(switch (unit) {
            case EPOCHS -> Optional.of(new Position(2, 0, 8));
            case STEPS -> Optional.of(new Position(2, 2, 10));
            case SECONDS -> Optional.of(new Position(1, 3, 7));
        }, log.resumed);
        Network whole = network(1);
        fit(trainer(whole, optimizer, new Log(0)));
        assertSame(unit.name(), whole, resumed);
    }

    /** A step takes so many milliseconds by a clock that overflows in the fourth step or before. */
    private static Trainer clocked(Trainer trainer, long millis) {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
        return trainer.nanoTime(now::get).callback(new Callback() {
            @Override
            public void stepEnded(StepReport report) {
                now.addAndGet(millis * 1_000_000);
            }
        });
    }

    /** Seconds count from the beginning, and then from the last time; what falls due in an epoch's last step waits for its end. */
    @Test
    void savesWhenSecondsHavePassed() throws IOException {
        Optimizer optimizer = Optimizer.adam(0.01f);
        Checkpoints plan = Checkpoints.to(file()).everySeconds(2).resume();
        assertThrows(Death.class, () -> fit(clocked(trainer(network(1), optimizer, new Log(6)), 399).checkpoint(plan)));
        assertEquals(List.of(), files(), "1.995 s after five steps");
        for (int death : new int[] {6, 10}) {
            Files.deleteIfExists(file());
            assertThrows(Death.class, () -> fit(clocked(trainer(network(1), optimizer, new Log(death)), 400)
                    .checkpoint(plan)));
            assertEquals("5", CheckpointFile.read(file()).scalars().get("updates"), "2 s, and not yet 4");
        }
        Files.delete(file());
        assertThrows(Death.class, () -> fit(clocked(trainer(network(1), optimizer, new Log(11)), 400).checkpoint(plan)));
        assertEquals("10", CheckpointFile.read(file()).scalars().get("updates"), "4 s");
        Files.delete(file());
        assertThrows(Death.class, () -> fit(clocked(trainer(network(1), optimizer, new Log(6)), 500).checkpoint(plan)));
        Log log = new Log(0);
        fit(trainer(network(1), optimizer, log).checkpoint(plan));
        assertEquals(Optional.of(new Position(1, 0, 4)), log.resumed);
    }

    /** The reference goes on from what vector code saved, and the other way round. */
    @Test
    void theBitsDoNotDependOnWhoGoesOn() throws IOException {
        Network whole = network(1);
        fit(trainer(whole, Optimizer.adam(0.01f), new Log(0)));
        List<Supplier<Kernels>> both = List.of(VectorSupport::kernels, ReferenceKernels::new);
        for (int first = 0; first < 2; first++) {
            Files.deleteIfExists(file());
            Checkpoints plan = Checkpoints.to(file()).everySteps(1).resume();
            Supplier<Kernels> dying = both.get(first);
            assertThrows(Death.class, () -> fit(
                    trainer(network(1), Optimizer.adam(0.01f), new Log(6)).kernels(dying).checkpoint(plan)));
            Network resumed = network(9);
            fit(trainer(resumed, Optimizer.adam(0.01f), new Log(0)).kernels(both.get(1 - first)).checkpoint(plan));
            assertSame("kernels", whole, resumed);
        }
    }

    @Test
    void aFinishedRunIsOverAndMayGetMoreEpochs() {
        Checkpoints plan = Checkpoints.to(file()).resume();
        Network first = network(1);
        Log log = new Log(0);
        fit(trainer(first, Optimizer.adam(0.001f), log).earlyStopping(50).checkpoint(plan));
        Network again = network(7);
        Log second = new Log(0);
        fit(trainer(again, Optimizer.adam(0.001f), second).earlyStopping(50).checkpoint(plan));
        assertSame("finished", first, again);
        assertEquals(List.of(), second.steps);
        assertEquals(log.end, second.end);

        Network longer = network(7);
        fit(trainer(longer, Optimizer.adam(0.001f), new Log(0)).earlyStopping(50).epochs(EPOCHS + 2).checkpoint(plan));
        Network whole = network(1);
        fit(trainer(whole, Optimizer.adam(0.001f), new Log(0)).earlyStopping(50).epochs(EPOCHS + 2));
        assertSame("longer", whole, longer);

        String message = assertThrows(IllegalArgumentException.class,
                () -> fit(trainer(network(7), Optimizer.adam(0.001f), new Log(0)).earlyStopping(50).checkpoint(plan)))
                .getMessage();
        assertTrue(message.contains("5 epochs and 0 steps behind it, the run is to end after 3 epochs"), message);
    }

    @Test
    void withoutResumeARunStartsAfresh() {
        fit(trainer(network(5), Optimizer.adam(0.01f), new Log(0)).checkpoint(Checkpoints.to(file())));
        Network fresh = network(1);
        fit(trainer(fresh, Optimizer.adam(0.01f), new Log(0)).checkpoint(Checkpoints.to(file())));
        Network whole = network(1);
        fit(trainer(whole, Optimizer.adam(0.01f), new Log(0)));
        assertSame("fresh", whole, fresh);
    }

    @Test
    void scaledTargetsAreUndoneOnce() {
        Dataset data = Dataset.ofValues(Samples.uniform(40, 4, 1), Samples.uniform(40, 2, 2));
        UnaryOperator<Trainer> settings = t -> t.epochs(4).standardizeTargets();
        Network whole = Network.input(4).dense(8, Activation.TANH).dense(2).build(1);
        settings.apply(Trainer.of(whole, Loss.MEAN_SQUARED_ERROR, Optimizer.adam(0.01f))).fit(data);
        Checkpoints plan = Checkpoints.to(file()).everySteps(1).resume();
        for (int death : List.of(1, 4, 0)) {
            Network resumed = Network.input(4).dense(8, Activation.TANH).dense(2).build(1);
            Trainer trainer = settings.apply(Trainer.of(resumed, Loss.MEAN_SQUARED_ERROR, Optimizer.adam(0.01f)))
                    .callback(new Log(death)).checkpoint(plan);
            if (death > 0) {
                assertThrows(Death.class, () -> trainer.fit(data));
            } else {
                trainer.fit(data);
                assertSame("targets", whole, resumed);
            }
        }
    }

    /** Every array counts: a run that goes on from another one ends elsewhere. */
    @Test
    void everyArrayCounts() throws IOException {
        Optimizer optimizer = Optimizer.adam(0.01f);
        Checkpoints plan = Checkpoints.to(file()).everySteps(1).resume();
        assertThrows(Death.class, () -> fit(trainer(network(1), optimizer, new Log(6)).checkpoint(plan)));
        CheckpointFile saved = CheckpointFile.read(file());
        Network whole = network(1);
        fit(trainer(whole, optimizer, new Log(0)));
        int changed = 0;
        for (String name : saved.arrays().keySet()) {
            // The best of epoch 1 and its report are overwritten by a better epoch.
            if (!name.startsWith("best") && !name.startsWith("last")) {
                Matrix values = saved.arrays().get(name);
                float before = values.get(0, 0);
                values.set(0, 0, before + 0.5f);
                saved.write(file());
                values.set(0, 0, before);
                Network other = network(1);
                fit(trainer(other, optimizer, new Log(0)).checkpoint(plan));
                assertThrows(AssertionError.class, () -> assertSame(name, whole, other), name);
                changed++;
            }
        }
        assertEquals(network(1).tensors().size() + 2 * network(1).parameters().size(), changed);
    }

    private void assertRefused(String expected, Trainer trainer, Network network) {
        Network before = network.copy();
        String message = assertThrows(IllegalArgumentException.class, () -> fit(trainer)).getMessage();
        assertTrue(message.startsWith(file() + ": the checkpoint does not belong to this run: "), message);
        assertTrue(message.contains(expected), message);
        assertSame("untouched", before, network);
    }

    @Test
    void aForeignCheckpointIsRefused() {
        Checkpoints plan = Checkpoints.to(file()).resume();
        fit(trainer(network(1), Optimizer.adam(0.01f), new Log(0)).checkpoint(plan));
        Supplier<Network> fresh = () -> network(1);
        Network wide = Network.input(6).dense(13, Activation.RELU).dense(3).build(1);
        assertRefused("its network is 6-12 identity-batch_normalization-", trainer(wide, Optimizer.adam(0.01f), new Log(0))
                .checkpoint(plan), wide);
        Network epsilon = Network.input(6).dense(12).batchNormalization(1e-3f, 0.1f).activation(Activation.RELU)
                .dropout(0.3f).residual(body -> body.dense(12, Activation.TANH)).parametricRelu().dense(3).build(1);
        assertRefused("its architecture is ", trainer(epsilon, Optimizer.adam(0.01f), new Log(0)).checkpoint(plan), epsilon);
        Network network = fresh.get();
        assertRefused("its optimizer is Adam[rate=0.01", trainer(network, Optimizer.sgd(0.01f), new Log(0))
                .checkpoint(plan), network);
        assertRefused("its seed is 3, expected 4", trainer(network, Optimizer.adam(0.01f), new Log(0)).seed(4)
                .checkpoint(plan), network);
        assertRefused("its batch size is 16, expected 8; ", trainer(network, Optimizer.sgd(0.01f), new Log(0)).batchSize(8)
                .checkpoint(plan).seed(4), network);
        assertRefused("its early stopping is on, expected off", trainer(network, Optimizer.adam(0.01f), new Log(0))
                .earlyStopping(0).checkpoint(plan), network);
        Trainer trainer = trainer(network, Optimizer.adam(0.01f), new Log(0)).checkpoint(plan);
        String rows = assertThrows(IllegalArgumentException.class,
                () -> trainer.fit(Samples.classes(49, 6, 3, 1), Samples.classes(30, 6, 3, 2))).getMessage();
        assertTrue(rows.contains("its training rows is 50, expected 49"), rows);
        String same = assertThrows(IllegalArgumentException.class,
                () -> trainer.fit(Samples.classes(50, 6, 3, 7), Samples.classes(30, 6, 3, 2))).getMessage();
        assertTrue(same.contains("its checksum of the training data is "), same);
    }

    @Test
    void aDamagedCheckpointIsRefused() throws IOException {
        Checkpoints plan = Checkpoints.to(file()).resume();
        fit(trainer(network(1), Optimizer.adam(0.01f), new Log(0)).checkpoint(plan));
        byte[] whole = Files.readAllBytes(file());
        Network network = network(1);
        Network before = network.copy();
        for (int i = 0; i < whole.length; i += i < 16 ? 1 : 97) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 4;
            Files.write(file(), flipped);
            // Blanks at the header's end may be others: nothing is read from them.
            boolean blank = whole[i] == ' ' && i > 16;
            if (!blank) {
                assertThrows(UncheckedIOException.class,
                        () -> fit(trainer(network, Optimizer.adam(0.01f), new Log(0)).checkpoint(plan)), "byte " + i);
            }
            Files.write(file(), Arrays.copyOf(whole, i));
            assertThrows(UncheckedIOException.class,
                    () -> fit(trainer(network, Optimizer.adam(0.01f), new Log(0)).checkpoint(plan)), "length " + i);
        }
        assertSame("untouched", before, network);
        byte[] weight = whole.clone();
        weight[weight.length - 1] ^= 1;
        Files.write(file(), weight);
        String message = assertThrows(UncheckedIOException.class,
                () -> fit(trainer(network, Optimizer.adam(0.01f), new Log(0)).checkpoint(plan))).getMessage();
        assertTrue(message.contains("the checkpoint is damaged: its checksum is '"), message);
    }

    @Test
    void aModelIsNoCheckpointNorTheOtherWayRound() throws IOException {
        fit(trainer(network(1), Optimizer.adam(0.01f), new Log(0)).checkpoint(Checkpoints.to(file())));
        String model = assertThrows(ModelFormatException.class, () -> ModelFile.load(file())).getMessage();
        assertTrue(model.contains("format is 'lanegrad-checkpoint', expected 'lanegrad'"), model);
        Network network = network(1);
        ModelFile.save(Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(1)
                .fit(Samples.classes(50, 6, 3, 1)), file());
        String checkpoint = assertThrows(UncheckedIOException.class,
                () -> fit(trainer(network, Optimizer.adam(0.01f), new Log(0)).checkpoint(Checkpoints.to(file()).resume())))
                .getMessage();
        assertTrue(checkpoint.contains("format is 'lanegrad', expected 'lanegrad-checkpoint'"), checkpoint);
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeTraining() {
        Log log = new Log(0);
        Path nowhere = folder.resolve("missing").resolve("run");
        assertThrows(UncheckedIOException.class,
                () -> fit(trainer(network(1), Optimizer.adam(0.01f), log).checkpoint(Checkpoints.to(nowhere))));
        assertEquals(List.of(), log.steps);
        assertFalse(Files.exists(nowhere));
        assertThrows(IllegalArgumentException.class, () -> Checkpoints.to(file()).everySteps(0));
    }
}
