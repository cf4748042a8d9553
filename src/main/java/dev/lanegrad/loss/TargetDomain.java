package dev.lanegrad.loss;

import dev.lanegrad.memory.Matrix;

/** What target values may be; class indices are checked against the number of outputs instead. */
public enum TargetDomain {
    /** Any finite numbers. */
    REAL("finite numbers"),
    /** -1 and 1, for the two sides of a boundary. */
    SIGNS("-1 or 1"),
    /** Numbers that are not negative, such as counts. */
    COUNTS("finite numbers of at least 0"),
    /** Numbers from 0 to 1, each on its own. */
    PROBABILITIES("probabilities in [0, 1]"),
    /** Rows of numbers from 0 to 1 that add up to 1. */
    DISTRIBUTIONS("probabilities in [0, 1]"),
    /** The logarithms of such rows. */
    LOG_DISTRIBUTIONS("logarithms of probabilities, at most 0");

    /** How far a row of class probabilities may be from one: rounding of many small floats. */
    private static final double SUM_TOLERANCE = 1e-4;

    private final String expected;

    TargetDomain(String expected) {
        this.expected = expected;
    }

    /**
     * Refuses target values that a loss is not made for. NaN is none of any domain.
     *
     * @param loss what the values are for
     * @param targets one row a sample
     * @throws IllegalArgumentException if a value, or the sum of a row, is out of range; the message names row and column
     */
    public void require(Loss loss, Matrix targets) {
        for (int r = 0; r < targets.rows(); r++) {
            double sum = 0;
            for (int c = 0; c < targets.columns(); c++) {
                float target = targets.get(r, c);
                if (!contains(target)) {
                    throw new IllegalArgumentException("the target in row " + r + ", column " + c + " is " + target + ", "
                            + loss.name() + " needs " + expected);
                }
                sum += this == LOG_DISTRIBUTIONS ? StrictMath.exp(target) : target;
            }
            if (ofClasses() && Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("the targets of row " + r + " add up to " + sum + ", " + loss.name()
                        + " needs rows that add up to 1");
            }
        }
    }

    /**
     * Whether a row of target values says which class out of many is meant, one column a class.
     *
     * @return true for distributions and their logarithms
     */
    public boolean ofClasses() {
        return this == DISTRIBUTIONS || this == LOG_DISTRIBUTIONS;
    }

    private boolean contains(float target) {
        return switch (this) {
            case REAL -> Float.isFinite(target);
            case SIGNS -> target == 1 || target == -1;
            case COUNTS -> target >= 0 && Float.isFinite(target);
            case PROBABILITIES, DISTRIBUTIONS -> target >= 0 && target <= 1;
            case LOG_DISTRIBUTIONS -> target <= 0;
        };
    }
}
