package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer of {@link RowPass}: rows and biases on the heap, in whole vectors, so that a small layer takes little more
 * than its multiplications. The order of each sum is that of all other ways. Immutable, thread-safe.
 */
final class RowStage {
    /** A frozen layer that may have one. */
    interface Layer extends FrozenDense {
        /** The stage; null if single rows gain nothing. */
        @Nullable
        RowStage row();
    }

    private final Panels weight;

    /** What a sum starts from: biases, or zeros; padded with zeros to what one call of the loops computes. */
    private final float[] start;

    /** Of weights of fewer bits, what each sum is multiplied by before the bias comes to it; null for none. */
    private final float @Nullable [] scale;
    private final float[] bias;

    /** The activation; null for softmax, of a row that {@link NarrowRows} serves. */
    private final @Nullable UnaryFunction function;

    /** The function's loop, null for none: either there is nothing to do, or another does it. */
    private final @Nullable ActivateKernel activate;
    private final float p;
    private final float q;

    private RowStage(Panels weight, Matrix bias, @Nullable Matrix scale, Activation.@Nullable Elementwise activation) {
        int unit = weight.chains() == 1 ? RowKernels.WIDTH : weight.width();
        int padded = (weight.columns() + unit - 1) / unit * unit;
        this.weight = weight;
        this.bias = bias.toArray();
        this.scale = scale == null ? null : scale.toArray();
        start = scale == null ? Arrays.copyOf(this.bias, padded) : new float[padded];
        function = activation == null ? null : VectorActivations.value(activation);
        activate = function != null && function != UnaryFunction.COPY && ActivateKernel.serves(function)
                ? ActivateKernel.of(function)
                : null;
        p = activation == null ? 0 : activation.p();
        q = activation == null ? 0 : activation.q();
    }

    /** The stage of a layer; null if its activation is one of whole rows and these are not narrow. */
    static @Nullable RowStage of(Panels weight, Matrix bias, @Nullable Matrix scale, Activation activation) {
        return switch (activation) {
            case Activation.Elementwise f -> new RowStage(weight, bias, scale, f);
            case Softmax f when NarrowRows.serves(weight.columns()) -> new RowStage(weight, bias, scale, null);
            case Activation.Rowwise f -> null;
        };
    }

    /** The layer's panels. */
    Panels weight() {
        return weight;
    }

    int inputs() {
        return weight.terms();
    }

    int outputs() {
        return weight.columns();
    }

    /** Floats that a row of outputs takes. */
    int padded() {
        return start.length;
    }

    /**
     * y = f(x W + b).
     *
     * @param x the row
     * @param y for {@link #padded()} floats
     * @param scratch native memory, for as many
     * @param narrow for a softmax
     */
    void run(float[] x, float[] y, MemorySegment scratch, NarrowRows narrow) {
        if (weight.chains() == 1) {
            int count = weight.count();
            for (int panel = 0; panel < count; panel += RowKernels.PANELS) {
                int column = panel * TileKernels.NR;
                RowKernels.run(1, x, weight, panel, Math.min(panel + RowKernels.PANELS, count) - 1, start, column, y,
                        column);
            }
        } else {
            ChainKernel.of(weight.chains()).row(x, weight, start, y);
        }
        if (scale != null) {
            for (int j = 0; j < scale.length; j++) {
                y[j] = Math.fma(scale[j], y[j], bias[j]);
            }
        }
        int n = (weight.columns() + Lanes.LENGTH - 1) & -Lanes.LENGTH;
        if (function == null) {
            narrow.softmax(y, weight.columns());
        } else if (activate != null) {
            activate.run(y, n, p, q);
        } else if (function != UnaryFunction.COPY) {
            MemorySegment.copy(y, 0, scratch, Lanes.SCALAR, 0, n);
            MapKernel.of(function).run(scratch, 0, scratch, 0, n, p, q);
            MemorySegment.copy(scratch, Lanes.SCALAR, 0, y, 0, n);
        }
    }
}
