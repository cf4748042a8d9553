package dev.lanegrad.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lanegrad.data.Labels;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.data.CsvFile;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.OutputForm;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts the rows of a CSV file. */
@Command(name = "predict", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Predicts the rows of a CSV file with a header and writes CSV: for classifiers the label and each"
                + " class's probability, for regressions the value. Columns are matched by their"
                + " position.")
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "a saved model")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "the rows, with or without labels")
    private Path data;

    @Option(names = "--label", paramLabel = "COLUMN",
            description = "name of a label column that is passed over, if it is not the last one")
    private @Nullable String label;

    @Option(names = "--out", paramLabel = "FILE", description = "where the predictions go (default: standard output)")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Path folder = out == null ? null : out.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IOException(out + ": the folder " + folder + " does not exist");
        }
        Model loaded = ModelFile.load(model);
        Predictor predictor = Predictor.of(loaded);
        CsvFile csv = label == null ? CsvFile.of(data) : CsvFile.of(data).withLabels(label);
        Matrix outputs = Predictions.of(predictor, csv.readFeatures(predictor.inputs()));
        if (out == null) {
            Writer console = spec.commandLine().getOut();
            write(writer(console), predictor, outputs);
            console.flush();
            return CommandLine.ExitCode.OK;
        }
        try (Writer file = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
            write(writer(file), predictor, outputs);
        }
        return CommandLine.ExitCode.OK;
    }

    private static CsvWriter writer(Writer target) {
        return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(target);
    }

    private static void write(CsvWriter csv, Predictor predictor, Matrix outputs) throws IOException {
        boolean classes = !predictor.labels().isEmpty();
        List<String> fields = new ArrayList<>();
        if (classes) {
            fields.add("label");
        }
        String kind = predictor.form() == OutputForm.PROBABILITIES ? "probability" : "value";
        for (int c = 0; c < outputs.columns(); c++) {
            fields.add(classes ? kind + " of " + predictor.labels().get(c) : kind + (outputs.columns() > 1 ? " " + c : ""));
        }
        csv.writeRecord(fields);
        for (int r = 0; r < outputs.rows(); r++) {
            fields.clear();
            if (classes) {
                fields.add(predictor.labels().get(Labels.largest(outputs, r)));
            }
            for (int c = 0; c < outputs.columns(); c++) {
                fields.add(Float.toString(outputs.get(r, c)));
            }
            csv.writeRecord(fields);
        }
        csv.flush();
    }
}
