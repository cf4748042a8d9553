package dev.lanegrad.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Bits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImputationTest {
    private static final float NAN = Float.NaN;

    private static Optional<Schema> schema(Imputation... columns) {
        return Optional.of(new Schema(IntStream.range(0, columns.length)
                .<FeatureColumn>mapToObj(i -> new FeatureColumn.Numeric("c" + i, columns[i])).toList(), List.of()));
    }

    private static Dataset data(Matrix features, Optional<Schema> schema) {
        return Dataset.ofValues(features, Matrix.create(features.rows(), 1), schema);
    }

    private static List<Float> fitted(Dataset data) {
        return data.schema().orElseThrow().fitted(data).features().stream()
                .map(column -> ((FeatureColumn.Numeric) column).missing().value()).toList();
    }

    @Test
    void valuesWorkedByHand() {
        Dataset data = data(Matrix.of(5, 4, 1, 1, NAN, NAN, NAN, 9, NAN, 5, 3, NAN, 7, NAN, 8, 3, NAN, NAN, NAN, 5, 3, 6),
                schema(Imputation.MEAN, Imputation.MEDIAN, Imputation.MEDIAN, Imputation.constant(-2)));
        assertEquals(List.of(4f, 4f, 5f, -2f), fitted(data));
        Matrix features = data.features().copy();
        data.schema().orElseThrow().fitted(data).fill(features);
        Bits.assertSame("filled", new float[] {1, 1, 5, -2, 4, 9, 5, 5, 3, 4, 7, -2, 8, 3, 5, -2, 4, 5, 3, 6},
                features.toArray());
        assertTrue(Float.isNaN(data.features().get(1, 0)), "the raw features stay as they are");
    }

    @Test
    void everyFoldHasItsOwnValues() {
        Matrix features = Matrix.create(9, 2);
        for (int r = 0; r < 9; r++) {
            features.set(r, 0, r == 4 ? NAN : r * r);
            features.set(r, 1, r == 4 ? NAN : r * r);
        }
        Dataset data = data(features, schema(Imputation.MEAN, Imputation.MEDIAN));
        List<List<Float>> values = data.folds(3, 5).stream().map(fold -> {
            float[] numbers = new float[9];
            int count = 0;
            for (float value : fold.first().column(0)) {
                if (!Float.isNaN(value)) {
                    numbers[count++] = value;
                }
            }
            double mean = IntStream.range(0, count).mapToDouble(i -> numbers[i]).average().orElseThrow();
            double[] sorted = IntStream.range(0, count).mapToDouble(i -> numbers[i]).sorted().toArray();
            double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
            List<Float> fitted = fitted(fold.first());
            assertEquals(List.of((float) mean, (float) median), fitted);
            return fitted;
        }).toList();
        assertEquals(3, values.stream().distinct().count(), values::toString);
    }

    @Test
    void aColumnWithoutNumbers() {
        for (Imputation imputation : List.of(Imputation.MEAN, Imputation.MEDIAN)) {
            Dataset data = data(Matrix.of(2, 1, NAN, NAN), schema(imputation));
            String message = assertThrows(IllegalArgumentException.class, () -> fitted(data)).getMessage();
            assertEquals("column 'c0' has no number, so there is no " + imputation.text() + " for its missing values",
                    message);
        }
        assertEquals(List.of(3f), fitted(data(Matrix.of(2, 1, NAN, NAN), schema(Imputation.constant(3)))));
    }

    @Test
    void missingNumbersThatAreNotAllowed() {
        Matrix features = Matrix.of(2, 2, NAN, 1, 2, NAN);
        String message = assertThrows(IllegalArgumentException.class,
                () -> data(features, schema(Imputation.MEAN, Imputation.REFUSE))).getMessage();
        assertEquals("feature in row 1, column 1 is NaN, expected a finite number", message);
        assertThrows(IllegalArgumentException.class, () -> data(features, Optional.empty()));
        Matrix infinite = Matrix.of(1, 1, Float.POSITIVE_INFINITY);
        assertThrows(IllegalArgumentException.class, () -> data(infinite, schema(Imputation.MEAN)));
        Schema oneHot = new Schema(List.of(new FeatureColumn.Categorical("c", List.of("", "a"))), List.of());
        assertThrows(IllegalArgumentException.class, () -> data(Matrix.of(1, 2, 1, NAN), Optional.of(oneHot)));
    }

    @Test
    void theUnfittedFillsNothing() {
        Schema schema = schema(Imputation.constant(1), Imputation.MEAN).orElseThrow();
        assertFalse(schema.isFitted());
        assertThrows(IllegalStateException.class, () -> schema.fill(Matrix.of(1, 2, 1, NAN)));
        assertThrows(IllegalArgumentException.class, () -> schema.fill(Matrix.create(1, 3)));
        assertThrows(IllegalArgumentException.class, () -> schema.fitted(data(Matrix.create(1, 3), Optional.empty())));
    }

    /** The mean 2 is filled before the deviation is taken: it counts as a row without one. */
    @Test
    void preparationFillsBeforeItScales() {
        Dataset data = data(Matrix.of(4, 1, 0, NAN, 4, NAN), schema(Imputation.MEAN));
        Preparation preparation = Preparation.fit(data, Scalings.all(Scaling.STANDARD));
        Matrix features = data.features().copy();
        preparation.apply(new ReferenceKernels(), features);
        float factor = (float) (1 / Math.sqrt(2));
        Bits.assertSame("prepared", new float[] {-2 * factor, 0, 2 * factor, 0}, features.toArray());
    }

    @Test
    void dataWithMoreMissingThanTheTrainingAllowed() {
        Preparation none = Preparation.fit(data(Matrix.of(1, 2, 1, 1), Optional.empty()), Scalings.NONE);
        Dataset gaps = data(Matrix.of(2, 2, 1, 2, 3, NAN), schema(Imputation.MEAN, Imputation.MEAN));
        String message = assertThrows(IllegalArgumentException.class, () -> none.requireFilled(gaps)).getMessage();
        assertTrue(message.contains("row 1, column 1"), message);
        none.requireFilled(gaps.select(new int[] {0}));
        Preparation.fit(gaps, Scalings.NONE).requireFilled(gaps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "mean", "median", "0.1", "-0.0", "1.4E-45", "3.4028235E38"})
    void textIsReadBack(String text) {
        assertEquals(text, Imputation.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mode", "Mean", "NaN", "Infinity", "1e39", "constant"})
    void whatIsNoImputationIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Imputation.parse(text)).getMessage();
        assertTrue(message.startsWith("missing values are '" + text + "', expected "), message);
    }

    @Test
    void onlyConstantsHaveValues() {
        assertThrows(IllegalArgumentException.class, () -> new Imputation(Imputation.Rule.MEAN, 1));
        assertThrows(IllegalArgumentException.class, () -> Imputation.constant(NAN));
    }
}
