package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/** What the initializers share: checks of their parameters, and the loop over the elements. */
final class InitializerChecks {
    /** {@link CounterRandom#normal} is at most 8.58 deviations away from its mean. */
    private static final double FARTHEST = 8.6;

    private InitializerChecks() {
    }

    /** The value of an element, to be rounded to float. */
    interface Element {
        double value(int row, int column);
    }

    static void fill(Matrix weight, Element element) {
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                weight.set(r, c, (float) element.value(r, c));
            }
        }
    }

    static int stream(int layer) {
        return CounterRandom.STREAM_INITIALIZER + layer;
    }

    static void requireCount(String initializer, String names, int expected, float... given) {
        if (given.length != expected) {
            throw new IllegalArgumentException("initializer '" + initializer + "' has " + expected
                    + (expected == 1 ? " parameter (" : " parameters (") + names + "), given " + given.length);
        }
    }

    static void requireFinite(String initializer, String name, float value) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("the " + name + " of initializer '" + initializer
                    + "' must be finite, given " + value);
        }
    }

    static void requirePositive(String initializer, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the " + name + " of initializer '" + initializer
                    + "' must be positive and finite, given " + value);
        }
    }

    /** Else a weight could be infinite. */
    static void requireInRange(String initializer, float mean, float deviation) {
        if (Math.abs((double) mean) + FARTHEST * deviation > Float.MAX_VALUE) {
            throw new IllegalArgumentException("initializer '" + initializer + "' would draw infinite weights: mean " + mean
                    + ", deviation " + deviation);
        }
    }
}
