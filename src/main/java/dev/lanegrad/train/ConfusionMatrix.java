package dev.lanegrad.train;

import dev.lanegrad.data.Labels;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.List;

/**
 * Counts of actual against predicted classes.
 *
 * @param labels the classes' names
 * @param counts {@code counts[actual][predicted]}
 */
public record ConfusionMatrix(List<String> labels, long[][] counts) {
    /**
     * Number of samples.
     *
     * @return the sum of all counts
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
     * Counts a prediction.
     *
     * @param labels the classes' names
     * @param actual one class index a row
     * @param prediction rows x classes: logits or probabilities
     * @return the counts
     * @throws IllegalArgumentException if rows or columns do not match or a class index is out of range
     */
    public static ConfusionMatrix of(List<String> labels, Targets.Classes actual, Matrix prediction) {
        if (prediction.rows() != actual.rows() || prediction.columns() != labels.size()) {
            throw new IllegalArgumentException("the prediction is " + prediction.shape() + ", expected " + actual.rows()
                    + " x " + labels.size());
        }
        for (int r = 0; r < actual.rows(); r++) {
            if (actual.labels()[r] < 0 || actual.labels()[r] >= labels.size()) {
                throw new IllegalArgumentException("the class index of row " + r + " is " + actual.labels()[r]
                        + ", expected 0 to " + (labels.size() - 1));
            }
        }
        Counter counter = new Counter(labels);
        counter.count(prediction, actual.labels());
        return counter.matrix();
    }

    /** A table with one line an actual class, for terminals. */
    @Override
    public String toString() {
        int width = Math.max(6, labels.stream().mapToInt(String::length).max().orElse(0) + 1);
        StringBuilder text = new StringBuilder("actual \\ predicted\n").append(" ".repeat(width));
        for (String label : labels) {
            text.append(pad(label, width));
        }
        for (int i = 0; i < counts.length; i++) {
            text.append('\n').append(pad(labels.get(i), width));
            for (long count : counts[i]) {
                text.append(pad(count == 0 ? "." : Long.toString(count), width));
            }
        }
        return text.toString();
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Counts batch by batch. */
    static final class Counter {
        private final List<String> labels;
        private final long[][] counts;

        Counter(List<String> labels) {
            this.labels = labels;
            counts = new long[labels.size()][labels.size()];
        }

        void count(Matrix prediction, int[] actual) {
            for (int r = 0; r < prediction.rows(); r++) {
                counts[actual[r]][Labels.largest(prediction, r)]++;
            }
        }

        ConfusionMatrix matrix() {
            return new ConfusionMatrix(labels, counts);
        }
    }
}
