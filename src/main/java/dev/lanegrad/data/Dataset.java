package dev.lanegrad.data;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples with what they should be predicted as: raw features, one row a sample, and either class indices with names or a
 * matrix of target values.
 *
 * <p>The features may be any matrix, also one over a mapped file that is larger than memory: parts of a data set
 * ({@link #select}, splits, folds) share the features and hold row numbers, and training copies a batch at a time.
 * Immutable as long as nobody writes to its matrices; then thread-safe.
 */
public final class Dataset {
    private final Matrix features;
    private final Optional<int[]> selected; // rows of the features; absent: all of them, in order
    private final Targets targets;
    private final List<String> labelNames;
    private final Optional<Schema> schema;
    private final Optional<float[]> weights; // one a sample of this data set

    private Dataset(Matrix features, Optional<int[]> selected, Targets targets, List<String> labelNames,
            Optional<Schema> schema, Optional<float[]> weights) {
        this.features = features;
        this.selected = selected;
        this.targets = targets;
        this.labelNames = labelNames;
        this.schema = schema;
        this.weights = weights;
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
        return ofClasses(features, labels, labelNames, Optional.empty());
    }

    /**
     * A data set for classification with a schema.
     *
     * @param features rows x inputs, finite, or NaN for a missing number where the schema has an imputation
     * @param labels one class index a row, copied
     * @param labelNames the classes' names, all different; their number is the number of classes
     * @param schema what the columns mean, if it is known
     * @return the data set
     * @throws IllegalArgumentException if rows do not match, a label is out of range, two names are equal, the schema has
     *     another number of inputs or a feature is not allowed (the message names row and column)
     */
    public static Dataset ofClasses(Matrix features, int[] labels, List<String> labelNames, Optional<Schema> schema) {
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
        requireFeatures(features, schema);
        return new Dataset(features, Optional.empty(), new Targets.Classes(labels.clone(), labels.length),
                List.copyOf(labelNames), schema, Optional.empty());
    }

    /**
     * A data set for classification by names.
     *
     * @param features rows x inputs, finite
     * @param labels one class name a row; the different names, in numeric order if all are integers, otherwise in the order
     *     of {@link String#compareTo(String)}, are the classes
     * @return the data set
     * @throws IllegalArgumentException if rows do not match or a feature is NaN or Inf (the message names row and column)
     */
    public static Dataset ofClasses(Matrix features, Collection<String> labels) {
        LabelIndex index = new LabelIndex(List.of());
        labels.forEach(index::add);
        index.sort();
        return ofClasses(features, index.labels(), index.names());
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
        return ofValues(features, targets, Optional.empty());
    }

    /**
     * A data set for regression, or with probabilities as targets, with a schema.
     *
     * @param features rows x inputs, finite, or NaN for a missing number where the schema has an imputation
     * @param targets rows x outputs, finite
     * @param schema what the columns mean, if it is known
     * @return the data set
     * @throws IllegalArgumentException if rows do not match, the schema has another number of inputs or of targets, or a
     *     value is not allowed (the message names row and column)
     */
    public static Dataset ofValues(Matrix features, Matrix targets, Optional<Schema> schema) {
        if (features.rows() != targets.rows()) {
            throw new IllegalArgumentException(features.rows() + " rows of features, " + targets.rows() + " of targets");
        }
        int names = schema.map(s -> s.targets().size()).orElse(0);
        if (names != 0 && names != targets.columns()) {
            throw new IllegalArgumentException("the targets are " + targets.shape() + ", the schema has " + names
                    + " target columns");
        }
        requireFinite("target", targets, new boolean[targets.columns()]);
        requireFeatures(features, schema);
        return new Dataset(features, Optional.empty(), new Targets.Values(targets), List.of(), schema,
                Optional.empty());
    }

    private static void requireFeatures(Matrix features, Optional<Schema> schema) {
        if (schema.isPresent() && schema.get().inputs() != features.columns()) {
            throw new IllegalArgumentException("the features are " + features.shape() + ", the schema has "
                    + schema.get().inputs() + " inputs");
        }
        requireFinite("feature", features, schema.map(Schema::optional).orElseGet(() -> new boolean[features.columns()]));
    }

    private static void requireFinite(String what, Matrix matrix, boolean[] optional) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                float value = matrix.get(r, c);
                if (!Float.isFinite(value) && !(optional[c] && Float.isNaN(value))) {
                    throw new IllegalArgumentException(what + " in row " + r + ", column " + c + " is " + value
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
        return targets.rows();
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
     * The raw features.
     *
     * @return rows x inputs: not a copy for a data set as it was made, a new copy for a part of one
     */
    public Matrix features() {
        if (selected.isEmpty()) {
            return features;
        }
        Matrix copy = Matrix.create(rows(), inputs());
        for (int r = 0; r < rows(); r++) {
            copyFeatures(r, copy, r);
        }
        return copy;
    }

    /**
     * Copies one sample's raw features. Allocates nothing.
     *
     * @param sample 0 to {@code rows() - 1}
     * @param target some rows x inputs; one row is overwritten
     * @param row which row of the target
     * @throws IndexOutOfBoundsException if there is no such sample or row
     * @throws IllegalArgumentException if the target has another number of columns
     */
    public void copyFeatures(int sample, Matrix target, int row) {
        if (target.columns() != inputs()) {
            throw new IllegalArgumentException("the target is " + target.shape() + ", expected " + inputs() + " columns");
        }
        Objects.checkIndex(sample, rows());
        Objects.checkIndex(row, target.rows());
        int source = selected.isPresent() ? selected.get()[sample] : sample;
        MemorySegment.copy(features.segment(), features.offset(source, 0), target.segment(), target.offset(row, 0),
                inputs() * 4L);
    }

    /** A copy of one raw feature of all samples. */
    float[] column(int input) {
        float[] values = new float[rows()];
        for (int r = 0; r < values.length; r++) {
            values[r] = features.get(selected.isPresent() ? selected.get()[r] : r, input);
        }
        return values;
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
     * What the columns mean.
     *
     * @return the schema, if it is known
     */
    public Optional<Schema> schema() {
        return schema;
    }

    /**
     * The feature columns.
     *
     * @return those of the schema; without one, a column of numbers an input, named by its number from 1
     */
    public List<FeatureColumn> columns() {
        return schema.map(Schema::features).orElseGet(() -> IntStream.rangeClosed(1, inputs())
                .<FeatureColumn>mapToObj(i -> new FeatureColumn.Numeric(Integer.toString(i), Imputation.REFUSE)).toList());
    }

    /**
     * The same samples with other features.
     *
     * @param replacement rows x any number of inputs, finite
     * @return a data set that shares the targets and has no schema
     * @throws IllegalArgumentException if rows do not match or a feature is NaN or Inf
     */
    public Dataset withFeatures(Matrix replacement) {
        if (replacement.rows() != rows()) {
            throw new IllegalArgumentException(replacement.rows() + " rows of features, " + rows() + " of targets");
        }
        requireFeatures(replacement, Optional.empty());
        return new Dataset(replacement, Optional.empty(), targets, labelNames, Optional.empty(), weights);
    }

    /**
     * The same samples with other target values.
     *
     * @param replacement rows x any number of outputs, finite
     * @return a data set that shares the features
     * @throws IllegalArgumentException if rows do not match or a value is NaN or Inf
     */
    public Dataset withValues(Matrix replacement) {
        if (replacement.rows() != rows()) {
            throw new IllegalArgumentException(rows() + " rows of features, " + replacement.rows() + " of targets");
        }
        requireFinite("target", replacement, new boolean[replacement.columns()]);
        return new Dataset(features, selected, new Targets.Values(replacement), List.of(), schema, weights);
    }

    /**
     * The same samples with weights: what each counts in the loss of training and validation, beside the weight that the loss
     * itself gives to its class. A weight of 2 counts as much as the same sample twice. Metrics count samples and know no
     * weights; nor do shuffles, splits and folds, which keep each sample's weight with it.
     *
     * @param sampleWeights one a sample, finite and at least 0, not all 0; copied
     * @return a data set that shares features and targets
     * @throws IllegalArgumentException if their number is not that of the samples, or one is out of range
     */
    public Dataset withWeights(float[] sampleWeights) {
        if (sampleWeights.length != rows()) {
            throw new IllegalArgumentException(rows() + " rows of features, " + sampleWeights.length + " weights");
        }
        float largest = 0;
        for (int r = 0; r < sampleWeights.length; r++) {
            if (!(sampleWeights[r] >= 0 && sampleWeights[r] < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the weight of row " + r + " is " + sampleWeights[r]
                        + ", expected a finite number of at least 0");
            }
            largest = Math.max(largest, sampleWeights[r]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException("all weights are 0, so nothing would be trained");
        }
        return new Dataset(features, selected, targets, labelNames, schema, Optional.of(sampleWeights.clone()));
    }

    /**
     * What a sample counts in the loss.
     *
     * @param sample 0 to {@code rows() - 1}
     * @return its weight; 1 where there are no weights
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    public float weight(int sample) {
        Objects.checkIndex(sample, rows());
        return weights.isPresent() ? weights.get()[sample] : 1;
    }

    /**
     * Whether the samples have weights.
     *
     * @return true after {@link #withWeights}
     */
    public boolean isWeighted() {
        return weights.isPresent();
    }

    /**
     * Some of the samples; the features are shared, targets and row numbers are copied.
     *
     * @param samples which, in this order; at least one
     * @return the part
     * @throws IndexOutOfBoundsException if there is no such sample
     * @throws IllegalArgumentException if no sample is asked for
     */
    public Dataset select(int[] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("a data set needs at least one row, none was selected");
        }
        int[] rows = new int[samples.length];
        for (int i = 0; i < rows.length; i++) {
            Objects.checkIndex(samples[i], rows());
            rows[i] = selected.isPresent() ? selected.get()[samples[i]] : samples[i];
        }
        Targets picked = switch (targets) {
            case Targets.Classes classes -> {
                int[] labels = IntStream.of(samples).map(i -> classes.labels()[i]).toArray();
                yield new Targets.Classes(labels, labels.length);
            }
            case Targets.Values values -> {
                Matrix picks = Matrix.create(rows.length, values.matrix().columns());
                for (int i = 0; i < rows.length; i++) {
                    picks.rows(i, 1).copyFrom(values.matrix().rows(samples[i], 1));
                }
                yield new Targets.Values(picks);
            }
        };
        Optional<float[]> pickedWeights = weights.map(w -> {
            float[] picks = new float[samples.length];
            for (int i = 0; i < picks.length; i++) {
                picks[i] = w[samples[i]];
            }
            return picks;
        });
        return new Dataset(features, Optional.of(rows), picked, labelNames, schema, pickedWeights);
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
     * @return the two parts
     * @throws IllegalArgumentException if the share is out of range or there are fewer than two rows
     */
    public Split split(double secondShare, long seed) {
        return Splits.random(rows(), seed).split(this, secondShare);
    }

    /**
     * Divides the samples at random so that each class has the same share in both parts, as far as whole rows allow.
     *
     * @param secondShare share of the second part, in (0, 1); it gets at least one row and leaves at least one
     * @param seed decides which rows go where
     * @return the two parts
     * @throws IllegalArgumentException if the share is out of range, there are fewer than two rows or no classes
     */
    public Split stratifiedSplit(double secondShare, long seed) {
        return Splits.stratified(targets, seed).split(this, secondShare);
    }

    /**
     * Divides the samples at random into folds of equal size, as far as whole rows allow, for cross-validation.
     *
     * @param count number of folds, 2 to {@link #rows()}
     * @param seed decides which rows go where
     * @return one split a fold: the other folds, and the fold
     * @throws IllegalArgumentException if the number of folds is out of range
     */
    public List<Split> folds(int count, long seed) {
        return folds(Splits.random(rows(), seed), count);
    }

    /**
     * Divides the samples at random into folds of equal size in which each class has the same share, as far as whole rows
     * allow.
     *
     * @param count number of folds, 2 to {@link #rows()}
     * @param seed decides which rows go where
     * @return one split a fold: the other folds, and the fold
     * @throws IllegalArgumentException if the number of folds is out of range or there are no classes
     */
    public List<Split> stratifiedFolds(int count, long seed) {
        return folds(Splits.stratified(targets, seed), count);
    }

    private List<Split> folds(Splits splits, int count) {
        List<Split> folds = new ArrayList<>();
        for (int fold = 0; fold < count; fold++) {
            folds.add(splits.fold(this, fold, count));
        }
        if (folds.isEmpty()) {
            throw new IllegalArgumentException("expected 2 to " + rows() + " folds, given " + count);
        }
        return List.copyOf(folds);
    }
}
