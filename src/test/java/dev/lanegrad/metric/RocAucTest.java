package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.testing.Floats;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RocAucTest {
    private static double auc(String positive, float... scores) {
        boolean[] targets = new boolean[positive.length()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = positive.charAt(i) == '+';
        }
        return RocAuc.of(scores, targets);
    }

    @Test
    void workedByHand() {
        assertEquals(1, auc("--++", 1, 2, 3, 4));
        assertEquals(0, auc("++--", 1, 2, 3, 4));
        // 0.35 beats 0.1 but not 0.4, 0.8 beats both: 3 of 4 pairs.
        assertEquals(0.75, auc("--++", 0.1f, 0.4f, 0.35f, 0.8f));
        // 2 against 1, 2, 3: 1 + 1/2 + 0; 3 against them: 1 + 1 + 1/2; together 4 of 6.
        assertEquals(4 / 6.0, auc("-+-+-", 1, 2, 2, 3, 3));
        assertEquals(0.5, auc("+-+--", 7, 7, 7, 7, 7));
    }

    @Test
    void floatsInOrder() {
        float inf = Float.POSITIVE_INFINITY;
        // Positives -inf, -1, -0 beat 0, 1 and 2 of the negatives before them, and the zeros tie: 3 + 1/2 of 9.
        assertEquals(3.5 / 9, auc("+-+-+-", -inf, -Float.MAX_VALUE, -1, -Float.MIN_VALUE, -0f, 0f));
        assertEquals(0.5, auc("+-", 0f, -0f));
        assertEquals(0.5, auc("+-", -inf, -inf));
        assertEquals(1, auc("-+", Float.MAX_VALUE, inf));
        assertEquals(1, auc("-+", 0f, Float.MIN_VALUE));
    }

    @Test
    void undefined() {
        assertEquals(Double.NaN, auc("++", 1, 2));
        assertEquals(Double.NaN, auc("--", 1, 2));
        assertEquals(Double.NaN, auc("+", 1));
        assertEquals(Double.NaN, auc("+-+", 1, Float.NaN, 2));
    }

    @Test
    void refusals() {
        assertEquals("0 scores and 0 targets were given, expected as many, at least 1",
                assertThrows(IllegalArgumentException.class, () -> auc("")).getMessage());
        assertEquals("2 scores and 3 targets were given, expected as many, at least 1",
                assertThrows(IllegalArgumentException.class, () -> auc("+-+", 1, 2)).getMessage());
    }

    /** More pairs than an int can count: 2 * 50,000 * 50,000. */
    @Test
    void manyPairs() {
        float[] scores = new float[100_000];
        boolean[] positive = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i;
            positive[i] = i % 2 == 1;
        }
        // The positive 2k + 1 beats the k + 1 negatives 0, 2 ... 2k: n (n + 1) / 2 of n^2 pairs.
        assertEquals(50_001 / 100_000.0, RocAuc.of(scores, positive));
    }

    private static boolean[] targets(SplittableRandom random, int count) {
        boolean[] positive = new boolean[count];
        for (int i = 0; i < count; i++) {
            positive[i] = random.nextBoolean();
        }
        return positive;
    }

    /** Few values, so that many are equal. */
    private static float[] integers(SplittableRandom random, int count) {
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            scores[i] = random.nextInt(9);
        }
        return scores;
    }

    @Property
    void isTheShareOfPairs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int count) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] positive = targets(random, count);
        float[] scores = random.nextBoolean() ? integers(random, count) : Floats.any(random, count);
        long halves = 0;
        long pairs = 0;
        boolean nan = false;
        for (int i = 0; i < count; i++) {
            nan |= Float.isNaN(scores[i]);
            for (int j = 0; j < count; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    halves += scores[i] > scores[j] ? 2 : scores[i] == scores[j] ? 1 : 0;
                }
            }
        }
        assertEquals(nan || pairs == 0 ? Double.NaN : halves / (2.0 * pairs), RocAuc.of(scores, positive));
    }

    /** Order alone counts, in scores as in samples; the other way round, it is the rest. */
    @Property
    void symmetries(@ForAll long seed, @ForAll @IntRange(min = 2, max = 100) int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] scores = integers(random, count);
        boolean[] positive = targets(random, count);
        positive[0] = true;
        positive[1] = false;
        double area = RocAuc.of(scores, positive);

        float[] transformed = new float[count];
        float[] complement = new float[count];
        boolean[] negative = new boolean[count];
        for (int i = 0; i < count; i++) {
            transformed[i] = scores[i] * scores[i] * scores[i] - 100;
            complement[i] = 1 - scores[i] / 8;
            negative[i] = !positive[i];
        }
        assertEquals(area, RocAuc.of(transformed, positive));
        assertEquals(1 - area, RocAuc.of(complement, positive), 1e-15);
        assertEquals(area, RocAuc.of(complement, negative));

        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float score = scores[i];
            scores[i] = scores[j];
            scores[j] = score;
            boolean target = positive[i];
            positive[i] = positive[j];
            positive[j] = target;
        }
        assertEquals(area, RocAuc.of(scores, positive));
    }
}
