package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.List;

/** Collects the features of a CSV file, and hands the field of its label column to who knows what it is. */
final class CsvTable implements CsvRecords.Sink {
    /** Takes the label field of each record. */
    interface Label {
        void accept(long line, String column, String text) throws DataFileException;
    }

    /** Finds the label column: its index, or -1 if the file has none. */
    interface LabelColumn {
        int find(List<String> columns) throws DataFileException;
    }

    private final Path file;
    private final LabelColumn labelColumn;
    private final Label label;
    private final FloatList features = new FloatList();
    private List<String> columns;
    private int labelIndex;
    private int rows;

    CsvTable(Path file, LabelColumn labelColumn, Label label) {
        this.file = file;
        this.labelColumn = labelColumn;
        this.label = label;
    }

    @Override
    public void header(long line, List<String> header) throws DataFileException {
        columns = List.copyOf(header);
        labelIndex = labelColumn.find(columns);
        if (inputs() == 0) {
            throw new DataFileException(file, line, "the only column is the label " + Quoted.text(columns.getFirst())
                    + ", expected at least one feature");
        }
        boolean numbers = true;
        boolean integers = true;
        for (int i = 0; i < columns.size(); i++) {
            numbers &= i == labelIndex || isNumber(columns.get(i));
            integers &= i == labelIndex || columns.get(i).strip().matches("[0-9]+");
        }
        // Columns may be numbered; names with fractions are a first sample, which would be lost in silence.
        if (numbers && !integers) {
            throw new DataFileException(file, line, "the first line looks like data (" + Quoted.list(columns)
                    + "), expected a header with the columns' names");
        }
    }

    @Override
    public void record(long line, List<String> fields) throws DataFileException {
        if (rows == Integer.MAX_VALUE) {
            throw new DataFileException(file, line, "more than " + Integer.MAX_VALUE + " records");
        }
        for (int i = 0; i < fields.size(); i++) {
            if (i == labelIndex) {
                label.accept(line, columns.get(i), fields.get(i));
            } else {
                features.add(number(file, line, columns.get(i), fields.get(i)));
            }
        }
        rows++;
    }

    int rows() {
        return rows;
    }

    int inputs() {
        return columns.size() - (labelIndex < 0 ? 0 : 1);
    }

    Matrix features() {
        return features.toMatrix(rows, inputs());
    }

    /** Reads a finite number in decimal notation; spaces around it do not count. */
    static float number(Path file, long line, String column, String text) throws DataFileException {
        String number = text.strip();
        if (number.isEmpty()) {
            throw new DataFileException(file, line, column, "is empty, expected a number");
        }
        float value = isDecimal(number) ? parse(number) : Float.NaN;
        if (Float.isNaN(value)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", expected a finite number such as 1.5 or -2e-3");
        }
        if (Float.isInfinite(value)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", too large for a float (at most " + Float.MAX_VALUE + ")");
        }
        return value;
    }

    private static boolean isNumber(String text) {
        return isDecimal(text.strip()) && !Float.isNaN(parse(text));
    }

    /** NaN if the text is no number: what {@link #isDecimal} lets pass never means NaN itself. */
    private static float parse(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** Keeps out what Java reads as a float besides: NaN, Infinity, 0x1p3, 1f, 1d. */
    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }
}
