package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.train.Callback;
import dev.lanegrad.train.EpochReport;
import dev.lanegrad.train.StepReport;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training from end to end: 784-512-512-10, relu, dropout 0.2, RMSprop, batches of 128 (the recipe of Keras's example
 * {@code mnist_mlp}), on 60,000 drawn digits in the middle of 28 x 28 pixels, and 10,000 others for the test. Seconds an epoch
 * without the test, and the accuracy after each.
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.DigitsEpochs bench/results/digits-epochs.json
 * }</pre>
 *
 * <p>As many threads as {@code taskset} leaves processors.
 */
public final class DigitsEpochs {
    private static final int EPOCHS = 20;
    private static final int TRAINING = 60_000;
    private static final int TEST = 10_000;
    private static final int SIDE = 28;

    private DigitsEpochs() {
    }

    /** Times from the first step of an epoch to its last one. */
    private static final class Clock implements Callback {
        private final List<Map<String, Object>> epochs = new ArrayList<>();
        private long start = System.nanoTime();
        private long last;

        @Override
        public void stepEnded(StepReport report) {
            last = System.nanoTime();
        }

        @Override
        public Decision epochEnded(EpochReport report) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("epoch", report.epoch());
            row.put("seconds", (last - start) * 1e-9);
            row.put("loss", report.loss());
            row.put("test_accuracy", report.validation().orElseThrow().accuracy());
            epochs.add(row);
            System.out.println(row);
            start = System.nanoTime();
            return Decision.CONTINUE;
        }
    }

    /** Digits with a margin, so that they have the size of MNIST's. */
    private static Dataset digits(int from, int count) {
        Dataset drawn = StrokeDigits.dataset(1, from, count);
        Matrix images = Matrix.create(count, SIDE * SIDE);
        int left = (SIDE - StrokeDigits.WIDTH) / 2;
        int top = (SIDE - StrokeDigits.HEIGHT) / 2;
        for (int r = 0; r < count; r++) {
            for (int y = 0; y < StrokeDigits.HEIGHT; y++) {
                for (int x = 0; x < StrokeDigits.WIDTH; x++) {
                    images.set(r, (top + y) * SIDE + left + x, drawn.features().get(r, y * StrokeDigits.WIDTH + x));
                }
            }
        }
        return Dataset.ofClasses(images, ((Targets.Classes) drawn.targets()).labels(), drawn.labelNames());
    }

    /**
     * Trains and writes.
     *
     * @param arguments the file to write
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        int threads = Report.availableThreads();
        Dataset train = digits(0, TRAINING);
        Dataset test = digits(TRAINING, TEST);
        Network network = Network.input(train.inputs()).dense(512, Activation.RELU).dropout(0.2f).dense(512, Activation.RELU)
                .dropout(0.2f).dense(train.outputs()).build(1);
        Clock clock = new Clock();
        try (Parallelism parallelism = Parallelism.of(threads)) {
            Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.parse("rmsprop(rate=0.001,alpha=0.9,epsilon=1e-7)"))
                    .epochs(EPOCHS).batchSize(128).seed(1).parallelism(parallelism).callback(clock).fit(train, test);
        }
        ResultFile.write(file, Report.command(DigitsEpochs.class, arguments), threads, Map.of("results", clock.epochs));
    }
}
