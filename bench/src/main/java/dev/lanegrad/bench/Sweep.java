package dev.lanegrad.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rates of all shapes M x K x N whose sizes are in {@link #SIZES}, and where they fall off.
 *
 * @param rates GFLOP/s by the positions of M, K and N in the list
 */
record Sweep(double[][][] rates) {
    /** Around the widths of vectors and tiles, and far from them. */
    static final List<Integer> SIZES = List.of(1, 2, 3, 5, 7, 10, 13, 17, 31, 33, 63, 65, 100, 127, 129, 255, 257, 1000);

    /** Below this part of what its neighbours reach, a shape is a cliff. */
    private static final double CLIFF = 0.5;
    /**
     * Two runs agree to this part. It matters at the lower end of the list: a shape that takes as long as one of
     * twice its size, such as one output beside two, has exactly half of its rate.
     */
    private static final double NOISE = 0.95;

    /**
     * A shape that falls off.
     *
     * @param m position of M
     * @param k position of K
     * @param n position of N
     * @param rate GFLOP/s
     * @param neighbours what the neighbours reach, GFLOP/s
     */
    record Cliff(int m, int k, int n, double rate, double neighbours) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%dx%dx%d reaches %.3g GFLOP/s, its neighbours %.3g", SIZES.get(m),
                    SIZES.get(k), SIZES.get(n), rate, neighbours);
        }
    }

    static Sweep empty() {
        return new Sweep(new double[SIZES.size()][SIZES.size()][SIZES.size()]);
    }

    /**
     * The definition of a cliff: in one of the three dimensions, the rate is below half of that of the slower of the two
     * neighbours in the list (of the only one at the list's ends), less five percent of noise.
     *
     * @return all of them, the worst first
     */
    List<Cliff> cliffs() {
        List<Cliff> cliffs = new ArrayList<>();
        for (int m = 0; m < SIZES.size(); m++) {
            for (int k = 0; k < SIZES.size(); k++) {
                for (int n = 0; n < SIZES.size(); n++) {
                    double neighbours = Math.max(slower(rate(m - 1, k, n), rate(m + 1, k, n)), Math.max(
                            slower(rate(m, k - 1, n), rate(m, k + 1, n)), slower(rate(m, k, n - 1), rate(m, k, n + 1))));
                    if (rates[m][k][n] < CLIFF * NOISE * neighbours) {
                        cliffs.add(new Cliff(m, k, n, rates[m][k][n], neighbours));
                    }
                }
            }
        }
        cliffs.sort((a, b) -> Double.compare(a.rate / a.neighbours, b.rate / b.neighbours));
        return cliffs;
    }

    private static double slower(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    /** NaN beyond the list's ends. */
    private double rate(int m, int k, int n) {
        int end = SIZES.size();
        return m < 0 || k < 0 || n < 0 || m == end || k == end || n == end ? Double.NaN : rates[m][k][n];
    }
}
