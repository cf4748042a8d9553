package dev.lanegrad.io.data;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.LabelIndex;
import dev.lanegrad.data.Schema;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A CSV file, one record a sample: columns of numbers or of categories, the features in the file's order, and one or more
 * label columns, the last one unless others are named.
 *
 * <pre>{@code
 * Dataset data = CsvFile.of(path).withLabels("species").withCategories("island", "sex")
 *     .withMissing(Imputation.MEDIAN).readClasses();
 * }</pre>
 *
 * <p>A column is named as in the header; where no column has that name, by its number from 1, or from -1 for the last one.
 * Without a header, columns are called "1", "2" and so on.
 *
 * <p>UTF-8 with or without a byte order mark; fields separated by commas and quoted where needed (RFC 4180), unless said
 * otherwise; lines end as on any platform; blank lines are skipped where there is more than one column. Numbers are finite
 * and in decimal notation, spaces around them do not count; names, labels and categories are taken as they stand. What
 * does not fit is a {@link DataFileException} with file, line and column. The file is read as a stream and must not change
 * meanwhile.
 *
 * <p>Needs FastCSV, the artifact {@code de.siegmar:fastcsv}. Immutable and thread-safe.
 */
public final class CsvFile {
    private static final String FASTCSV = "de.siegmar.fastcsv";

    private final Path file;
    private final CsvFormat format;
    private final CsvRoles roles;

    private CsvFile(Path file, CsvFormat format, CsvRoles roles) {
        this.file = Objects.requireNonNull(file, "file");
        this.format = format;
        this.roles = roles;
    }

    /**
     * A file with a header, separated by commas, whose last column is the label. Nothing is read yet.
     *
     * @param file the file
     * @return a description of the file
     */
    public static CsvFile of(Path file) {
        return new CsvFile(file, CsvFormat.RFC_4180, CsvRoles.DEFAULT);
    }

    /**
     * The same file with another separator.
     *
     * @param separator between fields, such as ';' or a tab
     * @return another description of the file
     * @throws IllegalArgumentException if it is the quote or a line break
     */
    public CsvFile withSeparator(char separator) {
        return new CsvFile(file, new CsvFormat(separator, format.quote(), format.header()), roles);
    }

    /**
     * The same file with another quote.
     *
     * @param quote around fields that hold a separator, a quote (then doubled) or a line break
     * @return another description of the file
     * @throws IllegalArgumentException if it is the separator or a line break
     */
    public CsvFile withQuote(char quote) {
        return new CsvFile(file, new CsvFormat(format.separator(), quote, format.header()), roles);
    }

    /**
     * The same file, whose first record is a sample.
     *
     * @return another description of the file
     */
    public CsvFile withoutHeader() {
        return new CsvFile(file, new CsvFormat(format.separator(), format.quote(), false), roles);
    }

