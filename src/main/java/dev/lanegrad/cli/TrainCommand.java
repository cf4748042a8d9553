package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.train.Checkpoints;
import dev.lanegrad.train.Diagnosis;
import dev.lanegrad.train.NonFiniteException;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on a file. */
@Command(name = "train", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class, sortOptions = false,
        description = "Trains a network on a CSV file, or on features and labels in IDX (also gzip) or NumPy files.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "training data")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "labels of an IDX or NumPy file")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--test", paramLabel = "FILE", description = "test data; the trained model is scored on them")
    private Optional<Path> test = Optional.empty();

    @Option(names = "--test-labels", paramLabel = "FILE", description = "labels of test data in an IDX or NumPy file")
    private Optional<Path> testLabels = Optional.empty();

    @Option(names = "--folds", paramLabel = "COUNT",
            description = "cross-validation: score a model a fold, trained on the other folds")
    private Optional<Integer> folds = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "where the model is saved (safetensors)")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--threads", defaultValue = "1", paramLabel = "COUNT",
            description = "threads that train, or folds that are trained side by side; the bits are those of one thread"
                    + " (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--diagnose",
            description = "measure how activations and gradients flow, and say what is wrong with them")
    private boolean diagnose;

    @Option(names = "--find-rate",
            description = "search a learning rate (Smith's range test) instead of training; refuses what only a training has")
    private boolean findsRate;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private RunOptions running;

    @Mixin
    private CheckpointOptions checkpoints;

    @Mixin
    private TableOptions table;

    @Mixin
    private ColumnOptions columns;

    @Override
    public Integer call() throws IOException {
        options.check();
        if (findsRate) {
            refuseWhatOnlyATrainingHas();
        }
        if (threads < 1) {
            throw Options.invalid(spec, "--threads", "expected at least 1, given " + threads);
        }
        if (threads > Parallelism.MAX_THREADS) {
            throw Options.invalid(spec, "--threads", "expected at most " + Parallelism.MAX_THREADS + ", given " + threads);
        }
        if (testLabels.isPresent() && test.isEmpty()) {
            throw Options.invalid(spec, "--test-labels", "there are no test data that it could belong to: add --test FILE");
        }
        if (folds.isPresent() && test.isPresent() && out.isEmpty()) {
            throw Options.invalid(spec, "--test", "cross-validation scores on its folds; with --out a model of all data is"
                    + " trained after it, which --test would score");
        }
        if (out.isPresent()) {
            Options.refuseSame(spec, "--out", out.get(), Stream.of(Optional.of(data), labels, test, testLabels)
                    .flatMap(Optional::stream).toList());
            ModelFile.checkTarget(out.get());
        }
        Optional<Checkpoints> plan = checkpoints.checked(Stream.of(Optional.of(data), labels, test, testLabels, out)
                .flatMap(Optional::stream).toList());
        running.check(
                Stream.of(Optional.of(data), labels, test, testLabels, out, checkpoints.file()).flatMap(Optional::stream)
                        .toList());
        if (folds.isPresent() && out.isEmpty()) {
            running.refuseLog("it is for one run, cross-validation has one a fold");
        }
        if (diagnose && folds.isPresent() && out.isEmpty()) {
            throw Options.invalid(spec, "--diagnose", "it is for one run, cross-validation has one a fold");
        }
        if (plan.isPresent() && folds.isPresent()) {
            throw Options.invalid(spec, "--checkpoint", "it is for one run, cross-validation has one a fold");
        }
        DataFiles files = new DataFiles(spec, table, columns, options.loss());
        Dataset training = files.read("--data", data, labels, DataFiles.Known.NOTHING);
        refuseValuesAsClasses(training);
        Optional<Dataset> testing = Optional.empty();
        if (test.isPresent()) {
            testing = Optional.of(files.read("--test", test.get(), testLabels,
                    new DataFiles.Known(training.labelNames(), training.schema())));
            requireWidth(training, testing.get());
        }
        // All that can be refused is, before the first line is printed.
        Network network = options.network(training);
        Trainer trainer = options.trainer(network, training);
        running.apply(trainer);
        plan.ifPresent(trainer::checkpoint);
        Optional<List<Dataset.Split>> splits = folds.map(
                count -> Options.checked(spec, "--folds", () -> CrossValidation.folds(training, count, options.seed())));

        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "data        %,d rows of %,d features, %s%n", training.rows(), training.inputs(),
                training.labelNames().isEmpty()
                        ? training.outputs() + (training.outputs() == 1 ? " target" : " targets")
                        : training.labelNames().size() + " classes");
        console.printf(Locale.ROOT, "network     %s, %,d parameters%n", network, network.parameterCount());
        console.flush();
        if (findsRate) {
            try (Parallelism parallelism = Parallelism.of(threads)) {
                console.println(options.finder(network, training).parallelism(parallelism).search(training).text());
            }
            console.flush();
            return CommandLine.ExitCode.OK;
        }
        splits.ifPresent(s -> console.print(CrossValidation.report(CrossValidation.run(s, Score.isBinary(training), threads,
                this::foldTrainer))));
        console.flush();
        if (folds.isEmpty() || out.isPresent()) {
            train(trainer, training, testing, console);
        }
        console.printf(Locale.ROOT, "ran on      %s%n", Machine.describe());
        console.flush();
        return CommandLine.ExitCode.OK;
    }

    /** What a search for a rate has no use for: ignored, it would seem to have been part of the search. */
    private void refuseWhatOnlyATrainingHas() {
        Options.refuse(spec, "--find-rate trains no model, and writes no file: leave it out", "--test", "--test-labels",
                "--folds", "--out", "--diagnose", "--log", "--log-steps", "--checkpoint", "--checkpoint-every", "--resume");
        Options.refuse(spec, "--find-rate lets the rate grow from step to step: leave it out", "--rate", "--schedule",
                "--schedule-by", "--warm-up", "--plateau");
        Options.refuse(spec, "--find-rate takes full batches of all samples, for a number of steps of its own: leave it out",
                "--epochs", "--last-batch", "--validation", "--patience");
    }

    private Trainer foldTrainer(Dataset fold) {
        Trainer trainer = options.trainer(options.network(fold), fold);
        running.applyToEach(trainer);
        return trainer;
    }

    private void train(Trainer trainer, Dataset training, Optional<Dataset> testing, PrintWriter console)
            throws IOException {
        Model model;
        Diagnosis diagnosis = new Diagnosis();
        if (diagnose) {
            trainer.measureFlow(1).callback(diagnosis);
        }
        try (Parallelism parallelism = Parallelism.of(threads)) {
            model = Progress.train(trainer.parallelism(parallelism), training, console);
        } catch (NonFiniteException e) {
            if (diagnose) {
                console.printf("%n%s%n%n", diagnosis.text());
                console.flush();
            }
            throw e;
        }
        if (diagnose) {
            console.printf("%n%s%n%n", diagnosis.text());
        }
        testing.ifPresent(t -> {
            Score score = Score.of(model, t, Score.isBinary(training));
            console.printf(Locale.ROOT, "test %s%n%n%s%n%n", score.figures().getFirst(), score.report());
        });
        if (out.isPresent()) {
            ModelFile.save(model, out.get());
            console.printf(Locale.ROOT, "model       %s, %,d bytes%n", out.get(), Files.size(out.get()));
        }
    }

    /** A regression without --loss would train a class a value. */
    private void refuseValuesAsClasses(Dataset training) {
        int classes = training.labelNames().size();
        if (training.targets() instanceof Targets.Classes && classes > 20 && classes > training.rows() / 4
                && training.labelNames().stream().allMatch(TrainCommand::isNumber)) {
            throw Options.invalid(spec, "--loss", options.loss().text() + " needs classes, but the label has " + classes
                    + " different numbers in " + training.rows()
                    + " rows; for a regression add --loss mean_squared_error");
        }
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void requireWidth(Dataset training, Dataset testing) {
        if (testing.inputs() != training.inputs() || testing.outputs() != training.outputs()) {
            throw new IllegalArgumentException(test.orElseThrow() + " has " + testing.inputs() + " features and "
                    + testing.outputs() + " outputs, " + data + " has " + training.inputs() + " and "
                    + training.outputs());
        }
    }
}
