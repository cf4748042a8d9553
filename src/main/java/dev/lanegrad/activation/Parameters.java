package dev.lanegrad.activation;

import java.util.List;

/** Checks of parameters that the records share. */
final class Parameters {
    private Parameters() {
    }

    static void finite(String function, String name, float value) {
        if (!Float.isFinite(value)) {
            throw refusal(function, name, "finite", value);
        }
    }

    static void positive(String function, String name, float value) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
            throw refusal(function, name, "positive and finite", value);
        }
    }

    static void nonzero(String function, String name, float value) {
        if (!Float.isFinite(value) || value == 0) {
            throw refusal(function, name, "finite and not 0", value);
        }
    }

    private static IllegalArgumentException refusal(String function, String name, String expected, float value) {
        return new IllegalArgumentException("the " + name + " of " + function + " must be " + expected + ", given " + value);
    }

    static void count(String function, List<String> names, float... given) {
        if (given.length != names.size()) {
            throw new IllegalArgumentException(function + " has " + (names.size() == 1
                    ? "one parameter, "
                    : names.size()
                            + " parameters, ")
                    + String.join(" and ", names) + ", given " + given.length);
        }
    }
}
