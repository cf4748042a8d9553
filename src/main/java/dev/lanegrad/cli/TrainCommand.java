package dev.lanegrad.cli;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.data.CsvFile;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.ConfusionMatrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains on a CSV file. */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a network on a CSV file with a header.",
        sortOptions = false, showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FILE",
            description = "training data; the last column is the label, in words or numbers")
    private Path data;

    @Option(names = "--test", paramLabel = "FILE", description = "test data; the trained model is evaluated on them")
    private @Nullable Path test;

    @Option(names = "--label", paramLabel = "COLUMN", description = "name of the label column, if not the last one")
    private @Nullable String label;

    @Option(names = "--out", paramLabel = "FILE", description = "where the model is saved (safetensors)")
    private @Nullable Path out;

    @Option(names = "--hidden", split = ",", defaultValue = "256", paramLabel = "UNITS",
            description = "units of the hidden layers, or 0 for none")
    private List<Integer> hidden;

    @Option(names = "--activation", defaultValue = "relu", converter = ActivationConverter.class,
            completionCandidates = Activations.class,
            description = "activation of the hidden layers: ${COMPLETION-CANDIDATES}")
    private Activation activation;

    @Option(names = "--loss", defaultValue = "softmax_cross_entropy", converter = LossConverter.class,
            completionCandidates = Losses.class,
            description = "what is made small: ${COMPLETION-CANDIDATES}; for softmax_cross_entropy the label column holds"
                    + " classes, for the others numbers")
    private Loss loss;

    @Option(names = "--optimizer", defaultValue = "adam", description = "adam, momentum (of 0.9) or sgd")
    private String optimizer;

    @Option(names = "--rate", defaultValue = "0.001", description = "learning rate")
    private float rate;

    @Option(names = "--epochs", defaultValue = "30", description = "how often all samples are seen; small files need more")
    private int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "samples a step")
    private int batch;

    @Option(names = "--seed", defaultValue = "1", description = "decides weights, order and split")
    private long seed;

    @Option(names = "--validation", defaultValue = "0", paramLabel = "SHARE",
            description = "share of the training data that is held out for validation")
    private double validation;

    @Option(names = "--no-scaling", description = "leave the features as they are instead of standardising them")
    private boolean unscaled;

    /** All activations, for the help. */
    static final class Activations implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Activation.all().stream().map(Activation::text).iterator();
        }
    }

    /** All losses, for the help. */
    static final class Losses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Loss.all().stream().map(Loss::name).iterator();
        }
    }

    /** Reads an activation as model files write it. */
    static final class ActivationConverter implements CommandLine.ITypeConverter<Activation> {
        @Override
        public Activation convert(String value) {
            return Conversion.of(() -> Activation.parse(value));
        }
    }

    /** Reads a loss by its name. */
    static final class LossConverter implements CommandLine.ITypeConverter<Loss> {
        @Override
        public Loss convert(String value) {
            return Conversion.of(() -> Loss.parse(value));
        }
    }

    @Override
    public Integer call() throws IOException {
        checked("--rate", () -> Optimizer.sgd(rate));
        Optimizer rule = checked("--optimizer", this::optimizer);
        checked("--hidden", this::checkHidden);
        Dataset training = read(data, List.of());
        Optional<Dataset> testing = test == null ? Optional.empty() : Optional.of(read(test, training.labelNames()));
        testing.ifPresent(t -> requireWidth(training, t));
        Network network = network(training);

        PrintWriter console = spec.commandLine().getOut();
        Trainer trainer = Trainer.of(network, loss, rule).seed(seed);
        checked("--epochs", () -> trainer.epochs(epochs));
        checked("--batch", () -> trainer.batchSize(batch));
        Optional<Dataset.Split> split = validation == 0
                ? Optional.empty()
                : Optional.of(checked("--validation", () -> training.split(validation, seed)));
        if (!unscaled) {
            trainer.standardize();
        }
        if (out != null) {
            ModelFile.checkTarget(out);
        }
        console.printf(Locale.ROOT, "data        %,d rows of %,d features, %s%n", training.rows(), training.inputs(),
                training.labelNames().isEmpty() ? "one target" : training.labelNames().size() + " classes");
        console.printf(Locale.ROOT, "network     %s, %,d parameters%n", network, network.parameterCount());
        console.flush();
        Model model = Progress.train(trainer, split.map(Dataset.Split::first).orElse(training),
                split.map(Dataset.Split::second), epochs, console);
        testing.ifPresent(t -> evaluate(Predictor.of(model), t, console));
        if (out != null) {
            ModelFile.save(model, out);
            console.printf(Locale.ROOT, "model       %s, %,d bytes%n", out, Files.size(out));
        }
        console.printf(Locale.ROOT, "ran on      %s%n", Machine.describe());
        console.flush();
        return CommandLine.ExitCode.OK;
    }

    private Dataset read(Path file, List<String> labelNames) throws IOException {
        CsvFile csv = label == null ? CsvFile.of(file) : CsvFile.of(file).withLabels(label);
        if (!loss.allowsClasses()) {
            return csv.readValues();
        }
        return labelNames.isEmpty() ? csv.readClasses() : csv.readClasses(labelNames);
    }

    private void requireWidth(Dataset training, Dataset testing) {
        if (testing.inputs() != training.inputs()) {
            throw new IllegalArgumentException(test + " has " + testing.inputs() + " feature columns, " + data + " has "
                    + training.inputs());
        }
    }

    private Optimizer optimizer() {
        return switch (optimizer) {
            case "adam" -> Optimizer.adam(rate);
            case "momentum" -> Optimizer.momentum(rate, 0.9f);
            case "sgd" -> Optimizer.sgd(rate);
            default -> throw new IllegalArgumentException("unknown optimizer '" + optimizer
                    + "', expected adam, momentum or sgd");
        };
    }

    private List<Integer> checkHidden() {
        if (hidden.stream().anyMatch(units -> units < 0) || (hidden.size() > 1 && hidden.contains(0))) {
            throw new IllegalArgumentException("hidden layers need at least one unit each, given " + hidden);
        }
        return hidden;
    }

    private Network network(Dataset training) {
        Network.Builder builder = Network.input(training.inputs());
        for (int units : hidden) {
            if (units > 0) {
                builder.dense(units, activation);
            }
        }
        return builder.dense(training.outputs()).build(seed);
    }

    private static void evaluate(Predictor predictor, Dataset testing, PrintWriter console) {
        if (testing.targets() instanceof Targets.Values values) {
            Matrix predicted = Predictions.of(predictor, testing.features());
            double squares = 0;
            for (int r = 0; r < testing.rows(); r++) {
                double difference = predicted.get(r, 0) - values.matrix().get(r, 0);
                squares += difference * difference;
            }
            console.printf(Locale.ROOT, "test root mean squared error %.6g%n", Math.sqrt(squares / testing.rows()));
            if (predictor.form() == OutputForm.PROBABILITIES) {
                int hits = 0;
                for (int r = 0; r < testing.rows(); r++) {
                    hits += predicted.get(r, 0) >= 0.5f == values.matrix().get(r, 0) >= 0.5f ? 1 : 0;
                }
                console.printf(Locale.ROOT, "test accuracy %.2f %% (at a probability of 1/2)%n",
                        100.0 * hits / testing.rows());
            }
        } else {
            ConfusionMatrix confusion = Predictions.confusion(predictor, testing);
            console.printf(Locale.ROOT, "test accuracy %.2f %%%n%n%s%n%n", 100 * confusion.accuracy(), confusion);
        }
    }

    /** Turns a refusal into wrong usage of the option that caused it. */
    private <T> T checked(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': " + e.getMessage(),
                    e);
        }
    }
}
