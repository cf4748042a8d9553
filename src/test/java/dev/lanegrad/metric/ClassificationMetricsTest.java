package dev.lanegrad.metric;

import static dev.lanegrad.metric.ConfusionMatrixTest.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
    private static final double ROUNDING = 1e-15;
    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final Targets.Classes ACTUAL = classes(0, 1, 2, 2);

    private static final Matrix PROBABILITIES = Matrix.of(4, 3,
            0.5f, 0.25f, 0.25f,
            0.5f, 0.25f, 0.25f,
            0.5f, 0.25f, 0.25f,
            0.125f, 0.125f, 0.75f);

    private final ClassificationMetrics metrics = ClassificationMetrics.of(LABELS, ACTUAL, PROBABILITIES);

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void accuracies() {
        assertEquals(0.5, metrics.accuracy());
        assertEquals(0.5, metrics.topKAccuracy(1));
        // Of the equal scores of b and c, b comes first: row 1 is among the best two, row 2 is not.
        assertEquals(0.75, metrics.topKAccuracy(2));
        assertEquals(1, metrics.topKAccuracy(3));
        assertEquals(ConfusionMatrix.of(LABELS, ACTUAL, PROBABILITIES), metrics.confusion());
        assertEquals(ClassificationReport.of(metrics.confusion()), metrics.report());
    }

    @Test
    void areas() {
        // a: 0.5 against 0.5, 0.5, 0.125: (1/2 + 1/2 + 1) / 3. b: 0.25 against 0.25, 0.25, 0.125: the same.
        assertEquals(2 / 3.0, metrics.rocAuc(0));
        assertEquals(2 / 3.0, metrics.rocAuc(1));
        // c: 0.25 and 0.75 against 0.25, 0.25: (1/2 + 1/2 + 1 + 1) / 4.
        assertEquals(3 / 4.0, metrics.rocAuc(2));
        // (2/3 + 2/3 + 3/4) / 3 and (2/3 + 2/3 + 2 3/4) / 4.
        assertEquals(25 / 36.0, metrics.rocAuc(Average.MACRO), ROUNDING);
        assertEquals(17 / 24.0, metrics.rocAuc(Average.WEIGHTED), ROUNDING);
        assertThrows(IndexOutOfBoundsException.class, () -> metrics.rocAuc(3));
        assertEquals("the average is MICRO, expected MACRO or WEIGHTED: scores of different classes have no common scale",
                refusal(() -> metrics.rocAuc(Average.MICRO)));
    }

    @Test
    void logLoss() {
        // -(log 1/2 + log 1/4 + log 1/4 + log 3/4) / 4 = (7 log 2 - log 3) / 4.
        assertEquals((7 * 0.6931471805599453 - 1.0986122886681098) / 4, metrics.logLoss().orElseThrow(), ROUNDING);
        assertTrue(ClassificationMetrics.ofScores(LABELS, ACTUAL, PROBABILITIES).logLoss().isEmpty());
    }

    @Test
    void logLossIsClipped() {
        Matrix sure = Matrix.of(2, 2, 1, 0, 1, 0);
        // -log 2^-23 and -log(1 - 2^-23), which is 2^-23 + 2^-47 and a rest below 2^-70.
        assertEquals(23 * 0.6931471805599453,
                ClassificationMetrics.of(List.of("a", "b"), classes(1, 1), sure).logLoss().orElseThrow(), 1e-14);
        assertEquals(0x1p-23 + 0x1p-47,
                ClassificationMetrics.of(List.of("a", "b"), classes(0, 0), sure).logLoss().orElseThrow(), 0x1p-69);
        assertEquals(Double.NaN, LogLoss.of(Double.NaN));
        assertEquals("the probability is 1.5, expected 0 to 1", refusal(() -> LogLoss.of(1.5)));
        assertEquals("the probability is -0.5, expected 0 to 1", refusal(() -> LogLoss.of(-0.5)));
    }

    /** A class that no row has: its own area is undefined, the averages are those of the others. */
    @Test
    void missingClass() {
        Matrix wider = Matrix.create(4, 4);
        wider.columns(0, 3).copyFrom(PROBABILITIES);
        ClassificationMetrics missing = ClassificationMetrics.of(List.of("a", "b", "c", "d"), ACTUAL, wider);
        assertEquals(Double.NaN, missing.rocAuc(3));
        assertEquals(2 / 3.0, missing.rocAuc(0));
        assertEquals(metrics.rocAuc(Average.MACRO), missing.rocAuc(Average.MACRO));
        assertEquals(metrics.rocAuc(Average.WEIGHTED), missing.rocAuc(Average.WEIGHTED));
        assertEquals(metrics.logLoss(), missing.logLoss());
        assertEquals(0, missing.report().classes().get(3).f1());
    }

    @Test
    void singleClass() {
        ClassificationMetrics single = ClassificationMetrics.of(List.of("a"), classes(0, 0), Matrix.of(2, 1, 1, 1));
        assertEquals(1, single.accuracy());
        assertEquals(1, single.topKAccuracy(1));
        assertEquals(Double.NaN, single.rocAuc(0));
        assertEquals(Double.NaN, single.rocAuc(Average.MACRO));
        assertEquals(Double.NaN, single.rocAuc(Average.WEIGHTED));
        // All rows of one of two classes: undefined as well.
        assertEquals(Double.NaN, ClassificationMetrics.ofScores(List.of("a", "b"), classes(1, 1), Matrix.create(2, 2))
                .rocAuc(Average.MACRO));
    }

    @Test
    void nanIsTheLowestScore() {
        float nan = Float.NaN;
        // Ranks: b before a; a row of NaN predicts a, so b comes second there.
        Matrix scores = Matrix.of(3, 3,
                nan, -7, Float.NEGATIVE_INFINITY,
                nan, nan, nan,
                nan, nan, nan);
        ClassificationMetrics diverged = ClassificationMetrics.ofScores(LABELS, classes(0, 0, 1), scores);
        assertEquals(1 / 3.0, diverged.topKAccuracy(1));
        assertEquals(1, diverged.topKAccuracy(2));
        assertEquals(Double.NaN, diverged.rocAuc(0));

        // In probabilities: the loss is NaN if the actual class has it, and the areas of that column alone.
        Matrix partly = Matrix.of(2, 2, 0.25f, 0.75f, 0.5f, nan);
        ClassificationMetrics other = ClassificationMetrics.of(List.of("a", "b"), classes(1, 0), partly);
        assertEquals(1, other.rocAuc(0));
        assertEquals(Double.NaN, other.rocAuc(1));
        assertEquals(Double.NaN, other.rocAuc(Average.MACRO), "a NaN is not left out");
        assertFalse(Double.isNaN(other.logLoss().orElseThrow()));
        assertTrue(Double.isNaN(ClassificationMetrics.of(List.of("a", "b"), classes(1, 1), partly)
                .logLoss().orElseThrow()));
    }

    /** Rows and columns of a larger matrix, and more labels than rows. */
    @Test
    void views() {
        Matrix larger = Matrix.create(6, 5);
        larger.fill(9);
        larger.rows(1, 4).columns(2, 3).copyFrom(PROBABILITIES);
        ClassificationMetrics view = ClassificationMetrics.of(LABELS, new Targets.Classes(new int[] {0, 1, 2, 2, 99}, 4),
                larger.rows(1, 4).columns(2, 3));
        assertEquals(metrics.toString(), view.toString());
        assertEquals(metrics.topKAccuracy(2), view.topKAccuracy(2));
    }

    @Test
    void text() {
        assertEquals("""
                accuracy 0.5000, ROC AUC 0.6944 (macro avg), log loss 0.9384

                              precision    recall  f1-score   support
                           a     0.3333    1.0000    0.5000         1
                           b     0.0000    0.0000    0.0000         1
                           c     1.0000    0.5000    0.6667         2

                   micro avg     0.5000    0.5000    0.5000         4
                   macro avg     0.4444    0.5000    0.3889         4
                weighted avg     0.5833    0.5000    0.4583         4""", metrics.toString());
        assertTrue(ClassificationMetrics.ofScores(LABELS, ACTUAL, PROBABILITIES).toString()
                .startsWith("accuracy 0.5000, ROC AUC 0.6944 (macro avg)\n"));
    }

    @Test
    void refusals() {
        assertEquals("k is 0, expected 1 to 3, the number of classes", refusal(() -> metrics.topKAccuracy(0)));
        assertEquals("k is 4, expected 1 to 3, the number of classes", refusal(() -> metrics.topKAccuracy(4)));
        assertEquals("the prediction is 4 x 3, expected 2 x 3",
                refusal(() -> ClassificationMetrics.of(LABELS, classes(0, 1), PROBABILITIES)));
        assertEquals("the prediction is 4 x 3, expected 4 x 2",
                refusal(() -> ClassificationMetrics.ofScores(List.of("a", "b"), ACTUAL, PROBABILITIES)));
        assertEquals("the class index of row 3 is 3, expected 0 to 2",
                refusal(() -> ClassificationMetrics.ofScores(LABELS, classes(0, 1, 2, 3), PROBABILITIES)));
        assertEquals("class names are needed, none was given",
                refusal(() -> ClassificationMetrics.of(List.of(), ACTUAL, PROBABILITIES)));
        assertEquals("the probability in row 0, column 1 is -0.5, expected 0 to 1",
                refusal(() -> ClassificationMetrics.of(LABELS, classes(0), Matrix.of(1, 3, 0.5f, -0.5f, 1))));
        assertEquals("the probability in row 0, column 2 is Infinity, expected 0 to 1", refusal(() -> ClassificationMetrics
                .of(LABELS, classes(0), Matrix.of(1, 3, 0, 1, Float.POSITIVE_INFINITY))));
        assertEquals("the probabilities of row 1 add up to 0.75, expected 1", refusal(() -> ClassificationMetrics
                .of(LABELS, classes(0, 0), Matrix.of(2, 3, 1, 0, 0, 0.5f, 0.25f, 0))));
        // Rounding passes.
        ClassificationMetrics.of(LABELS, classes(0), Matrix.of(1, 3, 0.33333f, 0.33333f, 0.33333f));
    }
}
