package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/** A matrix with room for the largest batch, and a view of the rows in use. */
final class Buffer {
    private final Matrix whole;
    private Matrix view;

    Buffer(int maxRows, int columns) {
        whole = Matrix.create(maxRows, columns);
        view = whole;
    }

    /** Says how many rows are in use; allocates only if that changes. */
    Matrix use(int rows) {
        if (view.rows() != rows) {
            view = whole.rows(0, rows);
        }
        return view;
    }

    /** The rows in use. */
    Matrix view() {
        return view;
    }
}
