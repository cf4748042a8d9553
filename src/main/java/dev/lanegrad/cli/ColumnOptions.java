package dev.lanegrad.cli;

import dev.lanegrad.data.Imputation;
import dev.lanegrad.io.data.CsvFile;
import java.util.List;
import java.util.Optional;
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

    @Option(names = "--sample-weights", paramLabel = "COLUMN",
            description = "column of the training data with what each row counts in the loss, a number of at least 0; figures"
                    + " count rows")
    private Optional<String> weights = Optional.empty();

    /** Reads a way to fill gaps. */
    static final class ImputationConverter implements ITypeConverter<Imputation> {
        @Override
        public Imputation convert(String value) {
            return Conversion.of(() -> Imputation.parse(value));
        }
    }

    /** The file with these settings; only training data have weights. */
    CsvFile apply(CsvFile csv, boolean isTraining) {
        CsvFile formed = csv.withCategories(categorical.toArray(String[]::new)).withMissing(missing);
        return isTraining && weights.isPresent() ? formed.withWeights(weights.get()) : formed;
    }
}
