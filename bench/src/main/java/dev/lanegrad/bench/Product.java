package dev.lanegrad.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * One of the three products of a dense layer, C (M x N) = op(A) op(B), as text {@code MxKxN}, {@code MxKxN:TN} or
 * {@code MxKxN:NT}.
 *
 * @param m rows of the result
 * @param k length of its sums
 * @param n columns of the result
 * @param form which matrices are stored transposed
 */
public record Product(int m, int k, int n, Form form) {
    /** Which of the products, named as in BLAS: N for a matrix as it is, T for a transposed one. */
    public enum Form {
        /** Y = X W + b: batch x in x out. */
        NN,
        /** dW = X^T dZ: in x batch x out, A is stored K x M. */
        TN,
        /** dX = dZ W^T: batch x out x in, B is stored N x K. */
        NT
    }

    /**
     * Reads the value of a benchmark's parameter.
     *
     * @param text for example {@code 784x128x512:TN}
     * @return the product
     * @throws IllegalArgumentException if the text is none
     */
    public static Product of(String text) {
        String[] parts = text.split(":", -1);
        Form form = parts.length == 1 ? Form.NN : Form.valueOf(parts[1]);
        int[] sizes = Arrays.stream(parts[0].split("x", -1)).mapToInt(Integer::parseInt).toArray();
        if (parts.length > 2 || sizes.length != 3 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("expected MxKxN, MxKxN:TN or MxKxN:NT, given '" + text + "'");
        }
        return new Product(sizes[0], sizes[1], sizes[2], form);
    }

    /**
     * Whether A is stored as K x M.
     *
     * @return true for the gradient of the weights
     */
    public boolean transposesA() {
        return form == Form.TN;
    }

    /**
     * Whether B is stored as N x K.
     *
     * @return true for the gradient of the input
     */
    public boolean transposesB() {
        return form == Form.NT;
    }

    /**
     * The work, by convention: a multiplication and an addition for each of M K N terms.
     *
     * @return billions of operations
     */
    public double gflop() {
        return 2e-9 * m * k * n;
    }

    @Override
    public String toString() {
        String sizes = String.format(Locale.ROOT, "%dx%dx%d", m, k, n);
        return form == Form.NN ? sizes : sizes + ":" + form;
    }
}
