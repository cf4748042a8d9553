package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/** A matrix with room for the largest batch, and a view of the rows in use. */
final class Buffer {
    private final Matrix whole;
    private Matrix view;
    /** The one before: micro-batches of two sizes take turns. */
    private Matrix other;

    Buffer(int maxRows, int columns) {
        whole = Matrix.create(maxRows, columns);
        view = whole;
        other = whole;
    }

    /** Says how many rows are in use; allocates only for another number than the last two. */
    Matrix use(int rows) {
        if (view.rows() != rows) {
            Matrix next = other.rows() == rows ? other : whole.rows(0, rows);
            other = view;
            view = next;
        }
        return view;
    }

    /** The rows in use. */
    Matrix view() {
        return view;
    }
}
