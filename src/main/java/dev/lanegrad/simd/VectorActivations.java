package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Celu;
import dev.lanegrad.activation.Elu;
import dev.lanegrad.activation.Gelu;
import dev.lanegrad.activation.GeluTanh;
import dev.lanegrad.activation.HardSigmoid;
import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.HardTanh;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.LogSigmoid;
import dev.lanegrad.activation.LogSoftmax;
import dev.lanegrad.activation.Mish;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.activation.Selu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Silu;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.activation.Softplus;
import dev.lanegrad.activation.Softsign;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.activation.ThresholdedRelu;
import dev.lanegrad.spec.Elementary;
import java.lang.foreign.MemorySegment;

/** The vector twins of the activations. Allocates nothing; what reduces a row needs scratch. */
final class VectorActivations {
    private VectorActivations() {
    }

    /** The map loop of y = f(z). */
    static UnaryFunction value(Activation.Elementwise activation) {
        return switch (activation) {
            case Identity f -> UnaryFunction.COPY;
            case Sigmoid f -> UnaryFunction.SIGMOID;
            case Tanh f -> UnaryFunction.TANH;
            case Relu f -> UnaryFunction.RELU;
            case LeakyRelu f -> UnaryFunction.LEAKY_RELU;
            case Relu6 f -> UnaryFunction.RELU6;
            case ThresholdedRelu f -> UnaryFunction.THRESHOLDED_RELU;
            case Elu f -> UnaryFunction.ELU;
            case Selu f -> UnaryFunction.SELU;
            case Celu f -> f.alpha() == 1 ? UnaryFunction.ELU : UnaryFunction.CELU;
            case Gelu f -> UnaryFunction.GELU;
            case GeluTanh f -> UnaryFunction.GELU_TANH;
            case Silu f -> UnaryFunction.SILU;
            case Mish f -> UnaryFunction.MISH;
            case Softplus f -> softplus(f);
            case Softsign f -> UnaryFunction.SOFTSIGN;
            case HardSigmoid f -> UnaryFunction.HARD_SIGMOID;
            case HardSwish f -> UnaryFunction.HARD_SWISH;
            case HardTanh f -> UnaryFunction.HARD_TANH;
            case LogSigmoid f -> UnaryFunction.LOG_SIGMOID;
        };
    }

    /** The map loop of an elementary function. */
    static UnaryFunction loop(Elementary function) {
        return switch (function) {
            case EXP -> UnaryFunction.EXP;
            case EXPM1 -> UnaryFunction.EXPM1;
            case LOG -> UnaryFunction.LOG;
            case LOG1P -> UnaryFunction.LOG1P;
            case TANH -> UnaryFunction.TANH;
            case SIGMOID -> UnaryFunction.SIGMOID;
            case SOFTPLUS -> UnaryFunction.SOFTPLUS;
            case ERF -> UnaryFunction.ERF;
            case INVERSE_SQRT -> UnaryFunction.INVERSE_SQRT;
        };
    }

    /** The zip loop of dz = dy * f'(kept), where it needs one. */
    private static BinaryFunction gradient(Activation.Elementwise activation) {
        return switch (activation) {
            case Identity f -> throw new AssertionError("identity's gradient is a copy");
            case Sigmoid f -> BinaryFunction.SIGMOID_GRADIENT;
            case Tanh f -> BinaryFunction.TANH_GRADIENT;
            case Relu f -> BinaryFunction.RELU_GRADIENT;
            case LeakyRelu f -> BinaryFunction.LEAKY_RELU_GRADIENT;
            case Relu6 f -> BinaryFunction.RELU6_GRADIENT;
            case ThresholdedRelu f -> BinaryFunction.THRESHOLDED_RELU_GRADIENT;
            case Elu f -> BinaryFunction.ELU_GRADIENT;
            case Selu f -> BinaryFunction.SELU_GRADIENT;
            case Celu f -> f.alpha() == 1 ? BinaryFunction.ELU_GRADIENT : BinaryFunction.CELU_GRADIENT;
            case Gelu f -> BinaryFunction.GELU_GRADIENT;
            case GeluTanh f -> BinaryFunction.GELU_TANH_GRADIENT;
            case Silu f -> BinaryFunction.SILU_GRADIENT;
            case Mish f -> BinaryFunction.MISH_GRADIENT;
            case Softplus f -> BinaryFunction.SOFTPLUS_GRADIENT;
            case Softsign f -> BinaryFunction.SOFTSIGN_GRADIENT;
            case HardSigmoid f -> BinaryFunction.HARD_SIGMOID_GRADIENT;
            case HardSwish f -> BinaryFunction.HARD_SWISH_GRADIENT;
            case HardTanh f -> BinaryFunction.HARD_TANH_GRADIENT;
            case LogSigmoid f -> BinaryFunction.LOG_SIGMOID_GRADIENT;
        };
    }

    /** Without a factor, and with a threshold from which on the bits are those of z anyway, there is less to compute. */
    private static UnaryFunction softplus(Softplus f) {
        boolean plain = f.beta() == 1 && f.threshold() >= Softplus.DEFAULT_THRESHOLD;
        return plain ? UnaryFunction.SOFTPLUS : UnaryFunction.SCALED_SOFTPLUS;
    }

