package dev.lanegrad.metric;

import dev.lanegrad.data.Labels;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How good a classification is: rows that have one class each, against a probability or score for every class.
 * Immutable; keeps neither targets nor prediction.
 *
 * <p>NaN: as for {@link Labels#largest}, it ranks as low as negative infinity, so accuracies and counts stay defined;
 * the ROC AUC of its column is NaN, and so is the log loss if the actual class has it.
 */
public final class ClassificationMetrics {
    private final ConfusionMatrix confusion;
    private final ClassificationReport report;
    private final OptionalDouble logLoss;

    /** Element k counts the rows with k classes before the actual one. */
    private final long[] ranks;
    private final double[] rocAuc;

    /** From arguments that were checked. */
    private ClassificationMetrics(ConfusionMatrix confusion, Targets.Classes actual, Matrix prediction,
            OptionalDouble logLoss) {
        this.confusion = confusion;
        this.logLoss = logLoss;
        report = ClassificationReport.of(confusion);
        ranks = new long[prediction.columns()];
        for (int r = 0; r < actual.rows(); r++) {
            ranks[rank(prediction, r, actual.labels()[r])]++;
        }
        rocAuc = new double[prediction.columns()];
        boolean[] positive = new boolean[actual.rows()];
        for (int c = 0; c < rocAuc.length; c++) {
            for (int r = 0; r < positive.length; r++) {
                positive[r] = actual.labels()[r] == c;
            }
            rocAuc[c] = RocAuc.of(prediction.columns(c, 1).toArray(), positive);
        }
    }

    /**
     * Judges probabilities.
     *
     * @param labels the classes' names
     * @param actual one class index a row
     * @param probabilities rows x classes, each in [0, 1], every row with a sum of 1 up to rounding; or NaN
     * @return the metrics
     * @throws IllegalArgumentException if rows or columns do not match, a class index is out of range or a row holds no
     *     probabilities
     */
    public static ClassificationMetrics of(List<String> labels, Targets.Classes actual, Matrix probabilities) {
        ConfusionMatrix confusion = ConfusionMatrix.of(labels, actual, probabilities);
        Checks.requireDistributions(probabilities);
        double sum = 0;
        for (int r = 0; r < actual.rows(); r++) {
            sum += LogLoss.of(probabilities.get(r, actual.labels()[r]));
        }
        return new ClassificationMetrics(confusion, actual, probabilities, OptionalDouble.of(sum / actual.rows()));
    }

    /**
     * Judges scores of any range, such as logits: all but the log loss. Accuracies are those of the probabilities; ROC
     * AUC need not be, since it compares rows, and softmax can order two rows otherwise than their logits.
     *
     * @param labels the classes' names
     * @param actual one class index a row
     * @param scores rows x classes
     * @return the metrics
     * @throws IllegalArgumentException if rows or columns do not match or a class index is out of range
     */
    public static ClassificationMetrics ofScores(List<String> labels, Targets.Classes actual, Matrix scores) {
        return new ClassificationMetrics(ConfusionMatrix.of(labels, actual, scores), actual, scores,
                OptionalDouble.empty());
    }

    /** How many classes come before the given one: rank 0 is {@link Labels#largest}. */
    private static int rank(Matrix prediction, int row, int actual) {
        float value = orLowest(prediction.get(row, actual));
        int before = 0;
        for (int c = 0; c < prediction.columns(); c++) {
            float other = orLowest(prediction.get(row, c));
            if (other > value || (other == value && c < actual)) {
                before++;
            }
        }
        return before;
    }

    private static float orLowest(float value) {
        return Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value;
    }

    /**
     * Counts of actual and predicted classes.
     *
     * @return the counts, from which accuracy, precision, recall and F1 are computed
     */
    public ConfusionMatrix confusion() {
        return confusion;
    }

    /**
     * Precision, recall and F1.
     *
     * @return the scores of every class and their averages
     */
    public ClassificationReport report() {
        return report;
    }

    /**
     * Share of rows whose most probable class is the actual one.
     *
     * @return the share in [0, 1]
     */
    public double accuracy() {
        return confusion.accuracy();
    }

    /**
     * Share of rows whose actual class is among the k most probable ones. Of equal scores the first comes first, so that
     * exactly k classes count and k = 1 is the accuracy.
     *
     * @param k how many classes count, 1 to their number
     * @return the share in [0, 1]
     * @throws IllegalArgumentException if k is out of range
     */
    public double topKAccuracy(int k) {
        if (k < 1 || k > ranks.length) {
            throw new IllegalArgumentException("k is " + k + ", expected 1 to " + ranks.length + ", the number of classes");
        }
        long hits = 0;
        for (int i = 0; i < k; i++) {
            hits += ranks[i];
        }
        return (double) hits / confusion.total();
    }

    /**
     * {@link RocAuc} of one class against all others. That of class 1 is the usual one where there are two classes.
     *
     * @param index which class
     * @return the area in [0, 1]; NaN if no row or every row has this class, or one of its scores is NaN
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public double rocAuc(int index) {
        return rocAuc[index];
    }

    /**
     * Mean {@link RocAuc} of the classes for which it can be defined: those that some rows have and others have not.
     * (scikit-learn refuses data in which a class is missing.)
     *
     * @param average {@link Average#MACRO} or {@link Average#WEIGHTED}
     * @return the area in [0, 1]; NaN if there is no such class, or a score of one is NaN
     * @throws IllegalArgumentException for {@link Average#MICRO}: scores of different classes have no common scale
     */
    public double rocAuc(Average average) {
        return RocAuc.mean(average, rocAuc, report.classes(), confusion.total());
    }

    /**
     * Mean {@link LogLoss} of the probability of the actual class.
     *
     * @return the loss in nats, or nothing where scores were judged
     */
    public OptionalDouble logLoss() {
        return logLoss;
    }

    /** A line of what is one number for all classes, and the {@link #report}, for terminals. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "accuracy %.4f, ROC AUC %.4f (macro avg)", accuracy(), rocAuc(Average.MACRO))
                + (logLoss.isPresent() ? String.format(Locale.ROOT, ", log loss %.4f", logLoss.getAsDouble()) : "")
                + "\n\n" + report;
    }
}
