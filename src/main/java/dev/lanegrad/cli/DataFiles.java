package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LabelIndex;
import dev.lanegrad.data.Schema;
import dev.lanegrad.io.data.CsvFile;
import dev.lanegrad.io.data.FeatureRows;
import dev.lanegrad.io.data.IdxFile;
import dev.lanegrad.io.data.NpyFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/** Data sets in files of any kind. */
final class DataFiles {
    private final CommandSpec spec;
    private final TableOptions table;
    private final ColumnOptions columns;
    private final boolean values; // targets are numbers, not classes

    DataFiles(CommandSpec spec, TableOptions table, ColumnOptions columns, Loss loss) {
        this.spec = spec;
        this.table = table;
        this.columns = columns;
        values = !loss.allowsClasses() || table.severalLabels();
    }

    /** What a file must be read like: the labels and, of a table, the columns of the training data. */
    record Known(List<String> labels, Optional<Schema> schema) {
        static final Known NOTHING = new Known(List.of(), Optional.empty());
    }

    /** Reads samples; the labels of IDX and NumPy files stand in a file of their own. */
    Dataset read(String option, Path file, Optional<Path> labels, Known known) throws IOException {
        DataKind kind = DataKind.of(file);
        if (kind == DataKind.CSV) {
            if (labels.isPresent()) {
                throw Options.invalid(spec, labelOption(option),
                        file + " is a CSV file, which holds its labels");
            }
            return table(file, known);
        }
        Options.refuseMixins(spec, "it is for CSV files, " + file + " is " + kind, TableOptions.class, ColumnOptions.class);
        if (labels.isEmpty()) {
            throw Options.invalid(spec, option, file + " is " + kind + ", whose labels stand in a file of their own: add "
                    + labelOption(option) + " FILE");
        }
        Matrix features = kind == DataKind.IDX ? IdxFile.of(file).readMatrix() : NpyFile.of(file).map().matrix();
        try {
            return values
                    ? Dataset.ofValues(features, targets(labels.get()))
                    : classes(features, labels.get(), known.labels());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " and " + labels.get() + ": " + e.getMessage(), e);
        }
    }

    private static String labelOption(String option) {
        return option.equals("--data") ? "--labels" : option + "-labels";
    }

    private Dataset table(Path file, Known known) throws IOException {
        CsvFile csv = columns.apply(table.csv(file), known.schema().isEmpty());
        if (known.schema().isPresent()) {
            csv = csv.withSchema(known.schema().get());
        }
        if (values) {
            return csv.readValues();
        }
        return known.labels().isEmpty() ? csv.readClasses() : csv.readClasses(known.labels());
    }

    private static Matrix targets(Path file) throws IOException {
        return switch (DataKind.of(file)) {
            case IDX -> IdxFile.of(file).readMatrix();
            case NPY -> NpyFile.of(file).readMatrix();
            case CSV -> throw noLabels(file);
        };
    }

    private static IOException noLabels(Path file) {
        return Files.exists(file)
                ? new IOException(file + ": this is no IDX or NumPy file, expected one with labels")
                : new NoSuchFileException(file.toString());
    }

    private static Dataset classes(Matrix features, Path file, List<String> known) throws IOException {
        int[] numbers = switch (DataKind.of(file)) {
            case IDX -> IdxFile.of(file).readLabels();
            case NPY -> NpyFile.of(file).readLabels();
            case CSV -> throw noLabels(file);
        };
        List<String> names = IntStream.of(numbers).mapToObj(Integer::toString).toList();
        if (known.isEmpty()) {
            return Dataset.ofClasses(features, names);
        }
        LabelIndex index = new LabelIndex(known);
        for (int r = 0; r < numbers.length; r++) {
            if (!index.knows(names.get(r))) {
                throw new IOException(
                        file + ": the label of row " + r + " is " + names.get(r) + ", expected one of " + known);
            }
            index.add(names.get(r));
        }
        return Dataset.ofClasses(features, index.labels(), known);
    }

    /** Opens a file to predict from. */
    static FeatureRows open(CommandSpec spec, Path file, TableOptions table, Model model) throws IOException {
        DataKind kind = DataKind.of(file);
        if (kind == DataKind.CSV) {
            CsvFile csv = table.csv(file);
            return model.schema().isPresent()
                    ? csv.openFeatures(model.schema().get())
                    : csv.openFeatures(model.network().inputs());
        }
        Options.refuseMixins(spec, "it is for CSV files, " + file + " is " + kind, TableOptions.class);
        FeatureRows rows = kind == DataKind.IDX ? IdxFile.of(file).open() : NpyFile.of(file).open();
        if (rows.columns() != model.network().inputs()) {
            rows.close();
            throw new IOException(file + ": there are " + rows.columns() + " features a row, the model takes "
                    + model.network().inputs());
        }
        return rows;
    }
}