    /**
     * The same file with other label columns.
     *
     * @param names one column for classes; one or more, in the order of the outputs, for target values
     * @return another description of the file
     * @throws IllegalArgumentException if there is none
     */
    public CsvFile withLabels(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("expected at least one label column");
        }
        return with(roles.withLabels(List.of(names)));
    }

    /**
     * The same file with columns of categories, each of which becomes one input a category (one-hot). The categories are the
     * column's different values, in numeric order if all are integers (of up to 18 digits), otherwise in the order of
     * {@link String#compareTo(String)}.
     *
     * @param names feature columns
     * @return another description of the file
     */
    public CsvFile withCategories(String... names) {
        return with(roles.withCategories(List.of(names)));
    }

    /**
     * The same file with columns that are left out, such as a record's number.
     *
     * @param names columns that are neither feature nor label
     * @return another description of the file
     */
    public CsvFile ignoring(String... names) {
        return with(roles.withIgnored(List.of(names)));
    }

    /**
     * The same file with a column of weights: what each sample counts in the loss ({@link Dataset#withWeights}), finite numbers
     * of at least 0. It is no feature. Predicting from a file needs no weights.
     *
     * @param name the column
     * @return another description of the file
     */
    public CsvFile withWeights(String name) {
        return with(roles.withWeights(name));
    }

    /**
     * The same file with missing values in its feature columns. What stands in for a number is fitted by
     * {@link Schema#fitted} to training data alone (a {@code Trainer} does it); until then it is NaN. A missing category is
     * a category of its own, the empty text. Missing labels are always refused.
     *
     * @param imputation what stands in for a number
     * @return another description of the file
     */
    public CsvFile withMissing(Imputation imputation) {
        return with(roles.withImputation(imputation));
    }

    /**
     * The same file with other words for a missing value; blank fields are missing in any case.
     *
     * @param words in any case; unless said otherwise NA, N/A, NaN, null and ?
     * @return another description of the file
     */
    public CsvFile withMissingWords(Collection<String> words) {
        return with(roles.withMissing(MissingText.of(words)));
    }

    /**
     * The same file, read as another one was: its features are the columns of the same names, wherever they stand, with the
     * same categories and the same imputation; its labels are the schema's targets unless others are named. Further columns
     * are left out. A file without a header may also have just the features, in the schema's order.
     *
     * @param schema that of a model or of another data set
     * @return another description of the file
     */
    public CsvFile withSchema(Schema schema) {
        return with(roles.withSchema(schema));
    }

    private CsvFile with(CsvRoles changed) {
        return new CsvFile(file, format, changed);
    }

    /**
     * Reads samples with classes. The label column's different values are the classes' names, in numeric order if all
     * are integers (of up to 18 digits), otherwise in the order of {@link String#compareTo(String)}.
     *
     * @return the data set
     * @throws DataFileException if the file does not fit the description
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if several label columns are named
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readClasses() throws IOException {
        LabelIndex index = new LabelIndex(List.of());
        Features features = read(this::requireOneLabel, (line, names, texts) -> {
            requireLabel(line, names.getFirst(), texts.getFirst());
            index.add(texts.getFirst());
        });
        index.sort();
        return weighted(features,
                Dataset.ofClasses(features.matrix, index.labels(), index.names(), Optional.of(features.schema)));
    }

    /**
     * Reads samples with classes that are known, such as the test data of a model.
     *
     * @param labelNames the classes' names, all different; a label's index is that of its name
     * @return the data set, with these label names
     * @throws DataFileException if the file does not fit the description or has another label
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if two names are equal or several label columns are named
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readClasses(List<String> labelNames) throws IOException {
        LabelIndex index = new LabelIndex(labelNames);
        if (index.names().size() != labelNames.size()) {
            throw new IllegalArgumentException("label names must differ, given " + Quoted.list(labelNames));
        }
        Features features = read(this::requireOneLabel, (line, names, texts) -> {
            if (!index.knows(texts.getFirst())) {
                requireLabel(line, names.getFirst(), texts.getFirst());
                throw new DataFileException(file, line, names.getFirst(), "is " + Quoted.text(texts.getFirst())
                        + ", expected one of the labels " + Quoted.list(labelNames));
            }
            index.add(texts.getFirst());
        });
        return weighted(features,
                Dataset.ofClasses(features.matrix, index.labels(), labelNames, Optional.of(features.schema)));
    }

    /**
     * Reads samples with target values: the label columns are numbers.
     *
     * @return the data set, with one target a label column
     * @throws DataFileException if the file does not fit the description
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readValues() throws IOException {
        FloatList targets = new FloatList();
        Features features = read(labels -> {
        }, (line, names, texts) -> {
            for (int i = 0; i < texts.size(); i++) {
                targets.add(roles.missing().number(file, line, names.get(i), texts.get(i)));
            }
        });
        Matrix values = targets.toMatrix(features.matrix.rows(), features.schema.targets().size());
        return weighted(features, Dataset.ofValues(features.matrix, values, Optional.of(features.schema)));
    }

    /**
     * Opens the file to predict from: records are read as they are asked for, and need no label. Missing numbers are filled.
     *
     * @param schema a model's
     * @return the features, as a model takes them
     * @throws DataFileException if the file's header does not fit the schema
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if the schema is not fitted
     * @throws IllegalStateException if FastCSV is not there
     */
    public FeatureRows openFeatures(Schema schema) throws IOException {
        if (!schema.isFitted()) {
            throw new IllegalArgumentException("the schema has a mean or median that was not fitted to training data");
        }
        return open(names -> schema, names -> roles.positions(schema, names));
    }

    /**
     * Opens the file to predict from, for a model that has no schema: columns of numbers, matched by their position. A label
     * column is left out: those that are named, as far as they are there, otherwise the last one if there is one more than
     * inputs.
     *
     * @param inputs number of features that the model takes
     * @return the features, as a model takes them
     * @throws DataFileException if the file has another number of features
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public FeatureRows openFeatures(int inputs) throws IOException {
        return open(
                names -> new Schema(
                        IntStream.of(roles.withoutLabels(names, inputs))
                                .<FeatureColumn>mapToObj(
                                        i -> new FeatureColumn.Numeric(names.names().get(i), Imputation.REFUSE))
                                .toList(),
                        List.of()),
                names -> roles.withoutLabels(names, inputs));
    }

    /**
     * Reads features alone, for a model that has a schema; see {@link #openFeatures(Schema)}.
     *
     * @param schema a model's
     * @return rows x inputs
     * @throws DataFileException if the file does not fit the schema
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if the schema is not fitted
     * @throws IllegalStateException if FastCSV is not there
     */
    public Matrix readFeatures(Schema schema) throws IOException {
        try (FeatureRows rows = openFeatures(schema)) {
            return readAll(rows);
        }
    }

    /**
     * Reads features alone, for a model that has no schema; see {@link #openFeatures(int)}.
     *
     * @param inputs number of features that the model takes
     * @return rows x inputs
     * @throws DataFileException if the file has another number of features or does not fit the description
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public Matrix readFeatures(int inputs) throws IOException {
        try (FeatureRows rows = openFeatures(inputs)) {
            return readAll(rows);
        }
    }

    private static Matrix readAll(FeatureRows rows) throws IOException {
        FloatList values = new FloatList();
        Matrix row = Matrix.create(1, rows.columns());
        int count = 0;
        while (rows.next(row) > 0) {
            for (float value : row.toArray()) {
                values.add(value);
            }
            count++;
        }
        return values.toMatrix(count, rows.columns());
    }

    /** Something about the columns, once their names are known. */
    private interface ByNames<T> {
        T of(CsvColumns names) throws DataFileException;
    }

    private FeatureRows open(ByNames<Schema> schema, ByNames<int[]> positions) throws IOException {
        requireFastCsv();
        CsvRecords records = new CsvRecords(file, format);
        try {
            CsvColumns names = new CsvColumns(file, format, records.columns());
            Schema known = schema.of(names);
            return new CsvFeatureRows(records, known, new CsvEncoder(file, known, positions.of(names), roles.missing()));
        } catch (IOException | RuntimeException e) {
            records.close();
            throw e;
        }
    }

    /** The weights are empty where samples have none. */
    private record Features(Matrix matrix, Schema schema, FloatList weights) {
    }

    private Dataset weighted(Features features, Dataset data) throws DataFileException {
        if (roles.weights().isEmpty()) {
            return data;
        }
        try {
            return data.withWeights(features.weights.toMatrix(data.rows(), 1).toArray());
        } catch (IllegalArgumentException e) {
            throw new DataFileException(file, "column " + Quoted.text(roles.weights().get()) + ": " + e.getMessage(), e);
        }
    }

    private float weight(long line, String column, String text) throws DataFileException {
        float weight = roles.missing().number(file, line, column, text);
        if (weight < 0) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text) + ", expected a weight of at least 0");
        }
        return weight;
    }

    /** Looks at the names of the label columns before anything else is read. */
    private interface LabelCheck {
        void accept(List<String> names);
    }

    /** Takes the label fields of each record. */
    private interface Labels {
        void accept(long line, List<String> names, List<String> texts) throws DataFileException;
    }

    private Features read(LabelCheck check, Labels sink) throws IOException {
        requireFastCsv();
        try (CsvRecords records = new CsvRecords(file, format)) {
            CsvColumns all = new CsvColumns(file, format, records.columns());
            int[] labels = roles.labelPositions(all);
            List<String> labelNames = IntStream.of(labels).mapToObj(all.names()::get).toList();
            check.accept(labelNames);
            CsvSamples samples = roles.schema().isPresent()
                    ? CsvSamples.of(roles.schema().get(), new CsvEncoder(file, roles.schema().get(),
                            roles.positions(roles.schema().get(), all, labels), roles.missing()))
                    : roles.table(all, labels);
            int weight = roles.weightPosition(all, labels);
            FloatList weights = new FloatList();
            int rows = 0;
            while (records.next()) {
                if (rows++ == Integer.MAX_VALUE) {
                    throw new DataFileException(file, records.line(), "more than " + Integer.MAX_VALUE + " records");
                }
                List<String> fields = records.fields();
                samples.add(records.line(), fields);
                if (weight >= 0) {
                    weights.add(weight(records.line(), all.names().get(weight), fields.get(weight)));
                }
                sink.accept(records.line(), labelNames, IntStream.of(labels).mapToObj(fields::get).toList());
            }
            Schema schema = samples.schema(labelNames);
            return new Features(samples.features(schema), schema, weights);
        }
    }

    private void requireOneLabel(List<String> names) {
        if (names.size() != 1) {
            throw new IllegalArgumentException("classes stand in one label column, given " + Quoted.list(names)
                    + "; several label columns are target values");
        }
    }

    private void requireLabel(long line, String column, String text) throws DataFileException {
        if (text.isBlank()) {
            throw new DataFileException(file, line, column, "is empty, expected a label");
        }
        if (roles.missing().is(text)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", which stands for a value that is missing, expected a label");
        }
    }

    /** This class links without FastCSV, so that its absence is an error that says what to add. */
    private static void requireFastCsv() {
        Throwable cause = null;
        try {
            Class<?> reader = Class.forName(FASTCSV + ".reader.CsvReader", false, CsvFile.class.getClassLoader());
            // A module cannot use what is on the class path, although it finds it.
            if (CsvFile.class.getModule().canRead(reader.getModule())) {
                return;
            }
        } catch (ClassNotFoundException e) {
            cause = e;
        }
        throw new IllegalStateException("reading CSV needs FastCSV: add the dependency de.siegmar:fastcsv (on the"
                + " module path, also start Java with --add-modules " + FASTCSV + ")", cause);
    }
}
