package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.activation.Tanh;
import java.lang.foreign.MemorySegment;

/** The vector twins of the activations. Allocates nothing; the sums in virtual lanes need 16 floats of scratch. */
final class VectorActivations {
    private VectorActivations() {
    }

    /** The map loop of y = f(z). */
    private static UnaryFunction value(Activation.Elementwise activation) {
        return switch (activation) {
            case Identity f -> UnaryFunction.COPY;
            case Sigmoid f -> UnaryFunction.SIGMOID;
            case Tanh f -> UnaryFunction.TANH;
            case Relu f -> UnaryFunction.RELU;
            case LeakyRelu f -> UnaryFunction.LEAKY_RELU;
        };
    }

    /** The zip loop of dz = dy * f'(kept). */
    private static BinaryFunction gradient(Activation.Elementwise activation) {
        return switch (activation) {
            case Identity f -> BinaryFunction.SECOND;
            case Sigmoid f -> BinaryFunction.SIGMOID_GRADIENT;
            case Tanh f -> BinaryFunction.TANH_GRADIENT;
            case Relu f -> BinaryFunction.RELU_GRADIENT;
            case LeakyRelu f -> BinaryFunction.LEAKY_RELU_GRADIENT;
        };
    }

    /** y = f(z) over rows; offsets in bytes, strides in floats. */
    static void forward(Activation activation, MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset,
            int yStride, int rows, int columns, float[] lanes) {
        switch (activation) {
            case Activation.Elementwise f -> {
                if (f instanceof Identity && zOffset == yOffset && z.address() == y.address()) {
                    return;
                }
                MapKernel map = MapKernel.of(value(f));
                if (zStride == columns && yStride == columns && (long) rows * columns <= Blocks.MAX_FLOATS) {
                    map.run(z, zOffset, y, yOffset, rows * columns, f.parameter());
                    return;
                }
                for (int r = 0; r < rows; r++) {
                    map.run(z, zOffset + (long) r * zStride * 4, y, yOffset + (long) r * yStride * 4, columns,
                            f.parameter());
                }
            }
            case Softmax f -> {
                for (int r = 0; r < rows; r++) {
                    softmax(z, zOffset + (long) r * zStride * 4, y, yOffset + (long) r * yStride * 4, columns, lanes);
                }
            }
        }
    }

    /** dz = dy * f'(kept) over rows; offsets in bytes, strides in floats. */
    static void backward(Activation activation, MemorySegment kept, long keptOffset, int keptStride, MemorySegment dy,
            long dyOffset, int dyStride, MemorySegment dz, long dzOffset, int dzStride, int rows, int columns,
            float[] lanes) {
        switch (activation) {
            case Activation.Elementwise f -> {
                if (f instanceof Identity && dyOffset == dzOffset && dy.address() == dz.address()) {
                    return;
                }
                ZipKernel zip = ZipKernel.of(gradient(f));
                if (keptStride == columns && dyStride == columns && dzStride == columns
                        && (long) rows * columns <= Blocks.MAX_FLOATS) {
                    zip.run(kept, keptOffset, dy, dyOffset, dz, dzOffset, rows * columns, f.parameter());
                    return;
                }
                for (int r = 0; r < rows; r++) {
                    zip.run(kept, keptOffset + (long) r * keptStride * 4, dy, dyOffset + (long) r * dyStride * 4, dz,
                            dzOffset + (long) r * dzStride * 4, columns, f.parameter());
                }
            }
            case Softmax f -> {
                ReduceKernel dot = ReduceKernel.of(ReduceFunction.DOT);
                ZipKernel zip = ZipKernel.of(BinaryFunction.SOFTMAX_GRADIENT);
                for (int r = 0; r < rows; r++) {
                    long keptRow = keptOffset + (long) r * keptStride * 4;
                    long dyRow = dyOffset + (long) r * dyStride * 4;
                    float sum = dot.sum(dy, dyRow, kept, keptRow, columns, 0, 0, lanes);
                    zip.run(kept, keptRow, dy, dyRow, dz, dzOffset + (long) r * dzStride * 4, columns, sum);
                }
            }
        }
    }

    private static void softmax(MemorySegment z, long zRow, MemorySegment y, long yRow, int n, float[] lanes) {
        float max = RowLoops.max(z, zRow, n);
        MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z, zRow, y, yRow, n, max);
        float sum = ReduceKernel.of(ReduceFunction.SUM).sum(y, yRow, y, yRow, n, 0, 0, lanes);
        MapKernel.of(UnaryFunction.SCALE).run(y, yRow, y, yRow, n, 1 / sum);
    }
}
