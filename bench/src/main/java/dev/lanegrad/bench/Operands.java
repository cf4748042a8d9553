package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The memory of a product, the same for every implementation: native, aligned to 64 bytes, without gaps, all pages touched.
 *
 * @param a M x K, or K x M where it is transposed; uniform in [-1, 1)
 * @param b K x N, or N x K where it is transposed; uniform in [-1, 1)
 * @param bias 1 x N, for those who always add one: zeros, so that all results are the same
 * @param c M x N, overwritten
 */
public record Operands(Matrix a, Matrix b, Matrix bias, Matrix c) {
    /** Compared are all columns of so many rows, and all rows of so many columns, first and last included. */
    private static final int COMPARED = 8;
    private static final double HALF_ULP = 0x1p-24;

    /**
     * Allocates and fills.
     *
     * @param product what will be computed
     * @return the operands
     */
    static Operands create(Product product) {
        Matrix c = Matrix.create(product.m(), product.n());
        c.fill(Float.NaN);
        return new Operands(
                product.transposesA() ? random(product.k(), product.m(), 1) : random(product.m(), product.k(), 1),
                product.transposesB() ? random(product.n(), product.k(), 2) : random(product.k(), product.n(), 2),
                Matrix.create(1, product.n()), c);
    }

    /**
     * Random numbers.
     *
     * @param rows rows
     * @param columns columns
     * @param seed other seeds, other numbers
     * @return a matrix of numbers in [-1, 1)
     */
    static Matrix random(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix matrix = Matrix.create(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, random.nextFloat(-1, 1));
            }
        }
        return matrix;
    }

    /**
     * Compares rows and columns of the result with the product in double precision: nothing wrong is timed.
     *
     * @param product what was computed
     * @param implementation by whom, for the message
     * @throws IllegalStateException if an element is further off than K roundings explain, whatever the order of the sum
     */
    void check(Product product, String implementation) {
        for (int i : spread(product.m())) {
            for (int j = 0; j < product.n(); j++) {
                check(product, implementation, i, j);
            }
        }
        for (int j : spread(product.n())) {
            for (int i = 0; i < product.m(); i++) {
                check(product, implementation, i, j);
            }
        }
    }

    private static int[] spread(int size) {
        int count = Math.min(size, COMPARED);
        return IntStream.range(0, count).map(i -> count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1))).toArray();
    }

    private void check(Product product, String implementation, int i, int j) {
        double sum = 0;
        double magnitudes = 0;
        for (int p = 0; p < product.k(); p++) {
            double term = (double) (product.transposesA() ? a.get(p, i) : a.get(i, p))
                    * (product.transposesB() ? b.get(j, p) : b.get(p, j));
            sum += term;
            magnitudes += Math.abs(term);
        }
        float given = c.get(i, j);
        if (!(Math.abs(given - sum) <= (product.k() + 1) * HALF_ULP * magnitudes)) {
            throw new IllegalStateException(implementation + " gives " + given + " for row " + i + ", column " + j + " of "
                    + product + "; expected " + sum);
        }
    }
}
