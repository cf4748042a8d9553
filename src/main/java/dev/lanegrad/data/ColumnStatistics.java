package dev.lanegrad.data;

import java.util.Arrays;

/** Statistics of a column of finite numbers, at least one; sums in {@code double}, in the order given. */
final class ColumnStatistics {
    private final float[] sorted;

    private ColumnStatistics(float[] sorted) {
        this.sorted = sorted;
    }

    static float mean(float[] values) {
        return (float) average(values);
    }

    private static double average(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The population's standard deviation. */
    static double deviation(float[] values) {
        double average = average(values);
        double squares = 0;
        for (float value : values) {
            double difference = value - average;
            squares += difference * difference;
        }
        return Math.sqrt(squares / values.length);
    }

    /** Sorts the array itself. */
    static ColumnStatistics sorted(float[] values) {
        Arrays.sort(values);
        return new ColumnStatistics(values);
    }

    /**
     * The quantile of Hyndman and Fan's definition 7 (The American Statistician 50, 1996), NumPy's default: linear between
     * the two nearest values.
     */
    float quantile(double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        double rest = position - below;
        double value = sorted[below];
        return (float) (rest == 0 ? value : value + rest * ((double) sorted[below + 1] - value));
    }
}
