package dev.lanegrad.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.memory.Matrix;

/** Rows inside a larger segment: they start at an offset, and only they may be touched. */
public record Raw(Matrix matrix, long offset) {
    /** A copy of the values there. */
    public static Raw of(Canaries memory, Matrix values) {
        Matrix matrix = memory.place(values.rows() + 1, values.columns());
        matrix.rows(1, values.rows()).copyFrom(values);
        return new Raw(matrix, matrix.offset(1, 0));
    }

    /** Floats from row to row. */
    public int stride() {
        return matrix.leadingDimension();
    }

    /** Where a row starts, in bytes. */
    public long row(int row) {
        return matrix.offset(1 + row, 0);
    }

    /** The rows, after a check that the one before them is still zero. */
    public Matrix rows(int count) {
        for (float value : matrix.rows(0, 1).toArray()) {
            assertEquals(0, Float.floatToRawIntBits(value), "the row before the first was written");
        }
        return matrix.rows(1, count);
    }
}
