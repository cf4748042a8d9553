package dev.lanegrad.simd;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The vector twins of the losses, row by row. Logarithms are {@link StrictMath}'s, one a row (softmax cross-entropy) or
 * one an element (binary cross-entropy). Not thread-safe: owns a row of scratch, which grows with the outputs.
 */
final class VectorLosses {
    private final float[] lanes = new float[SummationOrder.LANES];
    private MemorySegment scratch = MemorySegment.NULL;

    void compute(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss, Matrix gradient) {
        long bytes = prediction.columns() * 4L;
        if (scratch.byteSize() < bytes) {
            scratch = Arena.ofAuto().allocate(bytes, Matrix.ALIGNMENT);
        }
        for (int r = 0; r < prediction.rows(); r++) {
            float value = switch (loss) {
                case MeanSquaredError f -> meanSquaredError(prediction, values(targets), r, scale, gradient);
                case BinaryCrossEntropy f -> binaryCrossEntropy(prediction, values(targets), r, scale, gradient);
                case SoftmaxCrossEntropy f -> softmaxCrossEntropy(prediction, targets, r, scale, gradient);
            };
            rowLoss.set(0, r, value);
        }
    }

    private static Matrix values(Targets targets) {
        return ((Targets.Values) targets).matrix();
    }

    private float meanSquaredError(Matrix y, Matrix t, int row, float scale, Matrix gradient) {
        int n = y.columns();
        float squares = ReduceKernel.of(ReduceFunction.SQUARED_DIFFERENCE).sum(y.segment(), y.offset(row, 0), t.segment(),
                t.offset(row, 0), n, 0, 0, lanes);
        ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(y.segment(), y.offset(row, 0), t.segment(),
                t.offset(row, 0), gradient.segment(), gradient.offset(row, 0), n, scale * (2f / n));
        return squares / n;
    }

    private float binaryCrossEntropy(Matrix z, Matrix t, int row, float scale, Matrix gradient) {
        int n = z.columns();
        MapKernel.of(UnaryFunction.EXP_OF_NEGATED_MAGNITUDE).run(z.segment(), z.offset(row, 0), scratch, 0, n, 0);
        for (int l = 0; l < lanes.length; l++) {
            float sum = 0;
            for (int c = l; c < n; c += lanes.length) {
                float logit = z.get(row, c);
                float softplus = (float) StrictMath.log1p(scratch.get(Lanes.SCALAR, c * 4L));
                sum += Math.fma(-logit, t.get(row, c), logit > 0 ? logit : 0) + softplus;
            }
            lanes[l] = sum;
        }
        ZipKernel.of(BinaryFunction.SIGMOID_DIFFERENCE).run(z.segment(), z.offset(row, 0), t.segment(),
                t.offset(row, 0), gradient.segment(), gradient.offset(row, 0), n, scale * (1f / n));
        return Blocks.addLanes(lanes) / n;
    }

    private float softmaxCrossEntropy(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
        int n = z.columns();
        long zRow = z.offset(row, 0);
        long gradientRow = gradient.offset(row, 0);
        float max = RowLoops.max(z.segment(), zRow, n);
        MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z.segment(), zRow, scratch, 0, n, max);
        float total = ReduceKernel.of(ReduceFunction.SUM).sum(scratch, 0, scratch, 0, n, 0, 0, lanes);
        float logarithm = (float) StrictMath.log(total);
        MapKernel.of(UnaryFunction.SCALE).run(scratch, 0, scratch, 0, n, 1 / total);
        return switch (targets) {
            case Targets.Values values -> {
                Matrix t = values.matrix();
                float value = ReduceKernel.of(ReduceFunction.CROSS_ENTROPY).sum(t.segment(), t.offset(row, 0), z.segment(),
                        zRow, n, logarithm, max, lanes);
                ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(scratch, 0, t.segment(), t.offset(row, 0),
                        gradient.segment(), gradientRow, n, scale);
                yield value;
            }
            case Targets.Classes classes -> {
                int label = classes.labels()[row];
                float value = logarithm + (max - z.get(row, label));
                // p - 0 is p, so only the label's element needs the subtraction.
                MapKernel.of(UnaryFunction.SCALE).run(scratch, 0, gradient.segment(), gradientRow, n, scale);
                gradient.set(row, label, (scratch.get(Lanes.SCALAR, label * 4L) - 1) * scale);
                yield value;
            }
        };
    }
}
