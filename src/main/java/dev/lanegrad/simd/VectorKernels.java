package dev.lanegrad.simd;

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
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The vector implementation of every kernel. Made through {@link VectorSupport}, which checks that it can run. */
final class VectorKernels extends Kernels {
    private final Products products;
    private final ReducedDense reduced;
    private final LayerKernels layers;
    private final VectorLosses losses;
    private final VectorNormalizations normalizations;
    private final GradientKernels gradients;
    private final SequenceKernels sequences;
    private final RowScratch scratch;
    private final ColumnSums columnSums = new ColumnSums();
    private final VectorOptimizers optimizers;

    VectorKernels(Parallelism parallelism, Scratch memory) {
        products = new Products(parallelism, memory);
        reduced = new ReducedDense(products, memory);
        layers = new VectorLayers(memory);
        losses = new VectorLosses(memory);
        normalizations = new VectorNormalizations(memory);
        gradients = new VectorGradients(memory);
        sequences = new VectorSequences(products, parallelism, memory);
        scratch = new RowScratch(memory);
        optimizers = new VectorOptimizers(parallelism, memory);
    }

    @Override
    public String description() {
        return Lanes.FLOAT.vectorBitSize() + "-bit vectors"
                + (RunningJvm.HAS_C2 ? "" : " that are SLOW objects, as this JVM runs without its C2 compiler");
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
        int in = weight.rows();
        int out = weight.columns();
        products.run(products.product()
                .left(x.rows(), x.segment(), 0, x.leadingDimension(), 1)
                .right(weight.segment(), weight.leadingDimension(), 1, in, out, SummationOrder.chains(in, out))
                .from(Product.Start.BIAS, bias.segment())
                .into(y.segment(), 0, y.leadingDimension()));
    }

    @Override
    protected void computeInputGradient(Matrix dz, Matrix weight, Matrix dx) {
        int in = weight.rows();
        int out = weight.columns();
        products.run(products.product()
                .left(dz.rows(), dz.segment(), 0, dz.leadingDimension(), 1)
                .right(weight.segment(), 1, weight.leadingDimension(), out, in, SummationOrder.chains(out, in))
                .from(Product.Start.ZERO, MemorySegment.NULL)
                .into(dx.segment(), 0, dx.leadingDimension()));
    }

    @Override
    protected void computeWeightGradient(Matrix x, Matrix dz, Matrix dw, boolean accumulate) {
        products.run(products.product()
                .left(x.columns(), x.segment(), 0, 1, x.leadingDimension())
                .right(dz.segment(), dz.leadingDimension(), 1, dz.rows(), dz.columns(), 1)
                .from(accumulate ? Product.Start.STORED : Product.Start.ZERO, MemorySegment.NULL)
                .into(dw.segment(), 0, dw.leadingDimension()));
    }

    @Override
    protected void computeBiasGradient(Matrix dz, Matrix db, boolean accumulate) {
        columnSums.add(dz, db, accumulate);
    }

    @Override
    protected void computeActivate(Activation activation, Matrix z, Matrix y) {
        VectorActivations.forward(activation, z.segment(), 0, z.leadingDimension(), y.segment(), 0,
                y.leadingDimension(), z.rows(), z.columns(), scratch);
    }

    @Override
    protected void computeActivate(Activation activation, Matrix z, Matrix bias, Matrix y) {
        for (int r = 0; r < z.rows(); r++) {
            VectorActivations.biased(activation, z.segment(), z.offset(r, 0), bias.segment(), y.segment(), y.offset(r, 0),
                    z.columns(), scratch);
        }
    }

    @Override
    protected void computeApply(Elementary function, Matrix x, Matrix y) {
        VectorActivations.map(VectorActivations.loop(function), 0, 0, x.segment(), 0, x.leadingDimension(), y.segment(), 0,
                y.leadingDimension(), x.rows(), x.columns());
    }

    @Override
    protected void computeActivationGradient(Activation activation, Matrix kept, Matrix dy, Matrix dz) {
        VectorActivations.backward(activation, kept.segment(), 0, kept.leadingDimension(), dy.segment(), 0,
                dy.leadingDimension(), dz.segment(), 0, dz.leadingDimension(), kept.rows(), kept.columns(), scratch);
    }

    @Override
    protected void computeLoss(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss,
            Matrix gradient) {
        losses.compute(loss, prediction, targets, scale, rowLoss, gradient);
    }

    @Override
    protected void computeUpdate(UpdateStep step, Matrix parameter, Matrix gradient, Matrix[] state) {
        optimizers.update(step, parameter, gradient, state);
    }

    @Override
    public void activate(Activation activation, MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset,
            int yStride, int rows, int columns) {
        VectorActivations.forward(activation, z, zOffset, zStride, y, yOffset, yStride, rows, columns, scratch);
    }

    @Override
    public void standardize(MemorySegment x, long xOffset, int xStride, Matrix mean, Matrix factor, MemorySegment y,
            long yOffset, int yStride, int rows) {
        for (int r = 0; r < rows; r++) {
            RowLoops.standardize(x, xOffset + (long) r * xStride * 4, mean.segment(), factor.segment(), y,
                    yOffset + (long) r * yStride * 4, mean.columns());
        }
    }

    @Override
    protected FrozenDense computeFreeze(Matrix weight, Matrix bias, Activation activation, WeightFormat format,
            Arena arena) {
        if (format != WeightFormat.FLOAT32) {
            return ReducedDense.freeze(weight, bias, activation, format, arena);
        }
        Panels frozen = new Panels(Scratch.of(arena));
        int in = weight.rows();
        int out = weight.columns();
        int chains = SummationOrder.chains(in, out);
        frozen.pack(weight.segment(), 0, weight.leadingDimension(), 1, in, out, chains, Panels.width(chains),
                new Transposer());
        Matrix ownBias = Matrix.create(1, out, arena);
        ownBias.copyFrom(bias);
        return new Frozen(frozen, ownBias, activation, RowStage.of(frozen, ownBias, null, activation));
    }

    @Override
    public void forward(FrozenDense layer, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
            int yStride, int rows) {
        if (layer instanceof ReducedDense.Layer light) {
            reduced.forward(light, x, xOffset, xStride, y, yOffset, yStride, rows);
            VectorActivations.forward(light.activation(), y, yOffset, yStride, y, yOffset, yStride, rows, light.outputs(),
                    scratch);
            return;
        }
        Frozen frozen = (Frozen) layer;
        products.run(products.product()
                .left(rows, x, xOffset, xStride, 1)
                .right(frozen.weight())
                .from(Product.Start.BIAS, frozen.bias().segment())
                .into(y, yOffset, yStride));
        VectorActivations.forward(frozen.activation(), y, yOffset, yStride, y, yOffset, yStride, rows, frozen.outputs(),
                scratch);
    }

    /** A layer with its weights in panels. */
    private record Frozen(Panels weight, Matrix bias, Activation activation,
            @Nullable RowStage row) implements RowStage.Layer {
        @Override
        public int inputs() {
            return weight.terms();
        }

        @Override
        public int outputs() {
            return weight.columns();
        }

        @Override
        public long bytes() {
            return weight.bytes() + bias.size() * 4 + RowStage.bytes(row);
        }

        @Override
        public long heapBytes() {
            return weight.heapBytes() + RowStage.bytes(row);
        }

        /** The panels are read as they stand. */
        @Override
        public long scratchBytes() {
            return 0;
        }

        @Override
        public String text() {
            return activation.text() + ", " + weight.text();
        }
    }
}
