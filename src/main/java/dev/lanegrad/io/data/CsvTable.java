package dev.lanegrad.io.data;

import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.LabelIndex;
import dev.lanegrad.data.Schema;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Collects the features of a CSV file whose schema is not known yet: numbers, and the categories that occur. Not
 * thread-safe.
 */
final class CsvTable implements CsvSamples {
    private final Path file;
    private final int[] positions;
    private final List<FeatureColumn> columns = new ArrayList<>(); // categories still unknown
    private final List<LabelIndex> categories = new ArrayList<>(); // one a categorical column
    private final Imputation imputation;
    private final MissingText missing;
    private final FloatList numbers = new FloatList();
    private int rows;

    /** For the columns at some positions of a record, those among the categorical ones one-hot. */
    CsvTable(Path file, List<String> names, int[] positions, Set<Integer> categorical, Imputation imputation,
            MissingText missing) {
        this.file = file;
        this.positions = positions;
        this.imputation = imputation;
        this.missing = missing;
        for (int position : positions) {
            if (categorical.contains(position)) {
                columns.add(new FeatureColumn.Categorical(names.get(position), List.of("")));
                categories.add(new LabelIndex(List.of()));
            } else {
                columns.add(new FeatureColumn.Numeric(names.get(position), imputation));
            }
        }
    }

    @Override
    public void add(long line, List<String> fields) throws DataFileException {
        int category = 0;
        for (int i = 0; i < positions.length; i++) {
            String text = fields.get(positions[i]);
            switch (columns.get(i)) {
                case FeatureColumn.Numeric numeric -> numbers.add(number(line, numeric.name(), text));
                case FeatureColumn.Categorical c -> categories.get(category++).add(category(line, c.name(), text));
            }
        }
        rows++;
    }

    private boolean refuses() {
        return imputation.rule() == Imputation.Rule.REFUSE;
    }

    private float number(long line, String column, String text) throws DataFileException {
        if (!refuses() && missing.is(text)) {
            return Float.NaN;
        }
        if (!text.isBlank() && text.chars().noneMatch(Character::isDigit)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text) + ", expected a finite number such as"
                    + " 1.5 or -2e-3; a column of words must be named as categorical, one without meaning as ignored");
        }
        return missing.number(file, line, column, text);
    }

    private String category(long line, String column, String text) throws DataFileException {
        if (!missing.is(text)) {
            return text;
        }
        if (refuses()) {
            throw new DataFileException(file, line, column, "is " + (text.isBlank()
                    ? "empty"
                    : Quoted.text(text)
                            + ", which stands for a value that is missing")
                    + ", expected a category");
        }
        return "";
    }

    /** What was found; columns as they stand in the file, categories in the order of {@link LabelIndex#sort}. */
    @Override
    public Schema schema(List<String> targets) {
        categories.forEach(LabelIndex::sort);
        List<FeatureColumn> found = new ArrayList<>();
        int category = 0;
        for (FeatureColumn column : columns) {
            found.add(column instanceof FeatureColumn.Categorical
                    ? new FeatureColumn.Categorical(column.name(), categories.get(category++).names())
                    : column);
        }
        return new Schema(found, targets);
    }

    @Override
    public Matrix features(Schema schema) {
        int plain = columns.size() - categories.size();
        if (categories.isEmpty()) {
            return numbers.toMatrix(rows, plain);
        }
        Matrix features = Matrix.create(rows, schema.inputs());
        Matrix values = plain == 0 ? features : numbers.toMatrix(rows, plain);
        int input = 0;
        int number = 0;
        int category = 0;
        for (FeatureColumn column : schema.features()) {
            if (column instanceof FeatureColumn.Numeric) {
                for (int r = 0; r < rows; r++) {
                    features.set(r, input, values.get(r, number));
                }
                number++;
            } else {
                int[] labels = categories.get(category++).labels();
                for (int r = 0; r < rows; r++) {
                    features.set(r, input + labels[r], 1);
                }
            }
            input += column.width();
        }
        return features;
    }
}
