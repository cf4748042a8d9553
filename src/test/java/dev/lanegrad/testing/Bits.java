package dev.lanegrad.testing;

import dev.lanegrad.memory.Matrix;

/**
 * The comparator behind every claim of "the same bits": two floats are the same if their {@link Float#floatToIntBits}
 * are equal, so +0 and -0 differ and all NaNs are equal (their payloads differ between instructions and platforms).
 * There is no tolerance.
 */
public final class Bits {
    private Bits() {
    }

    /** Whether two floats count as the same. */
    public static boolean same(float expected, float actual) {
        return Float.floatToIntBits(expected) == Float.floatToIntBits(actual);
    }

    /** Fails unless both have one shape and the same bits; leading dimensions may differ. */
    public static void assertSame(String name, Matrix expected, Matrix actual) {
        if (expected.rows() != actual.rows() || expected.columns() != actual.columns()) {
            throw new AssertionError(name + ": expected a " + expected.shape() + " matrix, got " + actual.shape());
        }
        assertSame(name, expected.columns(), expected.toArray(), actual.toArray());
    }

    /** Fails unless both have one length and the same bits. */
    public static void assertSame(String name, float[] expected, float[] actual) {
        assertSame(name, Math.max(1, expected.length), expected, actual);
    }

    /** Fails unless both row-major arrays have one length and the same bits; columns are for the message. */
    public static void assertSame(String name, int columns, float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError(name + ": expected " + expected.length + " elements, got " + actual.length);
        }
        int first = -1;
        int differing = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!same(expected[i], actual[i])) {
                first = first < 0 ? i : first;
                differing++;
            }
        }
        if (differing > 0) {
            throw new AssertionError(name + ", row " + first / columns + ", column " + first % columns + " of "
                    + expected.length / columns + " x " + columns + ": expected " + text(expected[first]) + ", got "
                    + text(actual[first]) + "; " + differing + " of " + expected.length + " elements differ");
        }
    }

    private static String text(float value) {
        return value + String.format(" (0x%08x)", Float.floatToRawIntBits(value));
    }
}
