package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A run for {@link KilledRunTest}: prints a line a step, saves after each, writes its logs, goes on where it stopped. */
public final class KilledRunMain {
    /** The exit code of a process that ended inside of a write. */
    static final int HALTED = 9;

    private KilledRunMain() {
    }

    /** Trains in a folder, saves the model, and with a number of steps ends inside of the write of a checkpoint after them. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path checkpoint = folder.resolve("run");
        Trainer trainer = trainer(folder).checkpoint(Checkpoints.to(checkpoint).everySteps(1).resume());
        int haltAfter = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        trainer.callback(new Callback() {
            private int count;

            @Override
            public void stepEnded(StepReport report) {
                System.out.println("step " + report.epoch() + " " + report.step());
                if (++count == haltAfter) {
                    haltInsideWrite(checkpoint);
                }
            }
        });
        ModelFile.save(train(trainer), folder.resolve("model"));
        System.out.println("saved");
    }

    /** A file that has bytes and not its name yet is being written. The steps after this one give more chances to see that. */
    private static void haltInsideWrite(Path checkpoint) {
        CountDownLatch watching = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                if (halfWritten(checkpoint).stream().anyMatch(file -> file.toFile().length() > 0)) {
                    Runtime.getRuntime().halt(HALTED);
                }
                watching.countDown();
            }
        });
        try {
            watching.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Temporary files of a checkpoint. */
    static List<Path> halfWritten(Path checkpoint) {
        try (Stream<Path> files = Files.list(checkpoint.toAbsolutePath().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith(".lanegrad-" + checkpoint.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Large enough to be met while a checkpoint is written: 65,000 parameters, three copies of each. */
    static Trainer trainer(Path folder) {
        Network network = Network.input(20).dense(256).batchNormalization().activation(Activation.RELU).dropout(0.2f)
                .dense(200, Activation.TANH).dense(40, Activation.TANH).dense(4).build(1);
        return Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-3f)).epochs(12).batchSize(32).seed(4)
                .standardize().validationShare(0.2).earlyStopping(6)
                .callback(TrainingLog.csv(folder.resolve("epochs.csv")))
                .callback(TrainingLog.jsonLines(folder.resolve("steps.jsonl")).everyStep());
    }

    static Model train(Trainer trainer) {
        return trainer.fit(Samples.classes(300, 20, 4, 1));
    }
}