    /** y = f(z) over rows; offsets in bytes, strides in floats. */
    static void forward(Activation activation, MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset,
            int yStride, int rows, int columns, RowScratch scratch) {
        switch (activation) {
            case Activation.Elementwise f -> {
                if (f instanceof Identity && zOffset == yOffset && z.address() == y.address()) {
                    return;
                }
                map(value(f), f.p(), f.q(), z, zOffset, zStride, y, yOffset, yStride, rows, columns);
            }
            case LogSoftmax f -> {
                for (int r = 0; r < rows; r++) {
                    logSoftmax(z, zOffset + (long) r * zStride * 4, y, yOffset + (long) r * yStride * 4, columns, scratch);
                }
            }
            case Softmax f when rows > 1 && NarrowRows.serves(columns) ->
                scratch.narrow.softmax(z, zOffset, zStride, y, yOffset, yStride, rows, columns);
            case Softmax f -> scratch.softmax.forward(z, zOffset, zStride, y, yOffset, yStride, rows, columns);
        }
    }

    /** A map loop over rows; offsets in bytes, strides in floats. */
    static void map(UnaryFunction function, float p, float q, MemorySegment x, long xOffset, int xStride, MemorySegment y,
            long yOffset, int yStride, int rows, int columns) {
        MapKernel map = MapKernel.of(function);
        if (xStride == columns && yStride == columns && (long) rows * columns <= Blocks.MAX_FLOATS) {
            map.run(x, xOffset, y, yOffset, rows * columns, p, q);
            return;
        }
        for (int r = 0; r < rows; r++) {
            map.run(x, xOffset + (long) r * xStride * 4, y, yOffset + (long) r * yStride * 4, columns, p, q);
        }
    }

    /** y = f(z + bias) of one row; offsets in bytes. */
    static void biased(Activation activation, MemorySegment z, long zRow, MemorySegment bias, MemorySegment y, long yRow,
            int columns, RowScratch scratch) {
        switch (activation) {
            case Activation.Elementwise f when value(f).vectors() == 2 ->
                BiasKernel.of(value(f)).run(z, zRow, bias, 0, y, yRow, columns, f.p(), f.q());
            // Too much for one unit: the row is in L1 when it is read again.
            case Activation f -> {
                BiasKernel.of(UnaryFunction.COPY).run(z, zRow, bias, 0, y, yRow, columns, 0, 0);
                forward(f, y, yRow, columns, y, yRow, columns, 1, columns, scratch);
            }
        }
    }

    /** dz = dy * f'(kept) over rows; offsets in bytes, strides in floats. */
    static void backward(Activation activation, MemorySegment kept, long keptOffset, int keptStride, MemorySegment dy,
            long dyOffset, int dyStride, MemorySegment dz, long dzOffset, int dzStride, int rows, int columns,
            RowScratch scratch) {
        switch (activation) {
            case Identity f -> {
                if (dyOffset != dzOffset || dy.address() != dz.address()) {
                    map(UnaryFunction.COPY, 0, 0, dy, dyOffset, dyStride, dz, dzOffset, dzStride, rows, columns);
                }
            }
            case Activation.Elementwise f -> {
                ZipKernel zip = ZipKernel.of(gradient(f));
                if (keptStride == columns && dyStride == columns && dzStride == columns
                        && (long) rows * columns <= Blocks.MAX_FLOATS) {
                    zip.run(kept, keptOffset, dy, dyOffset, dz, dzOffset, rows * columns, f.p(), f.q());
                    return;
                }
                for (int r = 0; r < rows; r++) {
                    zip.run(kept, keptOffset + (long) r * keptStride * 4, dy, dyOffset + (long) r * dyStride * 4, dz,
                            dzOffset + (long) r * dzStride * 4, columns, f.p(), f.q());
                }
            }
            case LogSoftmax f -> {
                ZipKernel zip = ZipKernel.of(BinaryFunction.LOG_SOFTMAX_GRADIENT);
                for (int r = 0; r < rows; r++) {
                    long keptRow = keptOffset + (long) r * keptStride * 4;
                    long dyRow = dyOffset + (long) r * dyStride * 4;
                    float total = scratch.sum(ReduceFunction.SUM, dy, dyRow, dy, dyRow, columns, 0, 0);
                    zip.run(kept, keptRow, dy, dyRow, dz, dzOffset + (long) r * dzStride * 4, columns, total);
                }
            }
            case Softmax f -> scratch.softmax.backward(kept, keptOffset, keptStride, dy, dyOffset, dyStride, dz, dzOffset,
                    dzStride, rows, columns);
        }
    }

    private static void logSoftmax(MemorySegment z, long zRow, MemorySegment y, long yRow, int n, RowScratch scratch) {
        float max = scratch.max(z, zRow, n);
        float sum = scratch.sum(ReduceFunction.SHIFTED_EXP, z, zRow, z, zRow, n, max, 0);
        MapKernel.of(UnaryFunction.SHIFTED).run(z, zRow, y, yRow, n, max, scratch.log(sum));
    }
}
