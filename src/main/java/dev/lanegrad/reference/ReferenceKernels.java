package dev.lanegrad.reference;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.LayerKernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.kernel.SequenceKernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The specification of every kernel as scalar loops. Slow, and meant to be read; the vector code has its bits.
 *
 * <p>Thread-safety: for any number of threads. Allocation: a few small arrays a call. Everything else as in {@link Kernels}.
 */
public final class ReferenceKernels extends Kernels {
    private final LayerKernels layers = new ScalarLayers();
    private final GradientKernels gradients = new ScalarGradients();
    private final SequenceKernels sequences = new ScalarSequences();
    private final NormalizationKernels normalizations = new ScalarNormalizations();

    /** Makes an instance; it has no state. */
    public ReferenceKernels() {
        super();
    }

    @Override
    public String description() {
        return "scalar reference";
    }

    @Override
    public LayerKernels layers() {
        return layers;
    }

    @Override
    public NormalizationKernels normalizations() {
        return normalizations;
    }

    @Override
    public GradientKernels gradients() {
        return gradients;
    }

    @Override
    public SequenceKernels sequences() {
        return sequences;
    }

    @Override
    protected void computeDense(Matrix x, Matrix weight, Matrix bias, Matrix y) {
        ScalarProducts.dense(x, weight, bias, y);
    }

    @Override
    protected void computeInputGradient(Matrix dz, Matrix weight, Matrix dx) {
        ScalarProducts.inputGradient(dz, weight, dx);
    }

    @Override
    protected void computeWeightGradient(Matrix x, Matrix dz, Matrix dw, boolean accumulate) {
        ScalarProducts.weightGradient(x, dz, dw, accumulate);
    }

    @Override
    protected void computeBiasGradient(Matrix dz, Matrix db, boolean accumulate) {
        ScalarProducts.biasGradient(dz, db, accumulate);
    }

    @Override
    protected void computeActivate(Activation activation, Matrix z, Matrix y) {
        for (int r = 0; r < z.rows(); r++) {
            switch (activation) {
                case Activation.Rowwise f -> ScalarActivations.value(f, z, r, y);
                case Activation.Elementwise f -> {
                    for (int c = 0; c < z.columns(); c++) {
                        y.set(r, c, ScalarActivations.value(f, z.get(r, c)));
                    }
                }
            }
        }
    }

    @Override
    protected void computeActivate(Activation activation, Matrix z, Matrix bias, Matrix y) {
        for (int r = 0; r < z.rows(); r++) {
            for (int c = 0; c < z.columns(); c++) {
                y.set(r, c, z.get(r, c) + bias.get(0, c));
            }
        }
        computeActivate(activation, y, y);
    }

    @Override
    protected void computeApply(Elementary function, Matrix x, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                y.set(r, c, ScalarMath.apply(function, x.get(r, c)));
            }
        }
    }

    @Override
    protected void computeActivationGradient(Activation activation, Matrix kept, Matrix dy, Matrix dz) {
        for (int r = 0; r < kept.rows(); r++) {
            switch (activation) {
                case Activation.Rowwise f -> ScalarActivations.gradient(f, kept, dy, r, dz);
                case Activation.Elementwise f -> {
                    for (int c = 0; c < kept.columns(); c++) {
                        dz.set(r, c, ScalarActivations.gradient(f, kept.get(r, c), dy.get(r, c)));
                    }
                }
            }
        }
    }

    @Override
    protected void computeLoss(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss,
            Matrix gradient) {
        for (int r = 0; r < prediction.rows(); r++) {
            rowLoss.set(0, r, ScalarLosses.row(loss, prediction, targets, r, scale, gradient));
        }
    }

    @Override
    protected void computeUpdate(UpdateStep step, Matrix parameter, Matrix gradient, Matrix[] state) {
        ScalarOptimizers.update(step, parameter, gradient, state);
    }

    @Override
    public void activate(Activation activation, MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset,
            int yStride, int rows, int columns) {
        computeActivate(activation, batch(z, zOffset, rows, columns, zStride), batch(y, yOffset, rows, columns, yStride));
    }

    @Override
    public void standardize(MemorySegment x, long xOffset, int xStride, Matrix mean, Matrix factor, MemorySegment y,
            long yOffset, int yStride, int rows) {
        Matrix from = batch(x, xOffset, rows, mean.columns(), xStride);
        Matrix to = batch(y, yOffset, rows, mean.columns(), yStride);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < mean.columns(); c++) {
                to.set(r, c, (from.get(r, c) - mean.get(0, c)) * factor.get(0, c));
            }
        }
    }

    @Override
    protected FrozenDense computeFreeze(Matrix weight, Matrix bias, Activation activation, WeightFormat format,
            Arena arena) {
        Matrix ownWeight = Matrix.create(weight.rows(), weight.columns(), arena);
        ownWeight.copyFrom(weight);
        Matrix ownBias = Matrix.create(1, bias.columns(), arena);
        ownBias.copyFrom(bias);
        Matrix scale = null;
        switch (format) {
            case FLOAT32 -> {
            }
            case BFLOAT16 -> ScalarWeights.toBfloat16(ownWeight);
            case INT8 -> {
                scale = Matrix.create(1, bias.columns(), arena);
                ScalarWeights.toInt8(ownWeight, scale);
            }
        }
        // What sums start from where biases come after the scale.
        Matrix zeros = scale == null ? ownBias : Matrix.create(1, bias.columns(), arena);
        return new Frozen(ownWeight, ownBias, scale, zeros, format, activation);
    }

    @Override
    public void forward(FrozenDense layer, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
            int yStride, int rows) {
        Frozen frozen = (Frozen) layer;
        Matrix from = batch(x, xOffset, rows, frozen.inputs(), xStride);
        Matrix to = batch(y, yOffset, rows, frozen.outputs(), yStride);
        Matrix scale = frozen.scale();
        if (scale == null) {
            computeDense(from, frozen.weight(), frozen.bias(), to);
        } else {
            computeDense(from, frozen.weight(), frozen.zeros(), to);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < to.columns(); c++) {
                    to.set(r, c, Math.fma(scale.get(0, c), to.get(r, c), frozen.bias().get(0, c)));
                }
            }
        }
        computeActivate(frozen.activation(), to, to);
    }

    /** Rows of caller-owned memory as a matrix. */
    static Matrix batch(MemorySegment memory, long offset, int rows, int columns, int stride) {
        Objects.checkFromIndexSize(offset, ((rows - 1L) * stride + columns) * Float.BYTES, memory.byteSize());
        return Matrix.wrap(memory.asSlice(offset), rows, columns, stride);
    }

    /** A copy of the layer as it was, its weights rounded, or made integers of some scale. */
    private record Frozen(Matrix weight, Matrix bias, @Nullable Matrix scale, Matrix zeros, WeightFormat format,
            Activation activation) implements FrozenDense {
        @Override
        public int inputs() {
            return weight.rows();
        }

        @Override
        public int outputs() {
            return weight.columns();
        }

        @Override
        public long bytes() {
            return (weight.size() + bias.size() + (scale == null ? 0 : scale.size() + zeros.size())) * Float.BYTES;
        }

        @Override
        public long heapBytes() {
            return 0;
        }

        @Override
        public long scratchBytes() {
            return 0;
        }

        @Override
        public String text() {
            return activation.text() + ", loops, " + format.name().toLowerCase(Locale.ROOT) + " held as float32";
        }
    }
}
