package dev.lanegrad.cli;

import dev.lanegrad.data.Imputation;
import dev.lanegrad.io.data.CsvFile;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What becomes of the columns of CSV files in training; a model knows it afterwards. */
final class ColumnOptions {
    @Option(names = "--categorical", split = ",", paramLabel = "COLUMN",
            description = "columns of words or codes, each category an input of its own (one-hot)")
    private List<String> categorical = List.of();

    @Option(names = "--missing", defaultValue = "refuse", paramLabel = "WAY", converter = ImputationConverter.class,
            description = "what stands in for missing numbers: refuse, mean, median (of the training data) or a number; a"
                    + " missing category becomes one of its own (default: ${DEFAULT-VALUE})")
    private Imputation missing;

    /** Reads a way to fill gaps. */
    static final class ImputationConverter implements ITypeConverter<Imputation> {
        @Override
        public Imputation convert(String value) {
            return Conversion.of(() -> Imputation.parse(value));
        }
    }

    /** The file with these settings. */
    CsvFile apply(CsvFile csv) {
        return csv.withCategories(categorical.toArray(String[]::new)).withMissing(missing);
    }
}
