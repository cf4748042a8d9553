package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Floats;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Relations that hold whatever the prediction. */
class ClassificationPropertyTest {
    private static final double ROUNDING = 1e-12;

    private static List<String> names(int classes) {
        return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    }

    private static int[] labels(SplittableRandom random, int rows, int classes) {
        return IntStream.range(0, rows).map(r -> random.nextInt(classes)).toArray();
    }

    /** Few values in one half of the cases, so that many are equal; anything in the other, NaN included. */
    private static Matrix scores(SplittableRandom random, int rows, int classes) {
        float[] values = Floats.any(random, rows * classes);
        if (random.nextBoolean()) {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(4);
            }
        }
        return Matrix.of(rows, classes, values);
    }

    /** Multiples of 1/64 that add up to 1. */
    private static Matrix probabilities(SplittableRandom random, int rows, int classes) {
        Matrix matrix = Matrix.create(rows, classes);
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < 64; i++) {
                int c = random.nextInt(classes);
                matrix.set(r, c, matrix.get(r, c) + 1 / 64f);
            }
        }
        return matrix;
    }

    private static ClassificationMetrics metrics(int classes, int[] labels, Matrix scores) {
        return ClassificationMetrics.ofScores(names(classes), new Targets.Classes(labels, labels.length), scores);
    }

    @Property
    void averagesAndAccuracy(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int rows,
            @ForAll @IntRange(min = 1, max = 8) int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        ClassificationMetrics metrics = metrics(classes, labels(random, rows, classes), scores(random, rows, classes));
        ClassificationReport report = metrics.report();
        assertEquals(metrics.accuracy(), report.f1(Average.MICRO));
        assertEquals(metrics.accuracy(), report.precision(Average.MICRO));
        assertEquals(metrics.accuracy(), report.recall(Average.MICRO));
        assertEquals(metrics.accuracy(), report.recall(Average.WEIGHTED), ROUNDING);
        assertEquals(rows, report.support());
        for (ClassScores scores : report.classes()) {
            double sum = scores.precision() + scores.recall();
            double harmonic = sum == 0 ? 0 : 2 * scores.precision() * scores.recall() / sum;
            assertEquals(harmonic, scores.f1(), ROUNDING);
        }
    }

    @Property
    void topKByStableSorting(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int rows,
            @ForAll @IntRange(min = 1, max = 8) int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = labels(random, rows, classes);
        Matrix scores = scores(random, rows, classes);
        ClassificationMetrics metrics = metrics(classes, labels, scores);
        assertEquals(metrics.accuracy(), metrics.topKAccuracy(1));
        assertEquals(1, metrics.topKAccuracy(classes));
        for (int k = 1; k <= classes; k++) {
            int hits = 0;
            for (int r = 0; r < rows; r++) {
                int row = r;
                Comparator<Integer> descending = Comparator.comparingDouble(c -> {
                    // 0.0 makes one zero of both.
                    float score = scores.get(row, c);
                    return Float.isNaN(score) ? Double.POSITIVE_INFINITY : 0.0 - score;
                });
                int actual = labels[r];
                hits += IntStream.range(0, classes).boxed().sorted(descending).limit(k).anyMatch(c -> c == actual) ? 1 : 0;
            }
            assertEquals((double) hits / rows, metrics.topKAccuracy(k), "k = " + k);
        }
    }

    @Property
    void theOrderOfRowsDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 5) int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = labels(random, rows, classes);
        Matrix probabilities = probabilities(random, rows, classes);
        int[] shuffled = labels.clone();
        Matrix moved = probabilities.copy();
        for (int r = rows - 1; r > 0; r--) {
            int other = random.nextInt(r + 1);
            int label = shuffled[r];
            shuffled[r] = shuffled[other];
            shuffled[other] = label;
            float[] row = moved.rows(r, 1).toArray();
            moved.rows(r, 1).copyFrom(moved.rows(other, 1).toArray());
            moved.rows(other, 1).copyFrom(row);
        }
        Targets.Classes actual = new Targets.Classes(labels, rows);
        ClassificationMetrics before = ClassificationMetrics.of(names(classes), actual, probabilities);
        ClassificationMetrics after = ClassificationMetrics.of(names(classes), new Targets.Classes(shuffled, rows), moved);
        assertEquals(before.confusion(), after.confusion());
        assertEquals(before.logLoss().orElseThrow(), after.logLoss().orElseThrow(), ROUNDING);
        for (int c = 0; c < classes; c++) {
            assertEquals(before.rocAuc(c), after.rocAuc(c));
            assertEquals(before.topKAccuracy(c + 1), after.topKAccuracy(c + 1));
        }
        assertEquals(before.rocAuc(Average.MACRO), after.rocAuc(Average.MACRO));
        assertEquals(before.rocAuc(Average.WEIGHTED), after.rocAuc(Average.WEIGHTED));
    }

    /** One column of probabilities is two classes. */
    @Property
    void binaryIsTwoClasses(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = labels(random, rows, 2);
        Matrix both = Matrix.create(rows, 2);
        Matrix actual = Matrix.create(rows, 1);
        for (int r = 0; r < rows; r++) {
            // Odd 64ths are never 1/2, where the two rules of a tie differ.
            both.set(r, 1, (2 * random.nextInt(32) + 1) / 64f);
            both.set(r, 0, 1 - both.get(r, 1));
            actual.set(r, 0, labels[r]);
        }
        ClassificationMetrics classes = ClassificationMetrics.of(List.of("0", "1"), new Targets.Classes(labels, rows), both);
        BinaryMetrics binary = BinaryMetrics.of(actual, both.columns(1, 1));
        assertEquals(classes.confusion(), binary.outputs().getFirst().confusion());
        assertArrayEquals(new double[] {classes.accuracy(), classes.rocAuc(1), classes.logLoss().orElseThrow()},
                new double[] {binary.accuracy(), binary.rocAuc(Average.MACRO), binary.logLoss()});
        assertEquals(classes.rocAuc(0), classes.rocAuc(1));
        assertTrue(Double.isNaN(classes.rocAuc(1)) == (IntStream.of(labels).distinct().count() == 1));
    }
}
