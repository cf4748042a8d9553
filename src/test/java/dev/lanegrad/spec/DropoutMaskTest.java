package dev.lanegrad.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The statistics of dropout's masks, on the reference; the bounds are those of fair coins, and nothing here is random. */
class DropoutMaskTest {
    /** Five standard deviations: a fair coin is beyond once in 1.7 million. */
    private static final double SIGMAS = 5;

    private static boolean[][] mask(DropoutMask mask, int rows, int columns) {
        Matrix ones = Matrix.create(rows, columns);
        ones.fill(1);
        new ReferenceKernels().layers().dropout(mask, ones, ones);
        boolean[][] dropped = new boolean[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float value = ones.get(r, c);
                assertTrue(value == 0 || value == mask.factor(), "value " + value);
                dropped[r][c] = value == 0;
            }
        }
        return dropped;
    }

    /** Fails unless so many of n fair trials of probability p are hits. */
    private static void assertShare(String what, long hits, long n, double p) {
        double sigma = Math.sqrt(n * p * (1 - p));
        assertTrue(Math.abs(hits - n * p) <= SIGMAS * sigma, what + ": " + hits + " of " + n + ", expected " + n * p
                + " +- " + SIGMAS * sigma);
    }

    @Test
    void theShareOfDroppedElementsIsTheRate() {
        for (float rate : new float[] {0.01f, 0.1f, 0.2f, 0.5f, 0.75f, 0.99f}) {
            boolean[][] dropped = mask(new DropoutMask(rate, 42, 3, 7, 0), 500, 400);
            long hits = 0;
            for (boolean[] row : dropped) {
                for (boolean d : row) {
                    hits += d ? 1 : 0;
                }
            }
            assertShare("rate " + rate, hits, 500 * 400, rate);
        }
    }

    /** Each row and each column by itself, over many of them: the worst of 2,000 is within five sigmas, the usual is not 0. */
    @Test
    void everyRowAndColumnHasItsShare() {
        boolean[][] dropped = mask(new DropoutMask(0.5f, 1, 0, 1, 0), 1000, 1000);
        double squares = 0;
        for (int i = 0; i < 1000; i++) {
            int row = 0;
            int column = 0;
            for (int j = 0; j < 1000; j++) {
                row += dropped[i][j] ? 1 : 0;
                column += dropped[j][i] ? 1 : 0;
            }
            assertShare("row " + i, row, 1000, 0.5);
            assertShare("column " + i, column, 1000, 0.5);
            squares += (row - 500.0) * (row - 500) + (column - 500.0) * (column - 500);
        }
        // The variance of 2,000 binomial counts is 250 each; its own deviation is sqrt(2 / 2000) of that.
        assertEquals(250, squares / 2000, 250 * SIGMAS * Math.sqrt(2 / 2000.0));
    }

    /** Agreement of an element with a neighbour at any distance, in each direction a mask can vary in. */
    @Test
    void neighboursAreIndependent() {
        int n = 600;
        boolean[][] base = mask(new DropoutMask(0.5f, 9, 4, 100, 0), n, n);
        for (int distance : new int[] {1, 2, 3, 4, 8, 16, 32, 64, 128, 256}) {
            long alongRow = 0;
            long alongColumn = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j + distance < n; j++) {
                    alongRow += base[i][j] == base[i][j + distance] ? 1 : 0;
                    alongColumn += base[j][i] == base[j + distance][i] ? 1 : 0;
                }
            }
            long pairs = (long) n * (n - distance);
            assertShare("columns " + distance + " apart", alongRow, pairs, 0.5);
            assertShare("rows " + distance + " apart", alongColumn, pairs, 0.5);
        }
        DropoutMask[] others = {new DropoutMask(0.5f, 9, 4, 101, 0), new DropoutMask(0.5f, 9, 5, 100, 0),
            new DropoutMask(0.5f, 8, 4, 100, 0), new DropoutMask(0.5f, 9 + (1L << 32), 4, 100, 0)};
        for (DropoutMask mask : others) {
            boolean[][] other = mask(mask, n, n);
            long agreements = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    agreements += base[i][j] == other[i][j] ? 1 : 0;
                }
            }
            assertShare(mask.toString(), agreements, (long) n * n, 0.5);
        }
    }

    /** Runs of eight columns take each of their 256 forms equally often: chi square. */
    @Test
    void patternsOfNeighboursAreEquallyFrequent() {
        int rows = 2000;
        boolean[][] dropped = mask(new DropoutMask(0.5f, 77, 1, 5, 0), rows, 256);
        long[] counts = new long[256];
        for (boolean[] row : dropped) {
            for (int c = 0; c < 256; c += 8) {
                int pattern = 0;
                for (int k = 0; k < 8; k++) {
                    pattern = 2 * pattern + (row[c + k] ? 1 : 0);
                }
                counts[pattern]++;
            }
        }
        double expected = rows * 32 / 256.0;
        double chi = Arrays.stream(counts).mapToDouble(count -> (count - expected) * (count - expected) / expected).sum();
        // 255 degrees of freedom: mean 255, deviation sqrt(510).
        assertEquals(255, chi, SIGMAS * Math.sqrt(510));
    }

    @Test
    void thresholdAndFactor() {
        assertEquals(0, new DropoutMask(0, 0, 0, 0, 0).threshold());
        assertEquals(1, new DropoutMask(Float.MIN_VALUE, 0, 0, 0, 0).threshold());
        assertEquals(1 << 23, new DropoutMask(0.5f, 0, 0, 0, 0).threshold());
        assertEquals((1 << 24) - 1, new DropoutMask(Math.nextDown(1f), 0, 0, 0, 0).threshold());
        assertEquals(1f, new DropoutMask(0, 0, 0, 0, 0).factor());
        assertEquals(4f, new DropoutMask(0.75f, 0, 0, 0, 0).factor());
        assertEquals(0x1p24f, new DropoutMask(Math.nextDown(1f), 0, 0, 0, 0).factor());
    }

    /** A change of these bits is a change of the order version. */
    @Test
    void goldenMask() {
        StringBuilder text = new StringBuilder();
        for (boolean[] row : mask(new DropoutMask(0.25f, 12345, 2, 3, 4), 3, 40)) {
            for (boolean d : row) {
                text.append(d ? '.' : 'x');
            }
            text.append(' ');
        }
        assertEquals("xxxxxxxxxxxxx.xxxxx..x.xxx.x.xxxxxxxx..x xx.xx.xx.xxxxxxxx.x...x.xxxxxxxxxxxxxxxx"
                + " xxxxxxxxxx.xxx.xxxxxx.xxxxxx.x..xxxx.xxx", text.toString().strip());
    }
}
