package dev.lanegrad.data;

import java.util.Locale;

/**
 * How a column of numbers is scaled: y = (x - center) * factor. The factor of a column without spread is 1.
 */
public enum Scaling {
    /** Center: mean; factor: 1 / population standard deviation. */
    STANDARD,
    /** Center: minimum; factor: 1 / (maximum - minimum). Training data come to lie in [0, 1]. */
    MIN_MAX,
    /** Center: median; factor: 1 / interquartile range (linear between values). Outliers do not count. */
    ROBUST,
    /** Left as it is: center 0, factor 1. */
    NONE;

    /**
     * The name on the command line.
     *
     * @return the name, in lower case with underscores
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a scaling by its name.
     *
     * @param text a {@link #text()}
     * @return the scaling
     * @throws IllegalArgumentException if there is no such scaling
     */
    public static Scaling parse(String text) {
        for (Scaling scaling : values()) {
            if (scaling.text().equals(text)) {
                return scaling;
            }
        }
        throw new IllegalArgumentException("unknown scaling '" + text + "', expected standard, min_max, robust or none");
    }

    /** Center and factor for a column of finite numbers, which is sorted where the rule needs it. */
    float[] fit(float[] values) {
        return switch (this) {
            case STANDARD -> new float[] {ColumnStatistics.mean(values), inverse(ColumnStatistics.deviation(values))};
            case MIN_MAX -> {
                float min = Float.POSITIVE_INFINITY;
                float max = Float.NEGATIVE_INFINITY;
                for (float value : values) {
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
                yield new float[] {min, inverse((double) max - min)};
            }
            case ROBUST -> {
                ColumnStatistics statistics = ColumnStatistics.sorted(values);
                yield new float[] {statistics.quantile(0.5),
                    inverse((double) statistics.quantile(0.75) - statistics.quantile(0.25))};
            }
            case NONE -> new float[] {0, 1};
        };
    }

    /** A column that does not vary, up to rounding, is left unscaled and becomes 0. */
    private static float inverse(double spread) {
        float inverse = (float) (1 / spread);
        return Float.isFinite(inverse) ? inverse : 1;
    }
}
