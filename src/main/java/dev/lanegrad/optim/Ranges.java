package dev.lanegrad.optim;

/** Refuses numbers that no optimizer can work with. */
final class Ranges {
    private Ranges() {
    }

    private static void check(boolean inRange, String what, float value, String range) {
        if (!inRange) {
            throw new IllegalArgumentException(what + " must be " + range + ", given " + value);
        }
    }

    /** A learning rate is positive and finite. */
    static void rate(float rate) {
        check(rate > 0 && rate < Float.POSITIVE_INFINITY, "the learning rate", rate, "positive and finite");
    }

    /** What is added to a denominator is positive and finite. */
    static void epsilon(float epsilon) {
        check(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY, "epsilon", epsilon, "positive and finite");
    }

    /** The share of a running mean that is kept is in [0, 1). */
    static void share(String what, float share) {
        check(share >= 0 && share < 1, what, share, "in [0, 1)");
    }

    /** At least 0 and finite. */
    static void notNegative(String what, float value) {
        check(value >= 0 && value < Float.POSITIVE_INFINITY, what, value, "at least 0 and finite");
    }

    /** As {@link #notNegative}. */
    static void weightDecay(float weightDecay) {
        notNegative("the weight decay", weightDecay);
    }
}
