package dev.lanegrad.metric;

import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How good probabilities of yes or no are: one column for binary classification, several for labels that a row can have
 * side by side. A probability of at least 1/2 predicts a yes; NaN predicts a no. Immutable.
 *
 * @param outputs one a column, at least one
 */
public record BinaryMetrics(List<Output> outputs) {
    private static final List<String> LABELS = List.of("0", "1");

    /**
     * One column.
     *
     * @param confusion counts of classes 0 and 1
     * @param rocAuc {@link RocAuc}; NaN if all targets are equal or a probability is NaN
     * @param logLoss mean {@link LogLoss} of the probability given to the actual class, in nats; NaN if one is NaN
     */
    public record Output(ConfusionMatrix confusion, double rocAuc, double logLoss) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if there are not two classes
         */
        public Output {
            if (confusion.labels().size() != 2) {
                throw new IllegalArgumentException("counts of 2 classes are needed, those of "
                        + confusion.labels().size() + " were given");
            }
        }

        /**
         * Share of rows that are predicted right.
         *
         * @return the share in [0, 1]
         */
        public double accuracy() {
            return confusion.accuracy();
        }

        /**
         * Class 1 against class 0.
         *
         * @return what precision, recall and F1 mean where there is one column
         */
        public ClassScores scores() {
            return confusion.scores(1);
        }
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no output, or they differ in their number of rows
     */
    public BinaryMetrics {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("at least one output is needed, none was given");
        }
        outputs = List.copyOf(outputs);
        for (int i = 1; i < outputs.size(); i++) {
            if (outputs.get(i).confusion().total() != outputs.getFirst().confusion().total()) {
                throw new IllegalArgumentException("output " + i + " has " + outputs.get(i).confusion().total()
                        + " rows, output 0 has " + outputs.getFirst().confusion().total());
            }
        }
    }

    /**
     * Judges probabilities.
     *
     * @param actual rows x outputs, each 0 or 1
     * @param probabilities rows x outputs, each in [0, 1] or NaN
     * @return the metrics
     * @throws IllegalArgumentException if the shapes differ, a target is not 0 or 1, or a probability is out of range
     */
    public static BinaryMetrics of(Matrix actual, Matrix probabilities) {
        Checks.requireSameShape("probabilities are", actual, probabilities);
        for (int r = 0; r < actual.rows(); r++) {
            for (int c = 0; c < actual.columns(); c++) {
                if (actual.get(r, c) != 0 && actual.get(r, c) != 1) {
                    throw new IllegalArgumentException("the target in row " + r + ", column " + c + " is "
                            + actual.get(r, c) + ", expected 0 or 1");
                }
            }
        }
        Checks.requireProbabilities(probabilities);
        List<Output> outputs = new ArrayList<>();
        for (int c = 0; c < actual.columns(); c++) {
            outputs.add(output(actual.columns(c, 1).toArray(), probabilities.columns(c, 1).toArray()));
        }
        return new BinaryMetrics(outputs);
    }

    private static Output output(float[] actual, float[] probabilities) {
        boolean[] positive = new boolean[actual.length];
        long[][] counts = new long[2][2];
        double sum = 0;
        for (int r = 0; r < actual.length; r++) {
            positive[r] = actual[r] == 1;
            counts[positive[r] ? 1 : 0][probabilities[r] >= 0.5f ? 1 : 0]++;
            sum += LogLoss.of(positive[r] ? probabilities[r] : 1.0 - probabilities[r]);
        }
        return new Output(new ConfusionMatrix(LABELS, counts), RocAuc.of(probabilities, positive), sum / actual.length);
    }

    /**
     * Share of all elements that are predicted right. (scikit-learn's {@code accuracy_score} of several columns is the
     * share of rows without any mistake instead.)
     *
     * @return the mean of the outputs' accuracies
     */
    public double accuracy() {
        return mean(Output::accuracy);
    }

    /**
     * Mean log loss of all elements.
     *
     * @return the mean of the outputs' log losses, in nats
     */
    public double logLoss() {
        return mean(Output::logLoss);
    }

    /**
     * Mean {@link RocAuc} of the outputs for which it can be defined: those with targets of 0 and of 1.
     *
     * @param average {@link Average#MACRO} or {@link Average#WEIGHTED} (by the number of ones)
     * @return the area in [0, 1]; NaN if there is no such output, or a probability of one is NaN
     * @throws IllegalArgumentException for {@link Average#MICRO}: outputs have no common scale
     */
    public double rocAuc(Average average) {
        return RocAuc.mean(average, outputs.stream().mapToDouble(Output::rocAuc).toArray(),
                outputs.stream().map(Output::scores).toList(), outputs.getFirst().confusion().total());
    }

    /**
     * Precision, recall and F1 of the ones, output by output.
     *
     * @param names the outputs' names
     * @return the scores of every output and their averages
     * @throws IllegalArgumentException if the number of names is not that of outputs
     */
    public ClassificationReport report(List<String> names) {
        if (names.size() != outputs.size()) {
            throw new IllegalArgumentException(names.size() + " names were given, expected " + outputs.size()
                    + ", one an output");
        }
        List<ClassScores> scores = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            ClassScores unnamed = outputs.get(i).scores();
            scores.add(new ClassScores(names.get(i), unnamed.truePositives(), unnamed.falsePositives(),
                    unnamed.falseNegatives()));
        }
        return new ClassificationReport(scores);
    }

    private double mean(ToDoubleFunction<Output> metric) {
        double sum = 0;
        for (Output output : outputs) {
            sum += metric.applyAsDouble(output);
        }
        return sum / outputs.size();
    }

    /** A line, for terminals. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "accuracy %.4f, ROC AUC %.4f%s, log loss %.4f", accuracy(),
                rocAuc(Average.MACRO), outputs.size() == 1 ? "" : " (macro avg)", logLoss());
    }
}
