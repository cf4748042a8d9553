package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    static Targets.Classes classes(int... labels) {
        return new Targets.Classes(labels, labels.length);
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void countsTheLargestOfEachRow() {
        Matrix prediction = Matrix.of(4, 3,
                0, 1, 0,
                2, 2, 1,
                Float.NaN, -1, -2,
                0, 0, 5);
        // Predicted: b; a, the first of equals; b, as NaN never wins; c.
        ConfusionMatrix matrix = ConfusionMatrix.of(LABELS, classes(1, 0, 0, 2), prediction);
        assertArrayEquals(new long[][] {{1, 1, 0}, {0, 1, 0}, {0, 0, 1}}, matrix.counts());
        assertEquals(4, matrix.total());
        assertEquals(0.75, matrix.accuracy());
        assertEquals(matrix, ConfusionMatrix.of(LABELS, classes(1, 0, 0, 2), classes(1, 0, 1, 2)));
    }

    @Test
    void batchByBatchIsAllAtOnce() {
        int[] actual = {0, 1, 2, 2, 1};
        Matrix prediction = Matrix.of(5, 3, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0);
        ConfusionMatrix.Builder builder = ConfusionMatrix.builder(LABELS);
        // Targets may hold more labels than rows.
        builder.add(new Targets.Classes(actual, 3), prediction.rows(0, 3));
        ConfusionMatrix first = builder.build();
        builder.add(classes(2, 1), prediction.rows(3, 2));
        assertEquals(ConfusionMatrix.of(LABELS, classes(actual), prediction), builder.build());
        assertEquals(3, first.total(), "what was built does not go on counting");
    }

    @Test
    void oneClassAgainstTheOthers() {
        ConfusionMatrix matrix = new ConfusionMatrix(LABELS, new long[][] {{3, 1, 0}, {2, 1, 1}, {0, 0, 2}});
        // Column a adds up to 5, row a to 4; column b to 2, row b to 4; column c to 3, row c to 2.
        assertEquals(new ClassScores("a", 3, 2, 1), matrix.scores(0));
        assertEquals(new ClassScores("b", 1, 1, 3), matrix.scores(1));
        assertEquals(new ClassScores("c", 2, 1, 0), matrix.scores(2));
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.scores(3));
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.scores(-1));
    }

    @Test
    void nobodyChangesIt() {
        List<String> labels = new ArrayList<>(List.of("a", "b"));
        long[][] counts = {{1, 2}, {3, 4}};
        ConfusionMatrix matrix = new ConfusionMatrix(labels, counts);
        counts[0][0] = 100;
        labels.set(0, "x");
        matrix.counts()[1][1] = 100;
        assertEquals(new ConfusionMatrix(List.of("a", "b"), new long[][] {{1, 2}, {3, 4}}), matrix);
        assertEquals(new ConfusionMatrix(List.of("a", "b"), new long[][] {{1, 2}, {3, 4}}).hashCode(), matrix.hashCode());
        assertNotEquals(new ConfusionMatrix(List.of("a", "c"), new long[][] {{1, 2}, {3, 4}}), matrix);
        assertNotEquals(new ConfusionMatrix(List.of("a", "b"), new long[][] {{1, 2}, {3, 5}}), matrix);
    }

    @Test
    void table() {
        ConfusionMatrix matrix = new ConfusionMatrix(List.of("yes", "perhaps"), new long[][] {{12, 0}, {3, 4}});
        assertEquals("""
                actual \\ predicted
                             yes perhaps
                     yes      12       .
                 perhaps       3       4""", matrix.toString());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Matrix prediction = Matrix.create(2, 3);
        assertEquals("the prediction is 2 x 3, expected 3 x 3",
                refusal(() -> ConfusionMatrix.of(LABELS, classes(0, 1, 2), prediction)));
        assertEquals("the prediction is 2 x 3, expected 2 x 2",
                refusal(() -> ConfusionMatrix.of(List.of("a", "b"), classes(0, 1), prediction)));
        assertEquals("the class index of row 1 is 3, expected 0 to 2",
                refusal(() -> ConfusionMatrix.of(LABELS, classes(0, 3), prediction)));
        assertEquals("the class index of row 0 is -1, expected 0 to 2",
                refusal(() -> ConfusionMatrix.of(LABELS, classes(-1, 0), classes(0, 0))));
        assertEquals("the predicted class index of row 1 is 3, expected 0 to 2",
                refusal(() -> ConfusionMatrix.of(LABELS, classes(0, 0), classes(0, 3))));
        assertEquals("3 rows were predicted, expected 2",
                refusal(() -> ConfusionMatrix.of(LABELS, classes(0, 0), classes(0, 0, 0))));
        assertEquals("class names are needed, none was given", refusal(() -> ConfusionMatrix.builder(List.of())));
        assertEquals("no prediction was counted, expected at least one",
                refusal(() -> ConfusionMatrix.builder(LABELS).build()));
        assertEquals("1 rows of counts, expected 3, one a class",
                refusal(() -> new ConfusionMatrix(LABELS, new long[][] {{1, 1, 1}})));
        assertEquals("row 1 has 1 counts, expected 2, one a class",
                refusal(() -> new ConfusionMatrix(List.of("a", "b"), new long[][] {{1, 1}, {1}})));
        assertEquals("the count in row 1, column 0 is -1, expected at least 0",
                refusal(() -> new ConfusionMatrix(List.of("a", "b"), new long[][] {{1, 1}, {-1, 3}})));
    }

    @Test
    void aRefusedBatchIsNotCounted() {
        ConfusionMatrix.Builder builder = ConfusionMatrix.builder(LABELS).add(classes(0), classes(1));
        ConfusionMatrix before = builder.build();
        assertThrows(IllegalArgumentException.class, () -> builder.add(classes(0, 7), Matrix.create(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> builder.add(classes(0, 0), classes(0, 7)));
        assertEquals(before, builder.build());
    }
}
