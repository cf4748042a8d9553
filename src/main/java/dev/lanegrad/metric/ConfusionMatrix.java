package dev.lanegrad.metric;

import dev.lanegrad.data.Labels;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of actual against predicted classes. Immutable.
 *
 * @param labels the classes' names
 * @param counts {@code counts[actual][predicted]}, copied
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in and out, and compared by content.
public record ConfusionMatrix(List<String> labels, long[][] counts) {
    /**
     * Checks and copies the counts.
     *
     * @throws IllegalArgumentException if there is no class, the counts are not classes x classes, one is negative, or
     *     all are 0
     */
    public ConfusionMatrix {
        labels = requireLabels(labels);
        if (counts.length != labels.size()) {
            throw new IllegalArgumentException(counts.length + " rows of counts, expected " + labels.size()
                    + ", one a class");
        }
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i].length != labels.size()) {
                throw new IllegalArgumentException("row " + i + " has " + counts[i].length + " counts, expected "
                        + labels.size() + ", one a class");
            }
            for (int j = 0; j < counts.length; j++) {
                if (counts[i][j] < 0) {
                    throw new IllegalArgumentException("the count in row " + i + ", column " + j + " is " + counts[i][j]
                            + ", expected at least 0");
                }
                total += counts[i][j];
            }
        }
        if (total == 0) {
            throw new IllegalArgumentException("no prediction was counted, expected at least one");
        }
        counts = copy(counts);
    }

    private static List<String> requireLabels(List<String> labels) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("class names are needed, none was given");
        }
        return List.copyOf(labels);
    }

    private static long[][] copy(long[][] counts) {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /**
     * The counts.
     *
     * @return {@code counts[actual][predicted]}, a copy
     */
    @Override
    public long[][] counts() {
        return copy(counts);
    }

    /**
     * Number of samples.
     *
     * @return the sum of all counts, at least 1
     */
    public long total() {
        long total = 0;
        for (long[] row : counts) {
            for (long count : row) {
                total += count;
            }
        }
        return total;
    }

    /**
     * Share of samples on the diagonal.
     *
     * @return the share in [0, 1]
     */
    public double accuracy() {
        long hits = 0;
        for (int i = 0; i < counts.length; i++) {
            hits += counts[i][i];
        }
        return (double) hits / total();
    }

    /**
     * One class against all others.
     *
     * @param index which class
     * @return its true and false positives and false negatives
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public ClassScores scores(int index) {
        String label = labels.get(index);
        long actual = 0;
        long predicted = 0;
        for (int i = 0; i < counts.length; i++) {
            actual += counts[index][i];
            predicted += counts[i][index];
        }
        long hits = counts[index][index];
        return new ClassScores(label, hits, predicted - hits, actual - hits);
    }

    /**
     * Counts a prediction: the class of a row is that of {@link Labels#largest}.
     *
     * @param labels the classes' names
     * @param actual one class index a row
     * @param prediction rows x classes: logits or probabilities
     * @return the counts
     * @throws IllegalArgumentException if rows or columns do not match or a class index is out of range
     */
    public static ConfusionMatrix of(List<String> labels, Targets.Classes actual, Matrix prediction) {
        return builder(labels).add(actual, prediction).build();
    }

    /**
     * Counts predicted classes.
     *
     * @param labels the classes' names
     * @param actual one class index a row
     * @param predicted one class index a row
     * @return the counts
     * @throws IllegalArgumentException if rows do not match or a class index is out of range
     */
    public static ConfusionMatrix of(List<String> labels, Targets.Classes actual, Targets.Classes predicted) {
        return builder(labels).add(actual, predicted).build();
    }

    /**
     * Starts to count batch by batch.
     *
     * @param labels the classes' names
     * @return a builder without a count
     * @throws IllegalArgumentException if there is no class
     */
    public static Builder builder(List<String> labels) {
        return new Builder(labels);
    }

    /** Same names and counts. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConfusionMatrix matrix && labels.equals(matrix.labels)
                && Arrays.deepEquals(counts, matrix.counts);
    }

    @Override
    public int hashCode() {
        return 31 * labels.hashCode() + Arrays.deepHashCode(counts);
    }

    /** A table with one line an actual class, for terminals. */
    @Override
    public String toString() {
        int width = Math.max(6, labels.stream().mapToInt(String::length).max().orElse(0) + 1);
        StringBuilder text = new StringBuilder("actual \\ predicted\n").append(" ".repeat(width));
        for (String label : labels) {
            text.append(Table.pad(label, width));
        }
        for (int i = 0; i < counts.length; i++) {
            text.append('\n').append(Table.pad(labels.get(i), width));
            for (long count : counts[i]) {
                text.append(Table.pad(count == 0 ? "." : Long.toString(count), width));
            }
        }
        return text.toString();
    }

    /** Counts batch by batch. Not safe for several threads; counting allocates nothing. */
    public static final class Builder {
        private final List<String> labels;
        private final long[][] counts;

        private Builder(List<String> labels) {
            this.labels = requireLabels(labels);
            counts = new long[labels.size()][labels.size()];
        }

        /**
         * Counts a batch: the class of a row is that of {@link Labels#largest}.
         *
         * @param actual one class index a row
         * @param prediction rows x classes: logits or probabilities
         * @return this builder
         * @throws IllegalArgumentException if rows or columns do not match or a class index is out of range; nothing was
         *     counted then
         */
        public Builder add(Targets.Classes actual, Matrix prediction) {
            if (prediction.rows() != actual.rows() || prediction.columns() != labels.size()) {
                throw new IllegalArgumentException("the prediction is " + prediction.shape() + ", expected " + actual.rows()
                        + " x " + labels.size());
            }
            requireRange("class index", actual);
            for (int r = 0; r < actual.rows(); r++) {
                counts[actual.labels()[r]][Labels.largest(prediction, r)]++;
            }
            return this;
        }

        /**
         * Counts a batch of predicted classes.
         *
         * @param actual one class index a row
         * @param predicted one class index a row
         * @return this builder
         * @throws IllegalArgumentException if rows do not match or a class index is out of range; nothing was counted then
         */
        public Builder add(Targets.Classes actual, Targets.Classes predicted) {
            if (predicted.rows() != actual.rows()) {
                throw new IllegalArgumentException(predicted.rows() + " rows were predicted, expected " + actual.rows());
            }
            requireRange("class index", actual);
            requireRange("predicted class index", predicted);
            for (int r = 0; r < actual.rows(); r++) {
                counts[actual.labels()[r]][predicted.labels()[r]]++;
            }
            return this;
        }

        private void requireRange(String what, Targets.Classes classes) {
            for (int r = 0; r < classes.rows(); r++) {
                if (classes.labels()[r] < 0 || classes.labels()[r] >= labels.size()) {
                    throw new IllegalArgumentException("the " + what + " of row " + r + " is " + classes.labels()[r]
                            + ", expected 0 to " + (labels.size() - 1));
                }
            }
        }

        /**
         * What was counted so far.
         *
         * @return the counts, a copy
         * @throws IllegalArgumentException if nothing was counted
         */
        public ConfusionMatrix build() {
            return new ConfusionMatrix(labels, counts);
        }
    }
}
