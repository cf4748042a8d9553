package dev.lanegrad.metric;

import java.util.Arrays;
import java.util.List;

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative sample in which the positive one has the
 * higher score, where equal scores count one half (Mann and Whitney's U with midranks, divided by the number of pairs;
 * Hanley and McNeil 1982). That is the area under the curve with its points joined by straight lines.
 *
 * <p>Pairs are counted in integers, in O(n log n) by sorting: the result is rounded where it becomes a {@code double}
 * and does not depend on the order of samples. Stateless, thread-safe; allocates 8 bytes a sample.
 */
public final class RocAuc {
    private RocAuc() {
    }

    /**
     * The area for one column of scores.
     *
     * @param scores one a sample, higher for positives; infinities are in order, +0 and -0 are equal
     * @param positive one a sample
     * @return the area in [0, 1], 0.5 for scores that tell nothing; NaN if there is no positive or no negative sample, or
     *     a score is NaN
     * @throws IllegalArgumentException if there is no sample or the lengths differ
     */
    public static double of(float[] scores, boolean[] positive) {
        if (scores.length == 0 || scores.length != positive.length) {
            throw new IllegalArgumentException(scores.length + " scores and " + positive.length
                    + " targets were given, expected as many, at least 1");
        }
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            if (Float.isNaN(scores[i])) {
                return Double.NaN;
            }
            // Adding +0 makes -0 to +0; the other bits of a negative float are flipped, so that integers order as floats.
            int bits = Float.floatToIntBits(scores[i] + 0f);
            keys[i] = (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 1 | (positive[i] ? 1 : 0);
        }
        Arrays.sort(keys);
        long positives = 0;
        long negatives = 0;
        long halves = 0;
        for (int from = 0; from < keys.length;) {
            long score = keys[from] >> 1;
            int to = from;
            long equalPositives = 0;
            for (; to < keys.length && keys[to] >> 1 == score; to++) {
                equalPositives += keys[to] & 1;
            }
            long equalNegatives = to - from - equalPositives;
            // At most 2^61, as there are fewer than 2^31 samples.
            halves += equalPositives * (2 * negatives + equalNegatives);
            positives += equalPositives;
            negatives += equalNegatives;
            from = to;
        }
        return positives == 0 || negatives == 0 ? Double.NaN : (double) halves / (2 * positives * negatives);
    }

    /** Over the classes that some of the rows have and others have not; NaN if there is none, or such an area is NaN. */
    static double mean(Average average, double[] areas, List<ClassScores> classes, long rows) {
        if (average == Average.MICRO) {
            throw new IllegalArgumentException("the average is MICRO, expected MACRO or WEIGHTED: scores of different"
                    + " classes have no common scale");
        }
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < areas.length; i++) {
            long support = classes.get(i).support();
            if (support > 0 && support < rows) {
                double weight = average == Average.WEIGHTED ? support : 1;
                sum += weight * areas[i];
                weights += weight;
            }
        }
        return sum / weights;
    }
}
