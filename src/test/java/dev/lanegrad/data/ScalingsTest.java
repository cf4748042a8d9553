package dev.lanegrad.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.memory.Matrix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingsTest {
    private static void assertFit(Scaling scaling, float center, double factor, float... values) {
        assertArrayEquals(new float[] {center, (float) factor}, scaling.fit(values), scaling.text());
    }

    @Test
    void standard() {
        assertFit(Scaling.STANDARD, 5, 0.5, 2, 4, 4, 4, 5, 5, 7, 9);
        assertFit(Scaling.STANDARD, 1e6f, 1, 999_999, 1_000_001);
        assertFit(Scaling.STANDARD, Float.MAX_VALUE, 1, Float.MAX_VALUE, Float.MAX_VALUE);
    }

    @Test
    void minMax() {
        assertFit(Scaling.MIN_MAX, -2, 1 / 12.0, 3, -2, 10, 0);
        assertFit(Scaling.MIN_MAX, -Float.MAX_VALUE, 1 / (2.0 * Float.MAX_VALUE), Float.MAX_VALUE, -Float.MAX_VALUE);
    }

    /** Quartiles of 1 to 5 are 2 and 4, of 1 to 4 they are 1.75 and 3.25; an outlier changes none. */
    @Test
    void robust() {
        assertFit(Scaling.ROBUST, 3, 0.5, 5, 1, 4, 2, 3);
        assertFit(Scaling.ROBUST, 3, 0.5, 1e30f, 1, 4, 2, 3);
        assertFit(Scaling.ROBUST, 2.5f, 1 / 1.5, 4, 1, 3, 2);
        assertFit(Scaling.ROBUST, 7, 1, 7, 7, 7, 7, 1e9f);
    }

    @ParameterizedTest
    @EnumSource(Scaling.class)
    void columnsThatDoNotVaryAndSingleRows(Scaling scaling) {
        for (float value : new float[] {0, 0.1f, -0x1p126f, Float.MIN_VALUE}) {
            float center = scaling == Scaling.NONE ? 0 : value;
            assertFit(scaling, center, 1, value);
            assertFit(scaling, center, 1, value, value, value, value, value, value, value);
        }
        assertEquals(scaling, Scaling.parse(scaling.text()));
    }

    private static Dataset table() {
        Schema schema = new Schema(List.of(new FeatureColumn.Numeric("age", Imputation.REFUSE),
                new FeatureColumn.Categorical("sex", List.of("f", "m")),
                new FeatureColumn.Numeric("fare", Imputation.REFUSE)), List.of());
        return Dataset.ofValues(Matrix.of(2, 4, 10, 0, 1, 5, 20, 1, 0, 9), Matrix.create(2, 1), Optional.of(schema));
    }

    @Test
    void columnsByName() {
        assertEquals(List.of(Scaling.STANDARD, Scaling.NONE, Scaling.NONE, Scaling.MIN_MAX),
                new Scalings(Scaling.STANDARD, Map.of("fare", Scaling.MIN_MAX)).of(table()));
        assertEquals(List.of(Scaling.NONE, Scaling.ROBUST, Scaling.ROBUST, Scaling.NONE),
                new Scalings(Scaling.NONE, Map.of("sex", Scaling.ROBUST)).of(table()));
        Dataset plain = table().withFeatures(Matrix.create(2, 3));
        assertEquals(List.of(Scaling.NONE, Scaling.MIN_MAX, Scaling.NONE),
                new Scalings(Scaling.NONE, Map.of("2", Scaling.MIN_MAX)).of(plain), "numbers are names");
    }

    @Test
    void categoriesStayZeroAndOne() {
        Scaler scaler = Preparation.fit(table(), Scalings.all(Scaling.STANDARD)).scaler().orElseThrow();
        assertArrayEquals(new float[] {15, 0, 0, 7}, scaler.center().toArray());
        assertArrayEquals(new float[] {0.2f, 1, 1, 0.5f}, scaler.factor().toArray());
        assertFalse(Preparation.fit(table(), Scalings.NONE).scaler().isPresent());
        assertFalse(Preparation.fit(table(), new Scalings(Scaling.NONE, Map.of("age", Scaling.NONE))).scaler().isPresent());
    }

    @Test
    void unknownNames() {
        Scalings scalings = new Scalings(Scaling.STANDARD, Map.of("Fare", Scaling.ROBUST, "age", Scaling.NONE, "1",
                Scaling.NONE));
        assertEquals("there is no feature column ['1', 'Fare'] to scale, there are ['age', 'sex', 'fare']",
                assertThrows(IllegalArgumentException.class, () -> Preparation.fit(table(), scalings)).getMessage());
        assertEquals("standard, 1: none, Fare: robust, age: none", scalings.toString());
        assertThrows(IllegalArgumentException.class, () -> Scaling.parse("minmax"));
    }
}
