package dev.lanegrad.io.data;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A CSV file with a header, one record a sample: columns of numbers, the features in the file's order, and a label
 * column, the last one unless another is named.
 *
 * <p>UTF-8 with or without a byte order mark; fields separated by commas and quoted where needed (RFC 4180); lines end
 * as on any platform; blank lines are skipped where there is more than one column. Numbers are finite and in decimal
 * notation, spaces around them do not count; names and labels are taken as they stand. What does not fit is a
 * {@link DataFileException} with file, line and column. The file is read as a stream and must not change meanwhile.
 *
 * <p>Needs FastCSV, the artifact {@code de.siegmar:fastcsv}. Immutable and thread-safe.
 */
public final class CsvFile {
    private static final String FASTCSV = "de.siegmar.fastcsv";

    private final Path file;
    private final Optional<String> labelName;

    private CsvFile(Path file, Optional<String> labelName) {
        this.file = Objects.requireNonNull(file, "file");
        this.labelName = labelName;
    }

    /**
     * A file whose last column is the label. Nothing is read yet.
     *
     * @param file the file
     * @return a description of the file
     */
    public static CsvFile of(Path file) {
        return new CsvFile(file, Optional.empty());
    }

    /**
     * The same file with a label column that is found by its name.
     *
     * @param column the column's name in the header
     * @return another description of the file
     */
    public CsvFile withLabel(String column) {
        return new CsvFile(file, Optional.of(column));
    }

    /**
     * Reads samples with classes. The label column's different values are the classes' names, in numeric order if all
     * are integers (of up to 18 digits), otherwise in the order of {@link String#compareTo(String)}.
     *
     * @return the data set
     * @throws DataFileException if the file does not fit the description above
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readClasses() throws IOException {
        LabelIndex index = new LabelIndex(List.of());
        CsvTable table = read(this::labelColumn, (line, column, text) -> {
            requireLabel(line, column, text);
            index.add(text);
        });
        index.sort();
        return Dataset.ofClasses(table.features(), index.labels(), index.names());
    }

    /**
     * Reads samples with classes that are known, such as the test data of a model.
     *
     * @param labelNames the classes' names, all different; a label's index is that of its name
     * @return the data set, with these label names
     * @throws DataFileException if the file does not fit the description above or has another label
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if two names are equal
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readClasses(List<String> labelNames) throws IOException {
        LabelIndex index = new LabelIndex(labelNames);
        if (index.names().size() != labelNames.size()) {
            throw new IllegalArgumentException("label names must differ, given " + Quoted.list(labelNames));
        }
        CsvTable table = read(this::labelColumn, (line, column, text) -> {
            requireLabel(line, column, text);
            if (!index.knows(text)) {
                throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                        + ", expected one of the labels " + Quoted.list(labelNames));
            }
            index.add(text);
        });
        return Dataset.ofClasses(table.features(), index.labels(), labelNames);
    }

    /**
     * Reads samples for a regression: the label column is a number.
     *
     * @return the data set, with one target a row
     * @throws DataFileException if the file does not fit the description above
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public Dataset readValues() throws IOException {
        FloatList targets = new FloatList();
        CsvTable table = read(this::labelColumn,
                (line, column, text) -> targets.add(CsvTable.number(file, line, column, text)));
        return Dataset.ofValues(table.features(), targets.toMatrix(table.rows(), 1));
    }

    /**
     * Reads features alone, to predict from. The file may have a label column or not: with a name given, the column of
     * that name is left out if it is there; otherwise the last column is left out if there is one more than inputs.
     *
     * @param inputs number of features that the model takes
     * @return rows x inputs
     * @throws DataFileException if the file has another number of features or does not fit the description above
     * @throws IOException if reading fails
     * @throws IllegalStateException if FastCSV is not there
     */
    public Matrix readFeatures(int inputs) throws IOException {
        CsvTable.LabelColumn optional = columns -> {
            int index = labelName.map(columns::indexOf).orElse(columns.size() == inputs + 1 ? inputs : -1);
            int features = columns.size() - (index < 0 ? 0 : 1);
            if (features != inputs) {
                throw new DataFileException(file, "there are " + CsvRecords.count(features, "feature column")
                        + (index < 0 ? "" : " beside the label " + Quoted.text(columns.get(index)))
                        + ", expected " + inputs + (labelName.isPresent() ? "" : " or a label column more") + ": "
                        + Quoted.list(columns));
            }
            return index;
        };
        return read(optional, (line, column, text) -> {
        }).features();
    }

    private CsvTable read(CsvTable.LabelColumn labelColumn, CsvTable.Label label) throws IOException {
        requireFastCsv();
        CsvTable table = new CsvTable(file, labelColumn, label);
        CsvRecords.read(file, table);
        return table;
    }

    private int labelColumn(List<String> columns) throws DataFileException {
        int index = labelName.map(columns::indexOf).orElse(columns.size() - 1);
        if (index < 0) {
            throw new DataFileException(file, "there is no label column " + Quoted.text(labelName.get())
                    + ", the header has " + Quoted.list(columns));
        }
        return index;
    }

    private void requireLabel(long line, String column, String text) throws DataFileException {
        if (text.isBlank()) {
            throw new DataFileException(file, line, column, "is empty, expected a label");
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
