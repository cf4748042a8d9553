package dev.lanegrad.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Precision, recall and F1 of classes, one by one and averaged. Immutable. All classes count that have a name, as with
 * scikit-learn's {@code labels=}, which otherwise leaves out those that occur neither in targets nor in predictions.
 *
 * @param classes the classes' scores, at least one
 */
public record ClassificationReport(List<ClassScores> classes) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no class
     */
    public ClassificationReport {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("scores of at least one class are needed, none were given");
        }
        classes = List.copyOf(classes);
    }

    /**
     * The report of rows that have one class each.
     *
     * @param confusion counts of actual and predicted classes
     * @return scores of all its classes, in their order
     */
    public static ClassificationReport of(ConfusionMatrix confusion) {
        return new ClassificationReport(IntStream.range(0, confusion.labels().size()).mapToObj(confusion::scores).toList());
    }

    /**
     * Averaged {@link ClassScores#precision}.
     *
     * @param average over what
     * @return the score in [0, 1]
     */
    public double precision(Average average) {
        return score(average, ClassScores::precision);
    }

    /**
     * Averaged {@link ClassScores#recall}.
     *
     * @param average over what
     * @return the score in [0, 1]
     */
    public double recall(Average average) {
        return score(average, ClassScores::recall);
    }

    /**
     * Averaged {@link ClassScores#f1}: the mean of F1 scores, not the F1 of mean precision and recall.
     *
     * @param average over what
     * @return the score in [0, 1]
     */
    public double f1(Average average) {
        return score(average, ClassScores::f1);
    }

    /**
     * Sum of the classes' supports: the number of rows, where each has one class.
     *
     * @return at least 0
     */
    public long support() {
        return pooled().support();
    }

    private double score(Average average, ToDoubleFunction<ClassScores> score) {
        return switch (average) {
            case MICRO -> score.applyAsDouble(pooled());
            case MACRO -> mean(score, scores -> 1);
            case WEIGHTED -> mean(score, ClassScores::support);
        };
    }

    private ClassScores pooled() {
        long truePositives = 0;
        long falsePositives = 0;
        long falseNegatives = 0;
        for (ClassScores scores : classes) {
            truePositives += scores.truePositives();
            falsePositives += scores.falsePositives();
            falseNegatives += scores.falseNegatives();
        }
        return new ClassScores("all", truePositives, falsePositives, falseNegatives);
    }

    private double mean(ToDoubleFunction<ClassScores> score, ToDoubleFunction<ClassScores> weight) {
        double sum = 0;
        double weights = 0;
        for (ClassScores scores : classes) {
            sum += weight.applyAsDouble(scores) * score.applyAsDouble(scores);
            weights += weight.applyAsDouble(scores);
        }
        // No sample at all (of labels that nobody has): by the rule of a denominator of 0.
        return weights == 0 ? 0 : sum / weights;
    }

    /** A table with one line a class and one an average, for terminals. */
    @Override
    public String toString() {
        int width = classes.stream().mapToInt(scores -> scores.label().length()).reduce("weighted avg".length(), Math::max);
        StringBuilder text = new StringBuilder(" ".repeat(width)).append("  precision    recall  f1-score   support");
        for (ClassScores scores : classes) {
            line(text, width, scores.label(), scores.precision(), scores.recall(), scores.f1(), scores.support());
        }
        text.append('\n');
        for (Average average : List.of(Average.MICRO, Average.MACRO, Average.WEIGHTED)) {
            String name = switch (average) {
                case MICRO -> "micro avg";
                case MACRO -> "macro avg";
                case WEIGHTED -> "weighted avg";
            };
            line(text, width, name, precision(average), recall(average), f1(average), support());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int width, String name, double precision, double recall, double f1,
            long support) {
        text.append('\n').append(Table.pad(name, width)).append(Table.pad("%.4f", precision, 11))
                .append(Table.pad("%.4f", recall, 10)).append(Table.pad("%.4f", f1, 10))
                .append(Table.pad(Long.toString(support), 10));
    }
}
