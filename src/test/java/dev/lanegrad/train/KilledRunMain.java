package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A run for {@link KilledRunTest}: prints a line a step, saves after each, goes on where it stopped. */
public final class KilledRunMain {
    private KilledRunMain() {
    }

    /** Trains, with a checkpoint where there is a second argument, and saves the model. */
    public static void main(String[] arguments) throws IOException {
        Optional<Path> checkpoint = arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
        ModelFile.save(train(checkpoint), Path.of(arguments[0]));
        System.out.println("saved");
    }

    /** Large enough to be met while a checkpoint is written: 65,000 parameters, three copies of each. */
    static Model train(Optional<Path> checkpoint) {
        Dataset data = Samples.classes(300, 20, 4, 1);
        Network network = Network.input(20).dense(256).batchNormalization().activation(Activation.RELU).dropout(0.2f)
                .dense(200, Activation.TANH).dense(40, Activation.TANH).dense(4).build(1);
        Trainer trainer = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-3f)).epochs(12).batchSize(32)
                .seed(4).standardize().validationShare(0.2).earlyStopping(6);
        checkpoint.ifPresent(file -> trainer.checkpoint(Checkpoints.to(file).everySteps(1).resume()).callback(
                new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        System.out.println("step " + report.epoch() + " " + report.step());
                    }
                }));
        return trainer.fit(data);
    }
}
