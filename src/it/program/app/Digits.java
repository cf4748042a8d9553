package app;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that uses the library. Each project beside this folder starts it in another way; all print the same bits. */
public final class Digits {
    private Digits() {
    }

    /** Trains, saves, loads and predicts; prints a hash of the predictions' bits and where the library came from. */
    public static void main(String[] arguments) throws IOException {
        Dataset train = StrokeDigits.dataset(1, 0, 1_000);
        Dataset test = StrokeDigits.dataset(1, 1_000, 200);
        Network network = Network.input(train.inputs()).dense(32, Activation.TANH).dense(10).build(1);
        Model model = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-2f)).epochs(3).standardize()
                .fit(train);

        Matrix probabilities = Matrix.create(test.rows(), 10);
        Path file = Files.createTempFile("digits", ".safetensors");
        try {
            ModelFile.save(model, file);
            Predictor.of(ModelFile.load(file)).predict(test.features(), probabilities);
        } finally {
            Files.delete(file);
        }
        System.out.printf("prediction bits %08x by %s of %s%n", Arrays.hashCode(probabilities.toArray()),
                Network.class.getModule(), Network.class.getResource("Network.class"));
    }
}
