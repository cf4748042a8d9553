package dev.lanegrad.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Twins;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** A loss, or a parameter, that the enumerations of the tests leave out would be tested nowhere. */
    @Test
    void everyLossAndEveryParameterIsTested() throws ReflectiveOperationException {
        List<Class<?>> described = Stream.of(Loss.Elementwise.class, Loss.OfClasses.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses())).toList();
        assertEquals(Set.copyOf(described), Loss.all().stream().map(Object::getClass).collect(Collectors.toSet()));
        assertEquals(described.size(), Loss.all().stream().map(Loss::name).distinct().count());
        for (Loss loss : Loss.all()) {
            for (RecordComponent parameter : loss.getClass().getRecordComponents()) {
                Object usual = parameter.getAccessor().invoke(loss);
                boolean varied = false;
                for (Loss other : Twins.losses(3)) {
                    varied |= other.getClass() == loss.getClass() && !usual.equals(parameter.getAccessor().invoke(other));
                }
                assertTrue(varied, parameter.getName() + " of " + loss.name());
            }
        }
    }

    /** The README's table has all losses, by texts that are read. */
    @Test
    void theReadmeNamesEveryLoss() throws IOException {
        String table = Files.readString(Path.of("README.md")).replaceFirst("(?s).*\\| loss \\| text[^\n]*\n", "")
                .replaceFirst("(?s)\n\n.*", "");
        Set<Class<?>> named = Pattern.compile("`([a-z][a-z_0-9]*(?:\\([^`]*\\))?)`").matcher(table).results()
                .map(match -> Loss.parse(match.group(1)).getClass()).collect(Collectors.toSet());
        assertEquals(Loss.all().stream().map(Object::getClass).collect(Collectors.toSet()), named);
    }

    @Test
    void parametersAreReadBack() {
        assertEquals(new Huber(0.5f), Loss.parse("huber(0.5)"));
        assertEquals(new Huber(0.5f), Loss.parse("huber(delta=0.5)"));
        assertEquals(new Huber(1), Loss.parse("huber"));
        assertEquals("huber(0.25)", new Huber(0.25f).text());
        assertEquals(new SoftmaxCrossEntropy(List.of(1f, 5f)), Loss.parse("softmax_cross_entropy(1, 5)"));
        assertEquals("softmax_cross_entropy(1.0,0.0,0.5)", new SoftmaxCrossEntropy(List.of(1f, -0f, 0.5f)).text());
        assertEquals(new SoftmaxCrossEntropy(List.of(1f, 2f, 1f), -1, 0.1f),
                Loss.parse("softmax_cross_entropy(weights=1:2:1, label_smoothing=0.1, ignore_index=-1)"));
        assertEquals("softmax_cross_entropy(weights=1.0:2.0,ignore_index=3,label_smoothing=0.5)",
                new SoftmaxCrossEntropy(List.of(1f, 2f), 3, 0.5f).text());
        assertEquals(new SoftmaxCrossEntropy(List.of(1f, 2f), 0, 0),
                Loss.parse("softmax_cross_entropy(1,2,ignore_index=0)"));
        assertEquals(new BinaryCrossEntropy(List.of(3f)), Loss.parse("binary_cross_entropy(pos_weight=3)"));
        assertEquals(new Poisson(false, 0.5f), Loss.parse("poisson(log_input=false,eps=0.5)"));
        assertEquals("poisson", Loss.POISSON.text());
        assertEquals("kullback_leibler(log_target=true)", new KullbackLeibler(true).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hubert", "HUBER", "mean_squared_error(1)", "mean_absolute_error()", "huber(", "huber()",
                "huber(x)", "huber(0.1", "huber(1,2)", "huber(0)", "huber(-1)", "huber(NaN)", "huber(Infinity)",
                "huber(beta=1)", "huber(delta=1,delta=2)", "huber(delta=)", "smooth_l1(-1)", "smooth_l1(NaN)",
                "softmax_cross_entropy()", "softmax_cross_entropy(1,)", "softmax_cross_entropy(1,-1)",
                "softmax_cross_entropy(NaN)", "softmax_cross_entropy(weights=1:)", "softmax_cross_entropy(weights=)",
                "softmax_cross_entropy(label_smoothing=1.1)", "softmax_cross_entropy(label_smoothing=-0.1)",
                "softmax_cross_entropy(label_smoothing=NaN)", "softmax_cross_entropy(ignore_index=0.5)",
                "softmax_cross_entropy(ignore_index=1,2)", "softmax_cross_entropy(1,weights=2)",
                "negative_log_likelihood(label_smoothing=0.1)", "negative_log_likelihood(-1)",
                "binary_cross_entropy(-1)", "binary_cross_entropy(pos_weight=NaN)", "kullback_leibler(log_target=yes)",
                "poisson(log_input=1)", "poisson(log_input=true,eps=0)", "poisson(full=true)", "hinge(1)"})
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

    @Test
    void ignoredRowsCountNothing() {
        for (Loss loss : List.of(Loss.SOFTMAX_CROSS_ENTROPY, Loss.NEGATIVE_LOG_LIKELIHOOD,
                new SoftmaxCrossEntropy(List.of(2f, 2f), -100, 0))) {
            Targets classes = new Targets.Classes(new int[] {1, -100, 0}, 3);
            assertTrue(loss.ignores(-100) && !loss.ignores(0));
            assertEquals(0, loss.weight(classes, 1));
            assertEquals(2 * loss.weight(classes, 0), Reduction.weight(loss, classes));
        }
    }

    /** A domain takes what lies in it, and refuses the rest with row and column. */
    @ParameterizedTest
    @MethodSource("losses")
    void targetsOutOfTheDomainAreRefused(Loss loss) {
        float[] right = switch (loss.targetDomain()) {
            case REAL -> new float[] {-3, 1e30f};
            case SIGNS -> new float[] {-1, 1};
            case COUNTS -> new float[] {0, 2.5f};
            case PROBABILITIES -> new float[] {1, 1};
            case DISTRIBUTIONS -> new float[] {0.25f, 0.75f};
            case LOG_DISTRIBUTIONS -> new float[] {Float.NEGATIVE_INFINITY, 0};
        };
        float[] wrong = switch (loss.targetDomain()) {
            case REAL -> new float[] {Float.POSITIVE_INFINITY};
            case SIGNS -> new float[] {0, 0.5f, 2, Float.POSITIVE_INFINITY};
            case COUNTS -> new float[] {-1, -Float.MIN_VALUE, Float.POSITIVE_INFINITY};
            case PROBABILITIES, DISTRIBUTIONS -> new float[] {-Float.MIN_VALUE, Math.nextUp(1f)};
            case LOG_DISTRIBUTIONS -> new float[] {Float.MIN_VALUE, Float.POSITIVE_INFINITY};
        };
        Matrix targets = Matrix.of(2, 2, right[0], right[1], right[0], right[1]);
        loss.targetDomain().require(loss, targets);
        float[] all = Arrays.copyOf(wrong, wrong.length + 1);
        all[wrong.length] = Float.NaN;
        for (float value : all) {
            targets.set(1, 0, value);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> loss.targetDomain().require(loss, targets)).getMessage();
            assertTrue(message.startsWith("the target in row 1, column 0 is ") && message.contains(loss.name()), message);
        }
        targets.set(1, 0, right[1]);
        if (loss.targetDomain().ofClasses()) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> loss.targetDomain().require(loss, targets)).getMessage();
            assertTrue(message.contains("row 1 add up to "), message);
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
