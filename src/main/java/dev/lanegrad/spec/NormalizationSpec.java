package dev.lanegrad.spec;

/**
 * Normalisations: where statistics stand, accuracy, and the order of operations that both implementations
 * follow.
 *
 * <p id="moments">The mean of n values is found in two parts, so that its error does not grow with |mean| / deviation,
 * and values that are all equal have a variance of exactly 0:
 * <pre>{@code
 * center     = x[0] + sum(x - x[0]) / n
 * correction = sum(x - center) / n
 * variance   = fma(-correction, correction, sum((x - center) * (x - center)) / n), 0 if negative
 * rstd       = 1 / sqrt(variance + epsilon)
 * }</pre>
 * The mean is center + correction; a value less the mean is (x - center) - correction. Squares and other products enter
 * their sums by {@code fma}. A row's sums run in virtual lanes, a column's in row order ({@link SummationOrder}).
 */
public final class NormalizationSpec {
    /** Index in statistics: the first part of the mean. */
    public static final int CENTER = 0;

    /** Index in statistics: the second part of the mean. */
    public static final int CORRECTION = 1;

    /** Index in statistics: 1 / sqrt(variance + epsilon). */
    public static final int RSTD = 2;

    /** Index in statistics of a batch: the biased variance. */
    public static final int VARIANCE = 3;

    /** Statistics of a row: center, correction, rstd. */
    public static final int ROW_STATISTICS = 3;

    /** Statistics of a column of a batch: center, correction, rstd, variance. */
    public static final int BATCH_STATISTICS = 4;

    private NormalizationSpec() {
    }

    /**
     * Bound on the error of a value normalised along a row of n.
     *
     * <p>A value's error is at most this times 1 + |exact value|, unless a difference or its square leaves the range of
     * floats: a number of roundings, each of 2<sup>-24</sup>, that the longest chain of additions bounds.
     *
     * @param n number of values in the row
     * @return the bound
     */
    public static double rowError(int n) {
        return (n / (double) SummationOrder.LANES + 16) * 0x1p-24;
    }

    /**
     * Bound on the error of a value normalised along a column, as {@link #rowError}.
     *
     * @param n number of rows in the batch
     * @return the bound
     */
    public static double columnError(int n) {
        return (n + 16.0) * 0x1p-24;
    }
}
