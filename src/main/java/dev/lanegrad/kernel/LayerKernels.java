package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Checks.require;
import static dev.lanegrad.kernel.Checks.requireDisjoint;
import static dev.lanegrad.kernel.Checks.requireOpen;
import static dev.lanegrad.kernel.Checks.requireSameOrDisjoint;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Dropout, parametric relu and residual addition: the part of {@link Kernels} that {@link Kernels#layers()} reaches. What
 * is said there of checks, errors, threads and allocation holds here.
 */
public abstract class LayerKernels {
    /** For subclasses. */
    protected LayerKernels() {
    }

    /**
     * Dropout, forward and backward alike: y = x * (0 where the mask drops, else {@link DropoutMask#factor()}). A product,
     * so that a NaN or Inf shows even where it is dropped.
     *
     * @param mask what is dropped
     * @param x batch x width
     * @param y batch x width, overwritten; the same elements as x, or disjoint from them
     * @throws IllegalArgumentException if shapes differ or the two overlap in part
     */
    public final void dropout(DropoutMask mask, Matrix x, Matrix y) {
        Objects.requireNonNull(mask, "mask");
        requireOpen("x", x);
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        computeDropout(mask, x, y);
    }

    /**
     * Parametric relu: y = slope * x if x &lt; 0, else x.
     *
     * @param x batch x width
     * @param slope 1 x 1 for all columns, or 1 x width
     * @param y batch x width, overwritten; the same elements as x, or disjoint from both
     * @throws IllegalArgumentException if shapes do not fit or y overlaps
     */
    public final void parametricRelu(Matrix x, Matrix slope, Matrix y) {
        requireOpen("x", x);
        requireSlope(slope, x.columns());
        require("y", y, x.rows(), x.columns());
        requireSameOrDisjoint("y", y, "x", x);
        requireDisjoint("y", y, "slope", slope);
        parametricRelu(x.segment(), 0, x.leadingDimension(), slope, y.segment(), 0, y.leadingDimension(), x.rows(),
                x.columns());
    }

    /**
     * Gradient with respect to a parametric relu's input: dx = slope * dy if x &lt; 0, else dy.
     *
     * @param x batch x width
     * @param slope 1 x 1 for all columns, or 1 x width
     * @param dy batch x width
     * @param dx batch x width, overwritten; the same elements as dy, or disjoint from everything
     * @throws IllegalArgumentException if shapes do not fit or dx overlaps
     */
    public final void parametricReluGradient(Matrix x, Matrix slope, Matrix dy, Matrix dx) {
        requireOpen("x", x);
        requireSlope(slope, x.columns());
        require("dy", dy, x.rows(), x.columns());
        require("dx", dx, x.rows(), x.columns());
        requireSameOrDisjoint("dx", dx, "dy", dy);
        requireDisjoint("dx", dx, "x", x);
        requireDisjoint("dx", dx, "slope", slope);
        computeParametricReluGradient(x, slope, dy, dx);
    }

    /**
     * Gradient with respect to a parametric relu's slopes, one a column: the sum of x * dy over the rows with x &lt; 0, one
     * chain of fma a column in row order. (For a slope that all columns share, {@link #rowSums} adds these.)
     *
     * @param x batch x width
     * @param dy batch x width
     * @param sums 1 x width; must not overlap the others
     * @param accumulate whether the chains go on from what sums holds; otherwise it is overwritten, NaN included
     * @throws IllegalArgumentException if shapes do not fit or sums overlaps
     */
    public final void slopeGradient(Matrix x, Matrix dy, Matrix sums, boolean accumulate) {
        requireOpen("x", x);
        require("dy", dy, x.rows(), x.columns());
        require("sums", sums, 1, x.columns());
        requireDisjoint("sums", sums, "x", x);
        requireDisjoint("sums", sums, "dy", dy);
        computeSlopeGradient(x, dy, sums, accumulate);
    }

    /**
     * The sum of each row, in the order of {@link dev.lanegrad.spec.SummationOrder} for sums along a row.
     *
     * @param x batch x width
     * @param sums batch x 1, overwritten; must not overlap x
     * @throws IllegalArgumentException if shapes do not fit or sums overlaps
     */
    public final void rowSums(Matrix x, Matrix sums) {
        requireOpen("x", x);
        require("sums", sums, x.rows(), 1);
        requireDisjoint("sums", sums, "x", x);
        computeRowSums(x, sums);
    }

    /**
     * Adds: y = a + b.
     *
     * @param a batch x width
     * @param b batch x width
     * @param y batch x width, overwritten; the same elements as a or b, or disjoint from them
     * @throws IllegalArgumentException if shapes differ or y overlaps in part
     */
    public final void add(Matrix a, Matrix b, Matrix y) {
        requireOpen("a", a);
        require("b", b, a.rows(), a.columns());
        require("y", y, a.rows(), a.columns());
        requireSameOrDisjoint("y", y, "a", a);
        requireSameOrDisjoint("y", y, "b", b);
        add(a.segment(), 0, a.leadingDimension(), b.segment(), 0, b.leadingDimension(), y.segment(), 0,
                y.leadingDimension(), a.rows(), a.columns());
    }

    /**
     * {@link #parametricRelu(Matrix, Matrix, Matrix)} on caller-owned memory. Allocates nothing.
     *
     * @param x native memory with the input rows
     * @param xOffset where the first row starts, in bytes
     * @param xStride distance between rows in floats
     * @param slope 1 x 1, or 1 x columns
     * @param y native memory for the output rows; the same rows as x or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @param columns width of a row
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void parametricRelu(MemorySegment x, long xOffset, int xStride, Matrix slope, MemorySegment y,
            long yOffset, int yStride, int rows, int columns);

    /**
     * {@link #add(Matrix, Matrix, Matrix)} on caller-owned memory. Allocates nothing.
     *
     * @param a native memory with rows
     * @param aOffset where the first row starts, in bytes
     * @param aStride distance between rows in floats
     * @param b native memory with rows
     * @param bOffset where the first row starts, in bytes
     * @param bStride distance between rows in floats
     * @param y native memory for the output rows; the same rows as a or b, or disjoint (not checked here)
     * @param yOffset where the first row starts, in bytes
     * @param yStride distance between rows in floats
     * @param rows number of rows, at least 1
     * @param columns width of a row
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     */
    public abstract void add(MemorySegment a, long aOffset, int aStride, MemorySegment b, long bOffset, int bStride,
            MemorySegment y, long yOffset, int yStride, int rows, int columns);

    /**
     * Computes {@link #dropout} on checked arguments.
     *
     * @param mask what is dropped
     * @param x batch x width
     * @param y batch x width
     */
    protected abstract void computeDropout(DropoutMask mask, Matrix x, Matrix y);

    /**
     * Computes {@link #parametricReluGradient} on checked arguments.
     *
     * @param x batch x width
     * @param slope 1 x 1, or 1 x width
     * @param dy batch x width
     * @param dx batch x width
     */
    protected abstract void computeParametricReluGradient(Matrix x, Matrix slope, Matrix dy, Matrix dx);

    /**
     * Computes {@link #slopeGradient} on checked arguments.
     *
     * @param x batch x width
     * @param dy batch x width
     * @param sums 1 x width
     * @param accumulate whether to go on from sums
     */
    protected abstract void computeSlopeGradient(Matrix x, Matrix dy, Matrix sums, boolean accumulate);

    /**
     * Computes {@link #rowSums} on checked arguments.
     *
     * @param x batch x width
     * @param sums batch x 1
     */
    protected abstract void computeRowSums(Matrix x, Matrix sums);

    private static void requireSlope(Matrix slope, int columns) {
        requireOpen("slope", slope);
        if (slope.rows() != 1 || (slope.columns() != 1 && slope.columns() != columns)) {
            throw new IllegalArgumentException("slope is " + slope.shape() + ", expected 1 x 1 or 1 x " + columns);
        }
    }
}
