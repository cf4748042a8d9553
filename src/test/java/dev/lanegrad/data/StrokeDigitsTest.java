package dev.lanegrad.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StrokeDigitsTest {
    private static final int PIXELS = StrokeDigits.WIDTH * StrokeDigits.HEIGHT;

    private static float[] image(long seed, int index) {
        float[] image = new float[PIXELS];
        StrokeDigits.draw(seed, index, image);
        return image;
    }

    /** FNV-1a (64 bits) over labels and float bits, a 32-bit word a step, of the first 100 images under seed 1. */
    @Test
    void goldenHash() {
        long hash = 0xcbf29ce484222325L;
        for (int index = 0; index < 100; index++) {
            hash = (hash ^ StrokeDigits.label(1, index)) * 0x100000001b3L;
            for (float pixel : image(1, index)) {
                hash = (hash ^ (Float.floatToIntBits(pixel) & 0xFFFF_FFFFL)) * 0x100000001b3L;
            }
        }
        assertEquals("b2956057890faa83", Long.toHexString(hash), "a change of this hash is a new data set");
    }

    @Test
    void sameSeedAndIndexSameBits() {
        float[] dirty = new float[PIXELS];
        Arrays.fill(dirty, Float.NaN);
        image(5, 122);
        StrokeDigits.draw(5, 123, dirty);
        assertArrayEquals(image(5, 123), dirty);
    }

    @Test
    void labelsAreBalancedInBlocksOfTen() {
        int sameAsFirst = 0;
        for (int block = 0; block < 200; block++) {
            int seen = 0;
            int same = 0;
            for (int i = 0; i < 10; i++) {
                int label = StrokeDigits.label(3, 10 * block + i);
                seen |= 1 << label;
                same += label == StrokeDigits.label(3, i) ? 1 : 0;
            }
            assertEquals(0x3FF, seen, "block " + block);
            sameAsFirst += same == 10 ? 1 : 0;
        }
        assertEquals(1, sameAsFirst, "blocks are shuffled independently");
        int last = StrokeDigits.label(3, Integer.MAX_VALUE);
        assertTrue(last >= 0 && last < StrokeDigits.CLASSES);
    }

    @Test
    void pixelsAreInRangeAndShowADigit() {
        for (int index = 0; index < 2_000; index++) {
            float[] image = image(-7, index);
            double sum = 0;
            float darkest = 0;
            for (float pixel : image) {
                assertTrue(pixel >= 0 && pixel <= 1, "pixel is " + pixel + " in image " + index);
                sum += pixel;
                darkest = Math.max(darkest, pixel);
            }
            double mean = sum / PIXELS;
            assertTrue(mean > 0.02 && mean < 0.5, "mean ink is " + mean + " in image " + index);
            assertTrue(darkest > 0.4, "darkest pixel is " + darkest + " in image " + index);
        }
    }

    /** The classes differ in their mean images by more than chance: labels and images belong together. */
    @Test
    void nearestMeanBeatsChance() {
        int train = 1_000;
        int test = 500;
        float[][] means = new float[StrokeDigits.CLASSES][PIXELS];
        for (int index = 0; index < train; index++) {
            float[] mean = means[StrokeDigits.label(2, index)];
            float[] image = image(2, index);
            for (int i = 0; i < PIXELS; i++) {
                mean[i] += image[i] * StrokeDigits.CLASSES / train;
            }
        }
        int right = 0;
        for (int index = train; index < train + test; index++) {
            float[] image = image(2, index);
            int best = 0;
            for (int digit = 1; digit < StrokeDigits.CLASSES; digit++) {
                if (distance(image, means[digit]) < distance(image, means[best])) {
                    best = digit;
                }
            }
            right += best == StrokeDigits.label(2, index) ? 1 : 0;
        }
        assertTrue(right > test / 2, right + " of " + test + " right");
        assertTrue(right < test * 9 / 10, right + " of " + test + " right: too easy to tell networks apart");
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void seedsAndIndicesDiffer() {
        assertFalse(Arrays.equals(image(1, 0), image(2, 0)));
        assertFalse(Arrays.equals(image(1, 0), image(1L << 32 | 1, 0)));
        assertFalse(Arrays.equals(image(1, 0), image(1, 1)));
        int[] first = new int[100];
        int[] second = new int[100];
        for (int i = 0; i < 100; i++) {
            first[i] = StrokeDigits.label(1, i);
            second[i] = StrokeDigits.label(2, i);
        }
        assertFalse(Arrays.equals(first, second));
    }

    @Test
    void argumentErrors() {
        assertEquals("index is -1, expected at least 0",
                assertThrows(IllegalArgumentException.class, () -> StrokeDigits.label(1, -1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> StrokeDigits.draw(1, -1, new float[PIXELS]));
        assertEquals("image has 255 elements, expected 256 (WIDTH x HEIGHT)",
                assertThrows(IllegalArgumentException.class,
                        () -> StrokeDigits.draw(1, 0, new float[255])).getMessage());
        assertThrows(IllegalArgumentException.class, () -> StrokeDigits.draw(1, 0, new float[257]));
        assertThrows(NullPointerException.class, () -> StrokeDigits.draw(1, 0, null));
    }
}
