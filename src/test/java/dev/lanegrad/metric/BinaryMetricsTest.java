package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryMetricsTest {
    private static final double LOG_2 = 0.6931471805599453;
    private static final double ROUNDING = 1e-15;

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void oneColumn() {
        BinaryMetrics metrics = BinaryMetrics.of(Matrix.of(4, 1, 0, 1, 1, 0), Matrix.of(4, 1, 0.25f, 0.25f, 0.5f, 0.5f));
        BinaryMetrics.Output output = metrics.outputs().getFirst();
        // 1/2 is a yes: predicted 0, 0, 1, 1.
        assertArrayEquals(new long[][] {{1, 1}, {1, 1}}, output.confusion().counts());
        assertEquals(new ClassScores("1", 1, 1, 1), output.scores());
        assertEquals(0.5, metrics.accuracy());
        // 0.25 against 0.25, 0.5: 1/2 + 0; 0.5 against them: 1 + 1/2; together 2 of 4.
        assertEquals(0.5, output.rocAuc());
        assertEquals(0.5, metrics.rocAuc(Average.MACRO));
        assertEquals(0.5, metrics.rocAuc(Average.WEIGHTED));
        // -(log 3/4 + log 1/4 + log 1/2 + log 1/2) / 4 = (6 log 2 - log 3) / 4.
        assertEquals((6 * LOG_2 - 1.0986122886681098) / 4, metrics.logLoss(), ROUNDING);
        assertEquals("accuracy 0.5000, ROC AUC 0.5000, log loss 0.7651", metrics.toString());
    }

    @Test
    void severalColumns() {
        BinaryMetrics metrics = BinaryMetrics.of(
                Matrix.of(4, 3,
                        0, 1, 0,
                        1, 0, 0,
                        1, 1, 0,
                        0, 1, 0),
                Matrix.of(4, 3,
                        0.25f, 0.5f, 0.5f,
                        0.25f, 0.5f, 0.5f,
                        0.5f, 0.5f, 0.25f,
                        0.125f, 0.25f, 0.25f));
        List<BinaryMetrics.Output> outputs = metrics.outputs();
        // Predicted 0 0 1 0; 1 1 1 0; 1 1 0 0.
        assertEquals(new ClassScores("1", 1, 0, 1), outputs.get(0).scores());
        assertEquals(new ClassScores("1", 2, 1, 1), outputs.get(1).scores());
        assertEquals(new ClassScores("1", 0, 2, 0), outputs.get(2).scores());
        assertEquals(3 / 4.0, outputs.get(0).accuracy());
        // 3 + 2 + 2 of 12.
        assertEquals(7 / 12.0, metrics.accuracy(), ROUNDING);
        // 0.25 against 0.25, 0.125: 3/2; 0.5: 2; of 4. Then 0.5, 0.5, 0.25 against 0.5: 1/2 + 1/2 + 0 of 3. Then no ones.
        assertEquals(7 / 8.0, outputs.get(0).rocAuc());
        assertEquals(1 / 3.0, outputs.get(1).rocAuc());
        assertEquals(Double.NaN, outputs.get(2).rocAuc());
        // (7/8 + 1/3) / 2 and (2 7/8 + 3 1/3) / 5.
        assertEquals(29 / 48.0, metrics.rocAuc(Average.MACRO), ROUNDING);
        assertEquals(11 / 20.0, metrics.rocAuc(Average.WEIGHTED), ROUNDING);
        // Column 1: 1/2 three times, 1/4 once.
        assertEquals(5 * LOG_2 / 4, outputs.get(1).logLoss(), ROUNDING);
        assertEquals((outputs.get(0).logLoss() + outputs.get(1).logLoss() + outputs.get(2).logLoss()) / 3,
                metrics.logLoss(), ROUNDING);

        ClassificationReport report = metrics.report(List.of("x", "y", "z"));
        assertEquals(List.of(new ClassScores("x", 1, 0, 1), new ClassScores("y", 2, 1, 1), new ClassScores("z", 0, 2, 0)),
                report.classes());
        // 3 true and 3 false positives, 2 false negatives: unlike with one class a row, they differ.
        assertEquals(3 / 6.0, report.precision(Average.MICRO));
        assertEquals(3 / 5.0, report.recall(Average.MICRO));
        assertEquals("2 names were given, expected 3, one an output", refusal(() -> metrics.report(List.of("x", "y"))));
        assertEquals("the average is MICRO, expected MACRO or WEIGHTED: scores of different classes have no common scale",
                refusal(() -> metrics.rocAuc(Average.MICRO)));
    }

    /** An area that cannot be defined is left out of the mean, whether there are only zeros or only ones. */
    @Test
    void onlyOnes() {
        BinaryMetrics metrics = BinaryMetrics.of(Matrix.of(2, 2, 1, 0, 1, 1), Matrix.of(2, 2, 1, 0.25f, 0, 0.75f));
        assertEquals(Double.NaN, metrics.outputs().getFirst().rocAuc());
        assertEquals(1, metrics.rocAuc(Average.MACRO));
        assertEquals(1, metrics.rocAuc(Average.WEIGHTED));
        assertEquals(Double.NaN, BinaryMetrics.of(Matrix.of(2, 1, 1, 1), Matrix.of(2, 1, 0, 1)).rocAuc(Average.MACRO));
    }

    @Test
    void sureAndWrongIsClipped() {
        BinaryMetrics metrics = BinaryMetrics.of(Matrix.of(2, 1, 0, 1), Matrix.of(2, 1, 1, 0));
        assertEquals(23 * LOG_2, metrics.logLoss(), 1e-14);
        assertEquals(0, metrics.accuracy());
        assertEquals(0, metrics.rocAuc(Average.MACRO));
    }

    @Test
    void nanPredictsNo() {
        BinaryMetrics metrics = BinaryMetrics.of(Matrix.of(2, 1, 0, 1), Matrix.of(2, 1, Float.NaN, 1));
        assertEquals(1, metrics.accuracy());
        assertEquals(Double.NaN, metrics.logLoss());
        assertEquals(Double.NaN, metrics.rocAuc(Average.MACRO));
    }

    @Test
    void refusals() {
        Matrix two = Matrix.create(2, 1);
        assertEquals("the probabilities are 3 x 1, the targets 2 x 1, expected as many rows and columns",
                refusal(() -> BinaryMetrics.of(two, Matrix.create(3, 1))));
        assertEquals("the probabilities are 2 x 2, the targets 2 x 1, expected as many rows and columns",
                refusal(() -> BinaryMetrics.of(two, Matrix.create(2, 2))));
        assertEquals("the target in row 1, column 0 is 0.5, expected 0 or 1",
                refusal(() -> BinaryMetrics.of(Matrix.of(2, 1, 0, 0.5f), two)));
        assertEquals("the target in row 0, column 0 is NaN, expected 0 or 1",
                refusal(() -> BinaryMetrics.of(Matrix.of(2, 1, Float.NaN, 0), two)));
        assertEquals("the probability in row 1, column 0 is 1.5, expected 0 to 1",
                refusal(() -> BinaryMetrics.of(two, Matrix.of(2, 1, 0, 1.5f))));
        assertEquals("the probability in row 0, column 0 is -1.0, expected 0 to 1",
                refusal(() -> BinaryMetrics.of(two, Matrix.of(2, 1, -1, 0))));
        assertEquals("at least one output is needed, none was given", refusal(() -> new BinaryMetrics(List.of())));
        assertEquals("counts of 2 classes are needed, those of 1 were given", refusal(
                () -> new BinaryMetrics.Output(new ConfusionMatrix(List.of("a"), new long[][] {{1}}), 1, 0)));
        BinaryMetrics.Output one = BinaryMetrics.of(Matrix.create(1, 1), Matrix.create(1, 1)).outputs().getFirst();
        BinaryMetrics.Output other = BinaryMetrics.of(two, two).outputs().getFirst();
        assertEquals("output 1 has 2 rows, output 0 has 1", refusal(() -> new BinaryMetrics(List.of(one, other))));
        List<BinaryMetrics.Output> outputs = new ArrayList<>(List.of(one));
        BinaryMetrics copied = new BinaryMetrics(outputs);
        outputs.clear();
        assertEquals(1, copied.outputs().size());
    }
}
