package dev.lanegrad.data;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Samples with what they should be predicted as: a matrix of features, one row a sample, and either class indices with
 * names or a matrix of target values. Immutable as long as nobody writes to its matrices.
 */
public final class Dataset {
    private final Matrix features;
    private final Targets targets;
    private final List<String> labelNames;

    private Dataset(Matrix features, Targets targets, List<String> labelNames) {
        if (features.rows() != targets.rows()) {
            throw new IllegalArgumentException(features.rows() + " rows of features, " + targets.rows() + " of targets");
        }
        requireFinite("feature", features);
        this.features = features;
        this.targets = targets;
        this.labelNames = labelNames;
    }

    /**
     * A data set for classification.
     *
     * @param features rows x inputs, finite
     * @param labels one class index a row, copied
     * @param labelNames the classes' names, all different; their number is the number of classes
     * @return the data set
     * @throws IllegalArgumentException if rows do not match, a label is out of range, two names are equal or a feature is
     *     NaN or Inf (the message names row and column)
     */
    public static Dataset ofClasses(Matrix features, int[] labels, List<String> labelNames) {
        if (new HashSet<>(labelNames).size() != labelNames.size()) {
            throw new IllegalArgumentException("label names must differ, given " + labelNames);
        }
        if (labels.length != features.rows()) {
            throw new IllegalArgumentException(features.rows() + " rows of features, " + labels.length + " labels");
        }
        for (int r = 0; r < labels.length; r++) {
            if (labels[r] < 0 || labels[r] >= labelNames.size()) {
                throw new IllegalArgumentException("the label of row " + r + " is " + labels[r] + ", expected 0 to "
                        + (labelNames.size() - 1));
            }
        }
        return new Dataset(features, new Targets.Classes(labels.clone(), labels.length), List.copyOf(labelNames));
    }

    /**
     * A data set for regression, or with probabilities as targets.
     *
     * @param features rows x inputs, finite
     * @param targets rows x outputs, finite
     * @return the data set
     * @throws IllegalArgumentException if rows do not match or a value is NaN or Inf (the message names row and column)
     */
    public static Dataset ofValues(Matrix features, Matrix targets) {
        requireFinite("target", targets);
        return new Dataset(features, new Targets.Values(targets), List.of());
    }

    private static void requireFinite(String what, Matrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                if (!Float.isFinite(matrix.get(r, c))) {
                    throw new IllegalArgumentException(what + " in row " + r + ", column " + c + " is " + matrix.get(r, c)
                            + ", expected a finite number");
                }
            }
        }
    }

    /**
     * Number of samples.
     *
     * @return at least 1
     */
    public int rows() {
        return features.rows();
    }

    /**
     * Number of features a sample.
     *
     * @return columns of the features
     */
    public int inputs() {
        return features.columns();
    }

    /**
     * Number of outputs that a network for this data needs.
     *
     * @return the number of classes, or columns of the target values
     */
    public int outputs() {
        return targets instanceof Targets.Values values ? values.matrix().columns() : labelNames.size();
    }

    /**
     * The features.
     *
     * @return rows x inputs, not a copy
     */
    public Matrix features() {
        return features;
    }

    /**
     * The targets.
     *
     * @return class indices or values, not a copy
     */
    public Targets targets() {
        return targets;
    }

    /**
     * The classes' names.
     *
     * @return one a class; empty for target values
     */
    public List<String> labelNames() {
        return labelNames;
    }

    /**
     * The same samples with other features, for example scaled ones.
     *
     * @param replacement rows x any number of inputs
     * @return a data set that shares the targets
     */
    public Dataset withFeatures(Matrix replacement) {
        return new Dataset(replacement, targets, labelNames);
    }

    /**
     * A copy of some samples.
     *
     * @param rows which, in this order; at least one
     * @return the copy
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws IllegalArgumentException if no row is asked for
     */
    public Dataset select(int[] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("a data set needs at least one row, none was selected");
        }
        Matrix picked = Matrix.create(rows.length, inputs());
        for (int i = 0; i < rows.length; i++) {
            picked.rows(i, 1).copyFrom(features.rows(rows[i], 1));
        }
        return switch (targets) {
            case Targets.Classes classes -> {
                int[] labels = new int[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    labels[i] = classes.labels()[rows[i]];
                }
                yield new Dataset(picked, new Targets.Classes(labels, labels.length), labelNames);
            }
            case Targets.Values values -> {
                Matrix picks = Matrix.create(rows.length, values.matrix().columns());
                for (int i = 0; i < rows.length; i++) {
                    picks.rows(i, 1).copyFrom(values.matrix().rows(rows[i], 1));
                }
                yield new Dataset(picked, new Targets.Values(picks), labelNames);
            }
        };
    }

    /**
     * Two parts of a data set.
     *
     * @param first the larger part by convention: training
     * @param second the rest: validation or test
     */
    public record Split(Dataset first, Dataset second) {
    }

    /**
     * Divides the samples at random.
     *
     * @param secondShare share of the second part, in (0, 1); it gets at least one row and leaves at least one
     * @param seed decides which rows go where
     * @return copies of the two parts
     * @throws IllegalArgumentException if the share is out of range or there are fewer than two rows
     */
    public Split split(double secondShare, long seed) {
        if (!(secondShare > 0 && secondShare < 1)) {
            throw new IllegalArgumentException("the share must be in (0, 1), given " + secondShare);
        }
        if (rows() < 2) {
            throw new IllegalArgumentException("one row cannot be split");
        }
        int[] order = CounterRandom.permutation(seed, CounterRandom.STREAM_SPLIT, 0, rows());
        int second = Math.clamp(Math.round(rows() * secondShare), 1, rows() - 1);
        int first = rows() - second;
        return new Split(select(Arrays.copyOf(order, first)), select(Arrays.copyOfRange(order, first, rows())));
    }
}
