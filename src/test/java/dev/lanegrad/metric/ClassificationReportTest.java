package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationReportTest {
    private static final double ROUNDING = 1e-15;

    private final ClassificationReport report = ClassificationReport.of(new ConfusionMatrix(List.of("a", "b", "c"),
            new long[][] {{3, 1, 0}, {2, 1, 1}, {0, 0, 2}}));

    private static void check(double precision, double recall, double f1, long support, ClassScores scores) {
        assertEquals(precision, scores.precision(), ROUNDING);
        assertEquals(recall, scores.recall(), ROUNDING);
        assertEquals(f1, scores.f1(), ROUNDING);
        assertEquals(support, scores.support());
    }

    private static void check(double precision, double recall, double f1, ClassificationReport report, Average average) {
        assertEquals(precision, report.precision(average), ROUNDING);
        assertEquals(recall, report.recall(average), ROUNDING);
        assertEquals(f1, report.f1(average), ROUNDING);
    }

    @Test
    void classByClass() {
        // 3 of 5 predicted, 3 of 4 actual, 2 * 3 / (2 * 3 + 2 + 1) = 6/9.
        check(3 / 5.0, 3 / 4.0, 2 / 3.0, 4, report.classes().get(0));
        // 1 of 2, 1 of 4, 2 / (2 + 1 + 3).
        check(1 / 2.0, 1 / 4.0, 1 / 3.0, 4, report.classes().get(1));
        // 2 of 3, 2 of 2, 4 / (4 + 1 + 0).
        check(2 / 3.0, 1, 4 / 5.0, 2, report.classes().get(2));
        assertEquals(List.of("a", "b", "c"), report.classes().stream().map(ClassScores::label).toList());
    }

    @Test
    void averages() {
        assertEquals(10, report.support());
        // (3/5 + 1/2 + 2/3) / 3 = 53/90, (3/4 + 1/4 + 1) / 3 = 2/3, (2/3 + 1/3 + 4/5) / 3 = 3/5.
        check(53 / 90.0, 2 / 3.0, 3 / 5.0, report, Average.MACRO);
        // 6 of 10 right: 4 false positives and 4 false negatives.
        check(6 / 10.0, 6 / 10.0, 6 / 10.0, report, Average.MICRO);
        // 0.4 3/5 + 0.4 1/2 + 0.2 2/3 = 43/75, 0.4 3/4 + 0.4 1/4 + 0.2 = 0.6, 0.4 2/3 + 0.4 1/3 + 0.2 4/5 = 0.56.
        check(43 / 75.0, 0.6, 0.56, report, Average.WEIGHTED);
    }

    @Test
    void aDenominatorOfZeroIsAScoreOfZero() {
        // c is predicted and never occurs, d occurs and is never predicted, e does neither.
        ClassificationReport gaps = ClassificationReport.of(new ConfusionMatrix(List.of("a", "c", "d", "e"),
                new long[][] {{2, 1, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 0}}));
        check(2 / 3.0, 2 / 3.0, 2 / 3.0, 3, gaps.classes().get(0));
        check(0, 0, 0, 0, gaps.classes().get(1));
        check(0, 0, 0, 1, gaps.classes().get(2));
        check(0, 0, 0, 0, gaps.classes().get(3));
        // All four count: 2/3 / 4 = 1/6. By support: 3 2/3 / 4 = 1/2.
        check(1 / 6.0, 1 / 6.0, 1 / 6.0, gaps, Average.MACRO);
        check(1 / 2.0, 1 / 2.0, 1 / 2.0, gaps, Average.WEIGHTED);
        check(1 / 2.0, 1 / 2.0, 1 / 2.0, gaps, Average.MICRO);

        ClassificationReport nothing = new ClassificationReport(List.of(new ClassScores("never", 0, 0, 0)));
        for (Average average : Average.values()) {
            check(0, 0, 0, nothing, average);
        }
    }

    @Test
    void oneClassIsAlwaysRight() {
        ClassificationReport single = ClassificationReport.of(new ConfusionMatrix(List.of("a"), new long[][] {{7}}));
        for (Average average : Average.values()) {
            check(1, 1, 1, single, average);
        }
    }

    @Test
    void table() {
        assertEquals("""
                              precision    recall  f1-score   support
                           a     0.6000    0.7500    0.6667         4
                           b     0.5000    0.2500    0.3333         4
                           c     0.6667    1.0000    0.8000         2

                   micro avg     0.6000    0.6000    0.6000        10
                   macro avg     0.5889    0.6667    0.6000        10
                weighted avg     0.5733    0.6000    0.5600        10""", report.toString());
        String longName = new ClassificationReport(List.of(new ClassScores("a name that is longer", 1, 0, 0))).toString();
        assertEquals(1, longName.lines().filter(line -> !line.isEmpty()).map(String::length).distinct().count(), longName);
    }

    @Test
    void refusals() {
        assertEquals("scores of at least one class are needed, none were given",
                assertThrows(IllegalArgumentException.class, () -> new ClassificationReport(List.of())).getMessage());
        for (long[] counts : new long[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}) {
            assertEquals(counts[0] + " true positives, " + counts[1] + " false positives and " + counts[2]
                    + " false negatives were given, expected at least 0 each",
                    assertThrows(IllegalArgumentException.class,
                            () -> new ClassScores("a", counts[0], counts[1], counts[2])).getMessage());
        }
        List<ClassScores> scores = new ArrayList<>(List.of(new ClassScores("a", 1, 0, 0)));
        ClassificationReport copied = new ClassificationReport(scores);
        scores.clear();
        assertEquals(1, copied.classes().size());
    }
}
