package dev.lanegrad.kernel;

import dev.lanegrad.memory.Matrix;

/** Checks of arguments that all operations share; each message names the argument, what was given and what is expected. */
final class Checks {
    private Checks() {
    }

    /** Comes before any comparison of addresses: memory of a closed arena may belong to another matrix by now. */
    static void requireOpen(String name, Matrix matrix) {
        if (!matrix.segment().scope().isAlive()) {
            throw new IllegalStateException(name + " (" + matrix.shape() + ") belongs to an arena that was closed");
        }
        if (!matrix.segment().isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(name + " (" + matrix.shape() + ") belongs to an arena of another thread");
        }
    }

    static void require(String name, Matrix matrix, int rows, int columns) {
        requireOpen(name, matrix);
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw new IllegalArgumentException(name + " is " + matrix.shape() + ", expected " + rows + " x " + columns);
        }
    }

    private static void requireWritable(String name, Matrix matrix) {
        if (matrix.segment().isReadOnly()) {
            throw new IllegalArgumentException(name + " (" + matrix.shape() + ") is read-only");
        }
    }

    /** The first one is an output. */
    static void requireDisjoint(String name, Matrix matrix, String otherName, Matrix other) {
        requireWritable(name, matrix);
        if (matrix.overlaps(other)) {
            throw new IllegalArgumentException(name + " (" + matrix.shape() + ") overlaps " + otherName + " ("
                    + other.shape() + ") in memory");
        }
    }

    /** The first one is an output. */
    static void requireSameOrDisjoint(String name, Matrix matrix, String otherName, Matrix other) {
        requireWritable(name, matrix);
        if (!matrix.sameElements(other) && matrix.overlaps(other)) {
            throw new IllegalArgumentException(name + " overlaps " + otherName
                    + " in part; it must be the same elements or disjoint memory");
        }
    }

    static void requirePositive(String name, float value) {
        if (!(value > 0 && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " must be positive and finite, given " + value);
        }
    }

    static void requireShare(String name, float value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, given " + value);
        }
    }
}
