package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.spec.CounterRandom;

/**
 * The memory that every implementation works on: native, aligned to 64 bytes, without gaps, all pages touched.
 *
 * @param z the function's arguments
 * @param y their values f(z), as the scalar reference gives them; z itself where the function is not a gradient
 * @param dy incoming gradients; z itself where the function is not a gradient
 * @param result overwritten with y or dz
 */
public record Buffers(Matrix z, Matrix y, Matrix dy, Matrix result) {
    /** Columns of a matrix whose rows are one argument each. */
    private static final int ROW = 1000;
    /** Columns of a matrix of independent elements. */
    private static final int COLUMNS = 1024;
    /** Random numbers repeat after so many rows: making millions of them takes longer than timing what uses them. */
    private static final int PERIOD = 64;
    /** Arguments lie within this distance of zero: most of them where the functions are curved. */
    private static final float LIMIT = 4;
    private static final float TOLERANCE = 1e-4f;

    /**
     * Allocates and fills.
     *
     * @param function what will be computed
     * @param size number of elements; of a function of rows, as many whole rows as fit
     * @return the buffers
     */
    static Buffers create(BenchFunction function, int size) {
        int columns = function.rowwise() ? ROW : COLUMNS;
        int rows = Math.max(1, size / columns);
        Matrix z = random(rows, columns, 0, function.positive() ? 0 : -LIMIT, LIMIT);
        Matrix result = Matrix.create(rows, columns);
        result.fill(Float.NaN);
        if (!function.backward()) {
            return new Buffers(z, z, z, result);
        }
        Matrix y = Matrix.create(rows, columns);
        int period = Math.min(PERIOD, rows);
        function.apply(new ReferenceKernels(), z.rows(0, period), y.rows(0, period));
        repeat(y, period);
        return new Buffers(z, y, random(rows, columns, 1, -1, 1), result);
    }

    private static Matrix random(int rows, int columns, int stream, float low, float high) {
        Matrix matrix = Matrix.create(rows, columns);
        int period = Math.min(PERIOD, rows);
        for (int r = 0; r < period; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, high - (high - low) * CounterRandom.uniform(1, stream, 0, r, c));
            }
        }
        repeat(matrix, period);
        return matrix;
    }

    private static void repeat(Matrix matrix, int period) {
        for (int r = period; r < matrix.rows(); r += period) {
            int count = Math.min(period, matrix.rows() - r);
            matrix.rows(r, count).copyFrom(matrix.rows(0, count));
        }
    }

    /**
     * Compares the result with the scalar reference's: nothing wrong is timed.
     *
     * @param function what was computed
     * @param implementation by whom, for the message
     * @throws IllegalStateException if an element is off by more than 1e-4, relatively where it is larger than 1
     */
    void check(BenchFunction function, String implementation) {
        int rows = Math.min(PERIOD, result.rows());
        Matrix expected = Matrix.create(rows, result.columns());
        OwnKernels.scalar().prepare(function,
                new Buffers(z.rows(0, rows), y.rows(0, rows), dy.rows(0, rows), expected)).orElseThrow().run();
        for (int r = 0; r < result.rows(); r++) {
            for (int c = 0; c < result.columns(); c++) {
                float wanted = expected.get(r % rows, c);
                float given = result.get(r, c);
                if (!(Math.abs(given - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
                    throw new IllegalStateException(implementation + " gives " + given + " for " + function.name()
                            + " of z = " + z.get(r, c) + ", dy = " + dy.get(r, c) + "; expected " + wanted);
                }
            }
        }
    }
}
