package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Checks.require;
import static dev.lanegrad.kernel.Checks.requireDisjoint;
import static dev.lanegrad.kernel.Checks.requireOpen;

import dev.lanegrad.memory.Matrix;

/**
 * What happens to gradients before and to weights after an update: norms, clipping, penalties, limits. The part of
 * {@link Kernels} that {@link Kernels#gradients()} reaches; what is said there of checks, errors, threads and allocation holds
 * here.
 */
public abstract class GradientKernels {
    /** What is added to a column's norm, so that nothing is divided by 0: that of PyTorch's {@code renorm}. */
    public static final float COLUMN_EPSILON = 1e-7f;

    /** For subclasses. */
    protected GradientKernels() {
    }

    /**
     * Sum of the squares of all elements: those of each {@linkplain dev.lanegrad.spec.SummationOrder#BLOCK block} of the
     * elements in row order, by fma in virtual lanes, added in {@code double} in order.
     *
     * @param x rows x columns
     * @return the sum; Inf where that of a block is not a float
     */
    public final double sumOfSquares(Matrix x) {
        requireOpen("x", x);
        return computeSumOfSquares(x);
    }

    /**
     * x = x * factor.
     *
     * @param x rows x columns, overwritten
     * @param factor the factor
     */
    public final void scale(Matrix x, float factor) {
        requireOutput(x);
        computeScale(x, factor);
    }

    /**
     * x = x &gt; limit ? limit : x &lt; -limit ? -limit : x; NaN stays.
     *
     * @param x rows x columns, overwritten
     * @param limit the largest magnitude, at least 0
     * @throws IllegalArgumentException if the limit is negative or NaN
     */
    public final void clip(Matrix x, float limit) {
        requireOutput(x);
        requireLimit(limit);
        computeClip(x, limit);
    }

    /**
     * Adds the gradient of l1 sum |p| + l2 / 2 sum p^2: g = fma(l2, p, fma(l1, sign(p), g)), where the sign of a zero is 0.
     *
     * @param parameter rows x columns
     * @param l1 factor of the magnitudes
     * @param l2 factor of the squares
     * @param gradient rows x columns, overwritten; must not overlap the parameter
     * @throws IllegalArgumentException if shapes differ or the two overlap
     */
    public final void penalize(Matrix parameter, float l1, float l2, Matrix gradient) {
        requireOpen("parameter", parameter);
        require("gradient", gradient, parameter.rows(), parameter.columns());
        requireDisjoint("gradient", gradient, "parameter", parameter);
        computePenalize(parameter, l1, l2, gradient);
    }

    /**
     * Limits the norm of each column, the weights that lead to one unit (max-norm: Srebro and Shraibman, COLT 2005): a column
     * whose norm is above the limit is multiplied with limit / (norm + 1e-7). The sum of squares is one chain of fma in row order.
     *
     * @param weight in x out, overwritten
     * @param limit the largest norm, at least 0
     * @throws IllegalArgumentException if the limit is negative or NaN
     */
    public final void limitColumns(Matrix weight, float limit) {
        requireOutput(weight);
        requireLimit(limit);
        computeLimitColumns(weight, limit);
    }

    private static void requireOutput(Matrix x) {
        require("x", x, x.rows(), x.columns());
    }

    private static void requireLimit(float limit) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("a limit must be at least 0, given " + limit);
        }
    }

    /**
     * Computes {@link #sumOfSquares} on checked arguments.
     *
     * @param x rows x columns
     * @return the sum
     */
    protected abstract double computeSumOfSquares(Matrix x);

    /**
     * Computes {@link #scale} on checked arguments.
     *
     * @param x rows x columns
     * @param factor the factor
     */
    protected abstract void computeScale(Matrix x, float factor);

    /**
     * Computes {@link #clip} on checked arguments.
     *
     * @param x rows x columns
     * @param limit the largest magnitude
     */
    protected abstract void computeClip(Matrix x, float limit);

    /**
     * Computes {@link #penalize} on checked arguments.
     *
     * @param parameter rows x columns
     * @param l1 factor of the magnitudes
     * @param l2 factor of the squares
     * @param gradient rows x columns
     */
    protected abstract void computePenalize(Matrix parameter, float l1, float l2, Matrix gradient);

    /**
     * Computes {@link #limitColumns} on checked arguments.
     *
     * @param weight in x out
     * @param limit the largest norm
     */
    protected abstract void computeLimitColumns(Matrix weight, float limit);
}
