package dev.lanegrad.data;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.Collections;
import java.util.List;

/**
 * Scaling of columns: y = (x - center) * factor, two float operations. How the two come about is {@link Scaling}.
 *
 * @param center 1 x columns
 * @param factor 1 x columns
 */
public record Scaler(Matrix center, Matrix factor) {
    /**
     * Checks the shapes and values.
     *
     * @throws IllegalArgumentException if the two differ in shape, have more than one row or hold NaN or Inf
     */
    public Scaler {
        if (center.rows() != 1 || factor.rows() != 1 || center.columns() != factor.columns()) {
            throw new IllegalArgumentException("center is " + center.shape() + " and factor " + factor.shape()
                    + ", expected one row each and as many columns");
        }
        for (int c = 0; c < center.columns(); c++) {
            if (!Float.isFinite(center.get(0, c)) || !Float.isFinite(factor.get(0, c))) {
                throw new IllegalArgumentException("scaling of column " + c + " is not finite: center " + center.get(0, c)
                        + ", factor " + factor.get(0, c));
            }
        }
    }

    /** A matrix as the columns of which a scaler is fitted. */
    interface Columns {
        /** A copy of one column: finite numbers, in row order. */
        float[] column(int index);
    }

    /**
     * Fits standard scaling to every column; give it the training part alone.
     *
     * @param features rows x columns, finite
     * @return the scaler
     */
    public static Scaler standard(Matrix features) {
        return fit(Collections.nCopies(features.columns(), Scaling.STANDARD), index -> {
            float[] values = new float[features.rows()];
            for (int r = 0; r < values.length; r++) {
                values[r] = features.get(r, index);
            }
            return values;
        });
    }

    static Scaler fit(List<Scaling> scalings, Columns columns) {
        Matrix center = Matrix.create(1, scalings.size());
        Matrix factor = Matrix.create(1, scalings.size());
        for (int c = 0; c < scalings.size(); c++) {
            float[] fitted = scalings.get(c) == Scaling.NONE
                    ? new float[] {0, 1}
                    : scalings.get(c).fit(columns.column(c));
            center.set(0, c, fitted[0]);
            factor.set(0, c, fitted[1]);
        }
        return new Scaler(center, factor);
    }

    /**
     * Number of columns.
     *
     * @return the number of columns that are scaled
     */
    public int columns() {
        return center.columns();
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
        kernels.standardize(x, center, factor, y);
    }
}
