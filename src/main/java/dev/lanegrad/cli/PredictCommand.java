package dev.lanegrad.cli;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.io.data.FeatureRows;
import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.nn.Model;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts the rows of a file. */
@Command(name = "predict", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class, sortOptions = false,
        description = "Predicts the rows of a CSV, IDX (also gzip) or NumPy file and writes CSV: for classifiers the label"
                + " and each class's probability, for regressions the values. Columns are found by the names that they had"
                + " in training, by their position where there were none. Files may be larger than memory.")
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "a saved model")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "the rows, with or without labels")
    private Path data;

    @Option(names = "--out", paramLabel = "FILE", description = "where the predictions go (default: standard output)")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--threads", defaultValue = "1", paramLabel = "COUNT",
            description = "threads that predict (default: ${DEFAULT-VALUE})")
    private int threads;

    @Mixin
    private TableOptions table;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw Options.invalid(spec, "--threads", "expected at least 1, given " + threads);
        }
        if (out.isPresent()) {
            Options.refuseSame(spec, "--out", out.get(), List.of(data, model));
        }
        Model loaded = ModelFile.load(model);
        try (FeatureRows rows = DataFiles.open(spec, data, table, loaded);
                Predictions predictions = new Predictions(Predictor.of(loaded), threads)) {
            PredictionWriter writer = new PredictionWriter(loaded);
            if (out.isEmpty()) {
                PrintWriter console = spec.commandLine().getOut();
                writer.write(rows, predictions, console, console::checkError);
            } else if (isStream(out.get())) {
                try (Writer stream = Files.newBufferedWriter(out.get(), StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND)) {
                    writer.write(rows, predictions, stream, () -> false);
                }
            } else {
                AtomicFile.replace(out.get(), channel -> {
                    Writer file = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
                    writer.write(rows, predictions, file, () -> false);
                    file.flush();
                });
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** A device or pipe, which is written to and not replaced; so is the file that /dev/stdout may stand for. */
    private static boolean isStream(Path file) {
        boolean device = file.toAbsolutePath().startsWith("/dev");
        return Files.exists(file) && (device || !Files.isRegularFile(file)) && !Files.isDirectory(file);
    }
}
