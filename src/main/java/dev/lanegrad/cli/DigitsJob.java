package dev.lanegrad.cli;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.metric.ConfusionMatrix;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The main job: from data to a served model in one go. */
final class DigitsJob {
    private static final int TRAINING_ROWS = 12_000;
    private static final int TEST_ROWS = 4_000;
    private static final int EPOCHS = 30;

    private final PrintWriter out;
    private final long seed;

    DigitsJob(PrintWriter out, long seed) {
        this.out = out;
        this.seed = seed;
    }

    void run() {
        Dataset training = StrokeDigits.dataset(seed, 0, TRAINING_ROWS);
        Dataset test = StrokeDigits.dataset(seed, TRAINING_ROWS, TEST_ROWS);
        Network network = Network.input(training.inputs())
                .dense(128, Activation.RELU).dense(64, Activation.RELU).dense(StrokeDigits.CLASSES).build(seed);
        out.printf(Locale.ROOT, "data        %,d drawn digits of %d x %d pixels for training, %,d for the test (seed %d)%n",
                TRAINING_ROWS, StrokeDigits.WIDTH, StrokeDigits.HEIGHT, TEST_ROWS, seed);
        out.printf(Locale.ROOT, "network     %s, %,d parameters%n", network, network.parameterCount());
        out.flush();

        Trainer trainer = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-3f))
                .epochs(EPOCHS).batchSize(64).seed(seed);
        Model model = Progress.train(trainer, training, out);
        Predictor predictor = saveAndLoad(model);
        ConfusionMatrix confusion = confusion(predictor, test);
        out.printf(Locale.ROOT, "test accuracy %.2f %%%n%n%s%n%n", 100 * confusion.accuracy(), confusion);
        out.printf(Locale.ROOT, "comparison  without hidden layers, a softmax regression gets %.2f %%%n",
                100 * confusion(Predictor.of(softmaxRegression(training)), test).accuracy());
        out.printf(Locale.ROOT, "prediction  %s%n", Latency.of(predictor, test.features()));
        out.printf(Locale.ROOT, "ran on      %s%n", Machine.describe());
        out.flush();
    }

    /** What the hidden layers are for. */
    private Model softmaxRegression(Dataset training) {
        Network linear = Network.input(training.inputs()).dense(StrokeDigits.CLASSES).build(seed);
        return Trainer.of(linear, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(3e-3f)).epochs(EPOCHS).batchSize(64)
                .seed(seed).fit(training);
    }

    private static ConfusionMatrix confusion(Predictor predictor, Dataset data) {
        Matrix outputs = Matrix.create(data.rows(), predictor.outputs());
        predictor.predict(data.features(), outputs);
        return ConfusionMatrix.of(data.labelNames(), (Targets.Classes) data.targets(), outputs);
    }

    private Predictor saveAndLoad(Model model) {
        try {
            Path folder = Files.createTempDirectory("lanegrad");
            Path file = folder.resolve("digits.safetensors");
            try {
                ModelFile.save(model, file);
                Predictor predictor = Predictor.of(ModelFile.load(file));
                out.printf(Locale.ROOT, "model       saved and loaded again, %,d bytes%n", Files.size(file));
                return predictor;
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
