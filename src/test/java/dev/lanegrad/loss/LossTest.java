package dev.lanegrad.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Twins;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    static List<Loss> losses() {
        return Twins.losses(3);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void textIsReadBack(Loss loss) {
        assertEquals(loss, Loss.parse(loss.text()));
        assertTrue(Loss.all().contains(Loss.parse(loss.name())), "without brackets, the default parameters");
    }

    @Test
    void parametersAreReadBack() {
        assertEquals(new Huber(0.5f), Loss.parse("huber(0.5)"));
        assertEquals(new Huber(1), Loss.parse("huber"));
        assertEquals("huber(0.25)", new Huber(0.25f).text());
        assertEquals(new SoftmaxCrossEntropy(List.of(1f, 5f)), Loss.parse("softmax_cross_entropy(1, 5)"));
        assertEquals("softmax_cross_entropy(1.0,0.0,0.5)", new SoftmaxCrossEntropy(List.of(1f, -0f, 0.5f)).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hubert", "HUBER", "mean_squared_error(1)", "mean_absolute_error()", "huber(", "huber()",
                "huber(x)", "huber(0.1", "huber(1,2)", "huber(0)", "huber(-1)", "huber(NaN)", "huber(Infinity)",
                "softmax_cross_entropy()", "softmax_cross_entropy(1,)", "softmax_cross_entropy(1,-1)",
                "softmax_cross_entropy(NaN)", "binary_cross_entropy(1)"})
    void whatIsNoLossIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Loss.parse(text));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, -Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY})
    void weightsAreFiniteAndNotNegative(float weight) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new SoftmaxCrossEntropy(List.of(1f, weight))).getMessage();
        assertTrue(message.contains("class 1 ") && message.endsWith("given " + weight), message);
    }

    @Test
    void aRowCountsAsMuchAsItsClass() {
        Loss loss = new SoftmaxCrossEntropy(List.of(1f, 5f, 0f));
        Targets classes = new Targets.Classes(new int[] {2, 1, 0}, 3);
        Targets values = new Targets.Values(Matrix.create(3, 3));
        for (int r = 0; r < 3; r++) {
            assertEquals(new float[] {0, 5, 1}[r], loss.weight(classes, r));
            assertEquals(1, loss.weight(values, r));
            assertEquals(1, Loss.SOFTMAX_CROSS_ENTROPY.weight(classes, r));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void deltaIsPositiveAndFinite(float delta) {
        String message = assertThrows(IllegalArgumentException.class, () -> new Huber(delta)).getMessage();
        assertTrue(message.contains("delta") && message.endsWith("given " + delta), message);
    }

    /** Else two threads that use them first could wait for each other's class for ever. */
    @Test
    void constantsStandApartFromDefaultMethods() {
        assertTrue(Arrays.stream(Loss.class.getDeclaredMethods()).noneMatch(Method::isDefault));
    }
}
