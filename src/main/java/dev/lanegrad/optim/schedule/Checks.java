package dev.lanegrad.optim.schedule;

/** Ranges, and the curve that several schedules follow. */
final class Checks {
    private Checks() {
    }

    private static void require(boolean inRange, String what, String range, float value) {
        if (!inRange) {
            throw new IllegalArgumentException(what + " must be " + range + ", given " + value);
        }
    }

    static void atLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", given " + value);
        }
    }

    /** At least 0 and finite. */
    static void atLeast(String what, float value) {
        require(value >= 0 && value < Float.POSITIVE_INFINITY, what, "at least 0 and finite", value);
    }

    static void positive(String what, float value) {
        require(value > 0 && value < Float.POSITIVE_INFINITY, what, "positive and finite", value);
    }

    static void share(String what, float value) {
        require(value >= 0 && value <= 1, what, "in [0, 1]", value);
    }

    static void factor(String what, float value) {
        require(value > 0 && value <= 1, what, "in (0, 1]", value);
    }

    /** From one value to another along half a cosine. */
    static double cosine(double from, double to, double share) {
        return to + (from - to) * (1 + HalfWaves.cosine(share)) / 2;
    }
}
