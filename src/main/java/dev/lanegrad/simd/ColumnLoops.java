package dev.lanegrad.simd;

import static dev.lanegrad.spec.NormalizationSpec.CENTER;
import static dev.lanegrad.spec.NormalizationSpec.CORRECTION;
import static dev.lanegrad.spec.NormalizationSpec.RSTD;
import static dev.lanegrad.spec.NormalizationSpec.VARIANCE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Loops of batch normalisation down one vector of columns, one chain a column in row order, for {@link ColumnKernel}.
 * All have the same parameters: x and dy, values a column (statistics or factors), what is written, the steps from row to
 * row of each in bytes, where the columns start in bytes, the number of rows, and for tails the number of columns.
 */
final class ColumnLoops {
    /** Rows of the factors of {@link #inputGradient}; the first is {@link dev.lanegrad.spec.NormalizationSpec#CENTER}. */
    static final int SLOPE = 1;
    static final int SHIFT = 2;
    static final int SCALE = 3;
    static final int FACTORS = 4;

    private ColumnLoops() {
    }

    static MethodHandles.Lookup lookup() {
        return MethodHandles.lookup();
    }

    private static FloatVector load(MemorySegment memory, long offset) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, memory, offset, Lanes.ORDER);
    }

    private static FloatVector load(MemorySegment memory, long offset, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, memory, offset, Lanes.ORDER, mask);
    }

    /** out = center, correction, and in the place of the variance the mean of (x - center)^2. */
    static void moments(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        FloatVector first = load(x, column);
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            sum = sum.add(load(x, column + r * xStep).sub(first));
        }
        FloatVector center = first.add(sum.div(rows));
        FloatVector deviations = FloatVector.zero(Lanes.FLOAT);
        FloatVector squares = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector deviation = load(x, column + r * xStep).sub(center);
            deviations = deviations.add(deviation);
            squares = deviation.fma(deviation, squares);
        }
        center.intoMemorySegment(out, column + CENTER * outStep, Lanes.ORDER);
        deviations.div(rows).intoMemorySegment(out, column + CORRECTION * outStep, Lanes.ORDER);
        squares.div(rows).intoMemorySegment(out, column + VARIANCE * outStep, Lanes.ORDER);
    }

    /** The first columns of {@link #moments}. */
    static void momentsTail(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        VectorMask<Float> mask = Constants.firstLanes(columns);
        FloatVector first = load(x, column, mask);
        FloatVector sum = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            sum = sum.add(load(x, column + r * xStep, mask).sub(first));
        }
        FloatVector center = first.add(sum.div(rows));
        FloatVector deviations = FloatVector.zero(Lanes.FLOAT);
        FloatVector squares = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector deviation = load(x, column + r * xStep, mask).sub(center);
            deviations = deviations.add(deviation);
            squares = deviation.fma(deviation, squares);
        }
        center.intoMemorySegment(out, column + CENTER * outStep, Lanes.ORDER, mask);
        deviations.div(rows).intoMemorySegment(out, column + CORRECTION * outStep, Lanes.ORDER, mask);
        squares.div(rows).intoMemorySegment(out, column + VARIANCE * outStep, Lanes.ORDER, mask);
    }

    /** out = fma(dy, ((x - center) - correction) * rstd, out), row by row. */
    static void gammaGradient(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        FloatVector center = load(values, column + CENTER * valuesStep);
        FloatVector correction = load(values, column + CORRECTION * valuesStep);
        FloatVector rstd = load(values, column + RSTD * valuesStep);
        FloatVector sum = load(out, column);
        for (int r = 0; r < rows; r++) {
            FloatVector value = load(x, column + r * xStep).sub(center).sub(correction).mul(rstd);
            sum = load(dy, column + r * dyStep).fma(value, sum);
        }
        sum.intoMemorySegment(out, column, Lanes.ORDER);
    }

    /** The first columns of {@link #gammaGradient}. */
    static void gammaGradientTail(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        VectorMask<Float> mask = Constants.firstLanes(columns);
        FloatVector center = load(values, column + CENTER * valuesStep, mask);
        FloatVector correction = load(values, column + CORRECTION * valuesStep, mask);
        FloatVector rstd = load(values, column + RSTD * valuesStep, mask);
        FloatVector sum = load(out, column, mask);
        for (int r = 0; r < rows; r++) {
            FloatVector value = load(x, column + r * xStep, mask).sub(center).sub(correction).mul(rstd);
            sum = load(dy, column + r * dyStep, mask).fma(value, sum);
        }
        sum.intoMemorySegment(out, column, Lanes.ORDER, mask);
    }

    /** out = sum of dy, and of dy * ((x - center) - correction) in the next row. */
    static void gradientSums(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        FloatVector center = load(values, column + CENTER * valuesStep);
        FloatVector correction = load(values, column + CORRECTION * valuesStep);
        FloatVector gradients = FloatVector.zero(Lanes.FLOAT);
        FloatVector products = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector gradient = load(dy, column + r * dyStep);
            gradients = gradients.add(gradient);
            products = gradient.fma(load(x, column + r * xStep).sub(center).sub(correction), products);
        }
        gradients.intoMemorySegment(out, column, Lanes.ORDER);
        products.intoMemorySegment(out, column + outStep, Lanes.ORDER);
    }

    /** The first columns of {@link #gradientSums}. */
    static void gradientSumsTail(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        VectorMask<Float> mask = Constants.firstLanes(columns);
        FloatVector center = load(values, column + CENTER * valuesStep, mask);
        FloatVector correction = load(values, column + CORRECTION * valuesStep, mask);
        FloatVector gradients = FloatVector.zero(Lanes.FLOAT);
        FloatVector products = FloatVector.zero(Lanes.FLOAT);
        for (int r = 0; r < rows; r++) {
            FloatVector gradient = load(dy, column + r * dyStep, mask);
            gradients = gradients.add(gradient);
            products = gradient.fma(load(x, column + r * xStep, mask).sub(center).sub(correction), products);
        }
        gradients.intoMemorySegment(out, column, Lanes.ORDER, mask);
        products.intoMemorySegment(out, column + outStep, Lanes.ORDER, mask);
    }

    /** out = fma(x - center, slope, dy - shift) * scale. */
    static void inputGradient(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        FloatVector center = load(values, column + CENTER * valuesStep);
        FloatVector slope = load(values, column + SLOPE * valuesStep);
        FloatVector shift = load(values, column + SHIFT * valuesStep);
        FloatVector scale = load(values, column + SCALE * valuesStep);
        for (int r = 0; r < rows; r++) {
            FloatVector gradient = load(dy, column + r * dyStep).sub(shift);
            load(x, column + r * xStep).sub(center).fma(slope, gradient).mul(scale)
                    .intoMemorySegment(out, column + r * outStep, Lanes.ORDER);
        }
    }

    /** The first columns of {@link #inputGradient}. */
    static void inputGradientTail(MemorySegment x, long xStep, MemorySegment dy, long dyStep, MemorySegment values,
            long valuesStep, MemorySegment out, long outStep, long column, int rows, int columns) {
        VectorMask<Float> mask = Constants.firstLanes(columns);
        FloatVector center = load(values, column + CENTER * valuesStep, mask);
        FloatVector slope = load(values, column + SLOPE * valuesStep, mask);
        FloatVector shift = load(values, column + SHIFT * valuesStep, mask);
        FloatVector scale = load(values, column + SCALE * valuesStep, mask);
        for (int r = 0; r < rows; r++) {
            FloatVector gradient = load(dy, column + r * dyStep, mask).sub(shift);
            load(x, column + r * xStep, mask).sub(center).fma(slope, gradient).mul(scale)
                    .intoMemorySegment(out, column + r * outStep, Lanes.ORDER, mask);
        }
    }
}
