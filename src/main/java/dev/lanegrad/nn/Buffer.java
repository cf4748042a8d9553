package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/** A matrix with room for the largest batch, and a view of the rows in use. */
final class Buffer {
    private final Matrix whole;
    /** The last ones first: parts of a batch, the rest of the batch, and that of an epoch's last batch take turns. */
    private final Matrix[] views;

    Buffer(int maxRows, int columns) {
        whole = Matrix.create(maxRows, columns);
        views = new Matrix[] {whole, whole, whole};
    }

    /** Says how many rows are in use; allocates only for another number than the last three. */
    Matrix use(int rows) {
        int i = 0;
        while (i < views.length && views[i].rows() != rows) {
            i++;
        }
        if (i > 0) {
            Matrix next = i < views.length ? views[i] : whole.rows(0, rows);
            System.arraycopy(views, 0, views, 1, Math.min(i, views.length - 1));
            views[0] = next;
        }
        return views[0];
    }

    /** The rows in use. */
    Matrix view() {
        return views[0];
    }
}
