package dev.lanegrad.metric;

import dev.lanegrad.memory.Matrix;

/** What matrices must be. In predictions NaN passes: a network that diverged is to be judged, not refused. */
final class Checks {
    /** How far a row of class probabilities may be from one: rounding of many small floats. */
    private static final double SUM_TOLERANCE = 1e-4;

    private Checks() {
    }

    /** Refuses a prediction of another shape. */
    static void requireSameShape(String what, Matrix actual, Matrix prediction) {
        if (prediction.rows() != actual.rows() || prediction.columns() != actual.columns()) {
            throw new IllegalArgumentException("the " + what + " " + prediction.shape() + ", the targets "
                    + actual.shape() + ", expected as many rows and columns");
        }
    }

    /** Refuses elements outside of [0, 1]. */
    static void requireProbabilities(Matrix prediction) {
        for (int r = 0; r < prediction.rows(); r++) {
            for (int c = 0; c < prediction.columns(); c++) {
                float value = prediction.get(r, c);
                if (value < 0 || value > 1) {
                    throw new IllegalArgumentException("the probability in row " + r + ", column " + c + " is " + value
                            + ", expected 0 to 1");
                }
            }
        }
    }

    /** Refuses elements outside of [0, 1] and rows that do not add up to 1. */
    static void requireDistributions(Matrix prediction) {
        requireProbabilities(prediction);
        for (int r = 0; r < prediction.rows(); r++) {
            double sum = 0;
            for (int c = 0; c < prediction.columns(); c++) {
                sum += prediction.get(r, c);
            }
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("the probabilities of row " + r + " add up to " + sum + ", expected 1");
            }
        }
    }
}
