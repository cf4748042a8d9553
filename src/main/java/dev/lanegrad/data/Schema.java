package dev.lanegrad.data;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the columns of a table mean: the features, in the order in which they become a network's inputs, and the columns
 * that are predicted. A model keeps the schema of its training data, so that it can read other tables of that kind.
 *
 * <p>Immutable and thread-safe.
 *
 * @param features at least one column; names all different
 * @param targets names of the columns that are predicted; none if there are no names for them
 */
public record Schema(List<FeatureColumn> features, List<String> targets) {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is no feature or two columns have one name
     */
    public Schema {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("a schema needs at least one feature column");
        }
        Set<String> names = new HashSet<>(targets);
        boolean different = names.size() == targets.size();
        for (FeatureColumn column : features) {
            different &= names.add(column.name());
        }
        if (!different) {
            throw new IllegalArgumentException("columns need different names, given "
                    + Quoted.list(features.stream().map(FeatureColumn::name).toList()) + " and " + Quoted.list(targets));
        }
    }

    /**
     * Number of a network's inputs.
     *
     * @return the sum of the columns' widths
     */
    public int inputs() {
        return features.stream().mapToInt(FeatureColumn::width).sum();
    }

    /**
     * Names of a network's inputs.
     *
     * @return one an input: the column's name, and of a category {@code "column=category"}
     */
    public List<String> inputNames() {
        List<String> names = new ArrayList<>();
        for (FeatureColumn column : features) {
            switch (column) {
                case FeatureColumn.Numeric numeric -> names.add(numeric.name());
                case FeatureColumn.Categorical categorical -> categorical.categories()
                        .forEach(category -> names.add(categorical.name() + "=" + category));
            }
        }
        return List.copyOf(names);
    }

    /**
     * The same columns with a constant in the place of each mean and median. Missing numbers do not count; sums run in
     * {@code double}, in row order. Allocation: a column of the data.
     *
     * @param training samples of this schema
     * @return the fitted schema
     * @throws IllegalArgumentException if the data have another number of inputs, or a column to be fitted has no number
     */
    public Schema fitted(Dataset training) {
        if (training.inputs() != inputs()) {
            throw new IllegalArgumentException("the data have " + training.inputs() + " features, the schema " + inputs());
        }
        List<FeatureColumn> fitted = new ArrayList<>();
        int input = 0;
        for (FeatureColumn column : features) {
            fitted.add(column instanceof FeatureColumn.Numeric numeric
                    ? new FeatureColumn.Numeric(numeric.name(), fitted(numeric, training, input))
                    : column);
            input += column.width();
        }
        return new Schema(fitted, targets);
    }

    private static Imputation fitted(FeatureColumn.Numeric column, Dataset training, int input) {
        return switch (column.missing().rule()) {
            case REFUSE, CONSTANT -> column.missing();
            case MEAN -> Imputation.constant(ColumnStatistics.mean(numbers(column, training, input)));
            case MEDIAN -> Imputation.constant(ColumnStatistics.sorted(numbers(column, training, input)).quantile(0.5));
        };
    }

    private static float[] numbers(FeatureColumn.Numeric column, Dataset training, int input) {
        float[] values = training.column(input);
        int count = 0;
        for (float value : values) {
            if (!Float.isNaN(value)) {
                values[count++] = value;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("column " + Quoted.text(column.name()) + " has no number, so there is no "
                    + column.missing().text() + " for its missing values");
        }
        return Arrays.copyOf(values, count);
    }

    /**
     * Whether every mean and median has been fitted, so that missing numbers can be filled.
     *
     * @return true if {@link #fill} works
     */
    public boolean isFitted() {
        return features.stream().noneMatch(column -> column instanceof FeatureColumn.Numeric numeric
                && (numeric.missing().rule() == Imputation.Rule.MEAN || numeric.missing().rule() == Imputation.Rule.MEDIAN));
    }

    /** Whether an input may be missing (NaN) in raw features: one an input. */
    boolean[] optional() {
        boolean[] optional = new boolean[inputs()];
        int input = 0;
        for (FeatureColumn column : features) {
            optional[input] = mayMiss(column);
            input += column.width();
        }
        return optional;
    }

    /**
     * Puts constants in the place of missing numbers.
     *
     * @param rows any number of rows x inputs, changed in place
     * @throws IllegalArgumentException if there is another number of columns
     * @throws IllegalStateException if a mean or median has not been fitted
     */
    public void fill(Matrix rows) {
        if (rows.columns() != inputs()) {
            throw new IllegalArgumentException("the rows are " + rows.shape() + ", expected " + inputs() + " columns");
        }
        int input = 0;
        for (int i = 0; i < features.size(); i++) {
            FeatureColumn column = features.get(i);
            if (mayMiss(column)) {
                float value = constant(column);
                for (int r = 0; r < rows.rows(); r++) {
                    if (Float.isNaN(rows.get(r, input))) {
                        rows.set(r, input, value);
                    }
                }
            }
            input += column.width();
        }
    }

    /** What stands in for a missing number of each input; NaN where none may be missing. */
    float[] constants() {
        float[] constants = new float[inputs()];
        int input = 0;
        for (FeatureColumn column : features) {
            if (mayMiss(column)) {
                constants[input] = constant(column);
            } else {
                Arrays.fill(constants, input, input + column.width(), Float.NaN);
            }
            input += column.width();
        }
        return constants;
    }

    private static boolean mayMiss(FeatureColumn column) {
        return column instanceof FeatureColumn.Numeric numeric && numeric.missing().rule() != Imputation.Rule.REFUSE;
    }

    private static float constant(FeatureColumn column) {
        Imputation missing = ((FeatureColumn.Numeric) column).missing();
        if (missing.rule() != Imputation.Rule.CONSTANT) {
            throw new IllegalStateException("the " + missing.text() + " of column " + Quoted.text(column.name())
                    + " has not been fitted");
        }
        return missing.value();
    }
}
