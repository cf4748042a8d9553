package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @TempDir
    Path folder;

    private static Trainer trainer() {
        Network network = Network.input(6).dense(8, Activation.RELU).dense(3).build(1);
        return Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f)).epochs(3).batchSize(16);
    }

    private static void fit(Trainer trainer) {
        trainer.fit(Samples.classes(40, 6, 3, 1), Samples.classes(20, 6, 3, 2));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    /** Without the last field, the time. */
    private List<String> timeless(String name) throws IOException {
        return lines(name).stream().map(line -> line.replaceAll(",(\"seconds\":)?[0-9.E-]+(}?)$", "$2")).toList();
    }

    @Test
    void epochsAndStepsInBothForms() throws IOException {
        List<EpochReport> epochs = new ArrayList<>();
        List<StepReport> steps = new ArrayList<>();
        fit(trainer().callback(TrainingLog.csv(folder.resolve("epochs.csv")))
                .callback(TrainingLog.jsonLines(folder.resolve("epochs.jsonl")))
                .callback(TrainingLog.csv(folder.resolve("steps.csv")).everyStep())
                .callback(TrainingLog.jsonLines(folder.resolve("steps.jsonl")).everyStep())
                .callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        steps.add(report);
                    }

                    @Override
                    public Decision epochEnded(EpochReport report) {
                        epochs.add(report);
                        return Decision.CONTINUE;
                    }
                }));
        List<String> csv = new ArrayList<>(List.of("epoch,step,loss,accuracy,validation_loss,validation_accuracy,seconds"));
        List<String> json = new ArrayList<>();
        for (EpochReport e : epochs) {
            Evaluation v = e.validation().orElseThrow();
            csv.add(e.epoch() + ",3," + e.loss() + "," + e.accuracy() + "," + v.loss() + "," + v.accuracy());
            json.add("{\"epoch\":" + e.epoch() + ",\"step\":3,\"loss\":" + e.loss() + ",\"accuracy\":" + e.accuracy()
                    + ",\"validation_loss\":" + v.loss() + ",\"validation_accuracy\":" + v.accuracy() + "}");
        }
        assertEquals(csv.subList(1, 4), timeless("epochs.csv").subList(1, 4));
        assertEquals(csv.getFirst(), lines("epochs.csv").getFirst());
        assertEquals(json, timeless("epochs.jsonl"));
        assertEquals(10, lines("steps.csv").size());
        StepReport fifth = steps.get(4);
        assertEquals("2,2," + fifth.loss() + "," + fifth.accuracy() + ",,", timeless("steps.csv").get(5));
        assertEquals("{\"epoch\":2,\"step\":2,\"loss\":" + fifth.loss() + ",\"accuracy\":" + fifth.accuracy() + "}",
                timeless("steps.jsonl").get(4));
    }

    @Test
    void aNumberThatDoesNotExistIsLeftOut() throws IOException {
        Dataset values = Dataset.ofValues(Samples.uniform(40, 6, 1), Samples.uniform(40, 3, 2));
        Network network = Network.input(6).dense(3).build(1);
        Trainer.of(network, Loss.MEAN_SQUARED_ERROR, Optimizer.sgd(0.01f)).epochs(1)
                .callback(TrainingLog.csv(folder.resolve("log.csv")))
                .callback(TrainingLog.jsonLines(folder.resolve("log.jsonl"))).fit(values);
        assertTrue(lines("log.csv").get(1).matches("1,2,[0-9.]+,,,,[0-9.E-]+"), lines("log.csv").toString());
        assertTrue(
                lines("log.jsonl").getFirst().matches("\\{\"epoch\":1,\"step\":2,\"loss\":[0-9.]+,\"seconds\":[0-9.E-]+}"),
                lines("log.jsonl").toString());
    }

    /** Rows after the checkpoint are written again, and only once; a row that was cut off is dropped. */
    @Test
    void aRunThatGoesOnKeepsItsRows() throws IOException {
        fit(trainer().callback(TrainingLog.csv(folder.resolve("whole.csv")))
                .callback(TrainingLog.jsonLines(folder.resolve("whole.jsonl")).everyStep()));
        Checkpoints plan = Checkpoints.to(folder.resolve("run")).everySteps(2).resume();
        assertThrows(IllegalStateException.class, () -> fit(logged().callback(new Callback() {
            private int count;

            @Override
            public void stepEnded(StepReport report) {
                if (++count == 8) {
                    throw new IllegalStateException("dies in the last epoch");
                }
            }
        }).checkpoint(plan)));
        assertEquals(8, lines("steps.jsonl").size(), "the checkpoint is of the sixth step");
        Files.writeString(folder.resolve("steps.jsonl"), Files.readString(folder.resolve("steps.jsonl"))
                + "{\"epoch\":1,\"st");
        // Of a process that was killed while it began its log.
        Path leftover = Files.createFile(folder.resolve(".lanegrad-epochs.csv-" + UUID.randomUUID() + ".tmp"));
        fit(logged().checkpoint(plan));
        assertFalse(Files.exists(leftover));
        assertEquals(timeless("whole.csv"), timeless("epochs.csv"));
        assertEquals(timeless("whole.jsonl"), timeless("steps.jsonl"));
        // A new run starts a new log.
        fit(logged().epochs(1));
        assertEquals(2, lines("epochs.csv").size());
        assertEquals(3, lines("steps.jsonl").size());
    }

    private Trainer logged() {
        return trainer().callback(TrainingLog.csv(folder.resolve("epochs.csv")))
                .callback(TrainingLog.jsonLines(folder.resolve("steps.jsonl")).everyStep());
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        Trainer trainer = trainer().callback(TrainingLog.csv(folder.resolve("missing").resolve("log.csv")));
        String message = assertThrows(UncheckedIOException.class, () -> fit(trainer)).getMessage();
        assertTrue(message.startsWith("the log cannot be written: "), message);
    }

    /** Each callback is told in the order of adding, step by step. */
    @Test
    void callbacksHaveAnOrder() {
        List<String> told = new ArrayList<>();
        Trainer trainer = trainer().epochs(1).measureFlow(3);
        for (String name : List.of("a", "b")) {
            trainer.callback(new Callback() {
                @Override
                public void flowMeasured(FlowReport report) {
                    told.add(name + " flow");
                }

                @Override
                public void stepEnded(StepReport report) {
                    told.add(name + " step " + report.step());
                }

                @Override
                public Decision epochEnded(EpochReport report) {
                    told.add(name + " epoch");
                    return Decision.CONTINUE;
                }

                @Override
                public void trainingEnded(TrainingReport report) {
                    told.add(name + " end");
                }
            });
        }
        fit(trainer);
        assertEquals(List.of("a step 1", "b step 1", "a step 2", "b step 2", "a flow", "b flow", "a step 3", "b step 3",
                "a epoch", "b epoch", "a end", "b end"), told);
    }
}
