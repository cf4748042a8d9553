package dev.lanegrad.data;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;

/**
 * Standard scaling of columns: y = (x - mean) * factor, where factor is 1 / (population standard deviation), or 1 for a
 * column that does not vary.
 *
 * @param mean 1 x columns
 * @param factor 1 x columns
 */
public record Scaler(Matrix mean, Matrix factor) {
    /**
     * Checks the shapes and values.
     *
     * @throws IllegalArgumentException if the two differ in shape, have more than one row or hold NaN or Inf
     */
    public Scaler {
        if (mean.rows() != 1 || factor.rows() != 1 || mean.columns() != factor.columns()) {
            throw new IllegalArgumentException("mean is " + mean.shape() + " and factor " + factor.shape()
                    + ", expected one row each and as many columns");
        }
        for (int c = 0; c < mean.columns(); c++) {
            if (!Float.isFinite(mean.get(0, c)) || !Float.isFinite(factor.get(0, c))) {
                throw new IllegalArgumentException("scaling of column " + c + " is not finite: mean " + mean.get(0, c)
                        + ", factor " + factor.get(0, c));
            }
        }
    }

    /**
     * Fits the scaling to data; give it the training part alone. Sums run in {@code double}, in row order.
     *
     * @param features rows x columns, finite
     * @return the scaler
     */
    public static Scaler standard(Matrix features) {
        int columns = features.columns();
        Matrix mean = Matrix.create(1, columns);
        Matrix factor = Matrix.create(1, columns);
        for (int c = 0; c < columns; c++) {
            double sum = 0;
            for (int r = 0; r < features.rows(); r++) {
                sum += features.get(r, c);
            }
            double average = sum / features.rows();
            double squares = 0;
            for (int r = 0; r < features.rows(); r++) {
                double difference = features.get(r, c) - average;
                squares += difference * difference;
            }
            float inverse = (float) (1 / Math.sqrt(squares / features.rows()));
            mean.set(0, c, (float) average);
            // A constant column has deviation 0, up to rounding: left unscaled, it becomes 0.
            factor.set(0, c, Float.isFinite(inverse) ? inverse : 1);
        }
        return new Scaler(mean, factor);
    }

    /**
     * Number of columns.
     *
     * @return the number of columns that are scaled
     */
    public int columns() {
        return mean.columns();
    }

    /**
     * Scales a batch.
     *
     * @param kernels what computes
     * @param x rows x columns
     * @param y rows x columns, overwritten; may be x
     * @throws IllegalArgumentException if shapes do not fit
     */
    public void apply(Kernels kernels, Matrix x, Matrix y) {
        kernels.standardize(x, mean, factor, y);
    }
}
