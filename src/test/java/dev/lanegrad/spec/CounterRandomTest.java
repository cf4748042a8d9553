package dev.lanegrad.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int STREAM = CounterRandom.STREAM_INITIALIZER;

    /** The lines "philox4x32 10" of the file kat_vectors of Random123. */
    @Test
    void knownAnswers() {
        assertBlock(0L, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertBlock(-1L, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertBlock(0x299f31d0_a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344,
                0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static void assertBlock(long seed, int c0, int c1, int c2, int c3, int... expected) {
        long lower = CounterRandom.bits(seed, c0, c1, c2, c3);
        long upper = CounterRandom.upperBits(seed, c0, c1, c2, c3);
        int[] words = {(int) lower, (int) (lower >>> 32), (int) upper, (int) (upper >>> 32)};
        assertArrayEquals(expected, words);
    }

    @Test
    void uniformIsTheUpper24Bits() {
        assertEquals(0xe169c5 / 16777216f, CounterRandom.uniform(0, 0, 0, 0, 0));
    }

    @Test
    void uniformMoments() {
        int n = 200_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            float u = CounterRandom.uniform(7, STREAM, 1, i, 2);
            assertTrue(u >= 0 && u < 1, () -> "uniform gave " + u);
            sum += u;
            squares += (double) u * u;
        }
        double mean = sum / n;
        assertEquals(0.5, mean, 0.004);
        assertEquals(1 / 12.0, squares / n - mean * mean, 0.002);
    }

    @Test
    void normalMoments() {
        int n = 200_000;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (int i = 0; i < n; i++) {
            double x = CounterRandom.normal(7, STREAM, 1, 2, i);
            assertTrue(Math.abs(x) <= 8.58, () -> "normal gave " + x);
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
        }
        assertEquals(0, sum / n, 0.015);
        assertEquals(1, squares / n, 0.02);
        assertEquals(3, fourths / n, 0.15);
    }

    /** By hand from the first known answer: u from e169c58d 6627e8d5, v from 9b00dbd8 bc57ac4c. */
    @Test
    void normalIsBoxMuller() {
        double u = ((0xe169c58d_6627e8d5L >>> 11) + 1) * 0x1p-53;
        double v = (0x9b00dbd8_bc57ac4cL >>> 11) * 0x1p-53;
        double expected = StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
        assertEquals(expected, CounterRandom.normal(0, 0, 0, 0, 0));
    }

    @Test
    void belowIsEven() {
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[CounterRandom.below(3, STREAM, 0, i, 0, 7)]++;
        }
        for (int count : counts) {
            assertEquals(10_000, count, 450);
        }
        assertEquals(0, CounterRandom.below(3, STREAM, 0, 0, 0, 1));
        int large = CounterRandom.below(0, 0, 0, 0, 0, Integer.MAX_VALUE);
        assertEquals((int) ((0xe169c58dL * Integer.MAX_VALUE) >>> 32), large);
    }

    @Test
    void everyCoordinateMatters() {
        long[] values = {
            CounterRandom.bits(0, 0, 0, 0, 0), CounterRandom.bits(1, 0, 0, 0, 0),
            CounterRandom.bits(1L << 32, 0, 0, 0, 0), CounterRandom.bits(0, 1, 0, 0, 0),
            CounterRandom.bits(0, 0, 1, 0, 0), CounterRandom.bits(0, 0, 0, 1, 0), CounterRandom.bits(0, 0, 0, 0, 1)};
        assertEquals(values.length, Arrays.stream(values).distinct().count());
    }

    @Test
    void permutationHoldsEachElementOnce() {
        for (int n : new int[] {0, 1, 2, 10, 1000}) {
            int[] order = CounterRandom.permutation(5, CounterRandom.STREAM_SHUFFLE, 3, n);
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < n; i++) {
                assertEquals(i, sorted[i]);
            }
        }
        int[] longer = {7, 7, 7, 7, 7};
        CounterRandom.permute(5, CounterRandom.STREAM_SHUFFLE, 3, 4, longer);
        int[] four = CounterRandom.permutation(5, CounterRandom.STREAM_SHUFFLE, 3, 4);
        assertArrayEquals(new int[] {four[0], four[1], four[2], four[3], 7}, longer);
        assertThrows(IndexOutOfBoundsException.class, () -> CounterRandom.permute(1, 2, 3, 6, longer));
        int[] first = CounterRandom.permutation(5, CounterRandom.STREAM_SHUFFLE, 0, 1000);
        assertArrayEquals(first, CounterRandom.permutation(5, CounterRandom.STREAM_SHUFFLE, 0, 1000));
        assertFalse(Arrays.equals(first, CounterRandom.permutation(5, CounterRandom.STREAM_SHUFFLE, 1, 1000)));
    }

    @Test
    void permutationsAreEquallyLikely() {
        int[] counts = new int[27];
        for (int step = 0; step < 12_000; step++) {
            int[] order = CounterRandom.permutation(9, CounterRandom.STREAM_SHUFFLE, step, 3);
            counts[9 * order[0] + 3 * order[1] + order[2]]++;
        }
        int seen = 0;
        for (int count : counts) {
            if (count > 0) {
                assertEquals(2_000, count, 200);
                seen++;
            }
        }
        assertEquals(6, seen);
    }

    @Test
    void streamsOfDifferentPurposesNeverMeet() {
        int[] bases = {CounterRandom.STREAM_INITIALIZER, CounterRandom.STREAM_SHUFFLE, CounterRandom.STREAM_SPLIT,
            CounterRandom.STREAM_DIGITS};
        assertEquals(bases.length, Arrays.stream(bases).map(base -> base >>> 24).distinct().count());
        for (int base : bases) {
            assertEquals(0, base & 0xFFFFFF);
            assertTrue(base < 0, "the high bit tags the library's own streams");
        }
    }

    @Test
    void argumentErrors() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> CounterRandom.below(1, 2, 3, 4, 5, 0)).getMessage();
        assertEquals("bound is 0, expected at least 1", message);
        assertThrows(IllegalArgumentException.class, () -> CounterRandom.below(1, 2, 3, 4, 5, -1));
        message = assertThrows(IllegalArgumentException.class,
                () -> CounterRandom.permutation(1, 2, 3, -4)).getMessage();
        assertEquals("n is -4, expected at least 0", message);
    }
}
