package dev.lanegrad.simd;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The vector twins of the losses, row by row. Logarithms are {@link StrictMath}'s, one a row (softmax cross-entropy) or
 * one an element (binary cross-entropy). Not thread-safe: owns rows of scratch, which grow with the outputs.
 */
final class VectorLosses {
    private final RowLoss meanSquaredError = new MeanSquared();
    private final RowLoss meanAbsoluteError = new MeanAbsolute();
    private final HuberLoss huber = new HuberLoss();
    private final RowLoss binaryCrossEntropy = new Binary();
    private final RowLoss crossEntropy = new CrossEntropy();
    private final WeightedCrossEntropy weightedCrossEntropy = new WeightedCrossEntropy();
    private final float[] lanes = Blocks.newLanes();
    private MemorySegment scratch = MemorySegment.NULL;

    /**
     * Loss and gradient of one row. A virtual call for C2, which compiles the losses one by one when it has met several:
     * as one unit they would exceed its budget of nodes.
     */
    private interface RowLoss {
        float row(Matrix prediction, Targets targets, int row, float scale, Matrix gradient);
    }

    void compute(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss, Matrix gradient) {
        scratch = atLeast(prediction.columns(), scratch);
        RowLoss rows = switch (loss) {
            case MeanSquaredError f -> meanSquaredError;
            case MeanAbsoluteError f -> meanAbsoluteError;
            case Huber f -> huber.of(f.delta());
            case BinaryCrossEntropy f -> binaryCrossEntropy;
            case SoftmaxCrossEntropy f -> f.weights().isEmpty() ? crossEntropy : weightedCrossEntropy.of(f.weights());
        };
        for (int r = 0; r < prediction.rows(); r++) {
            rowLoss.set(0, r, rows.row(prediction, targets, r, scale, gradient));
        }
    }

    private static MemorySegment atLeast(int floats, MemorySegment memory) {
        return memory.byteSize() < floats * 4L ? Arena.ofAuto().allocate(floats * 4L, Matrix.ALIGNMENT) : memory;
    }

    private static Matrix values(Targets targets) {
        return ((Targets.Values) targets).matrix();
    }

    /** A sum along the row over prediction and target. */
    private float sum(ReduceFunction function, Matrix y, Matrix t, int row, float p) {
        return ReduceKernel.of(function).sum(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), y.columns(), p,
                0, lanes);
    }

    /** gradient = f(prediction, target, parameter). */
    private static void zip(BinaryFunction function, Matrix y, Matrix t, int row, float parameter, Matrix gradient) {
        ZipKernel.of(function).run(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), gradient.segment(),
                gradient.offset(row, 0), y.columns(), parameter);
    }

    /** gradient = gradient * factor: a loop of its own where the one before has another parameter; the row is in L1. */
    private static void scale(Matrix gradient, int row, float factor) {
        MapKernel.of(UnaryFunction.SCALE).run(gradient.segment(), gradient.offset(row, 0), gradient.segment(),
                gradient.offset(row, 0), gradient.columns(), factor);
    }

    private final class MeanSquared implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            float squares = sum(ReduceFunction.SQUARED_DIFFERENCE, y, t, row, 0);
            zip(BinaryFunction.SCALED_DIFFERENCE, y, t, row, scale * (2f / y.columns()), gradient);
            return squares / y.columns();
        }
    }

    private final class MeanAbsolute implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            float magnitudes = sum(ReduceFunction.ABSOLUTE_DIFFERENCE, y, t, row, 0);
            zip(BinaryFunction.SIGN_OF_DIFFERENCE, y, t, row, scale * (1f / y.columns()), gradient);
            return magnitudes / y.columns();
        }
    }

    private final class HuberLoss implements RowLoss {
        private float delta;

        RowLoss of(float value) {
            delta = value;
            return this;
        }

        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            float terms = sum(ReduceFunction.HUBER, y, t, row, delta);
            zip(BinaryFunction.CLAMPED_DIFFERENCE, y, t, row, delta, gradient);
            scale(gradient, row, scale * (1f / y.columns()));
            return terms / y.columns();
        }
    }

    private final class Binary implements RowLoss {
        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = z.columns();
            MapKernel.of(UnaryFunction.EXP_OF_NEGATED_MAGNITUDE).run(z.segment(), z.offset(row, 0), scratch, 0, n, 0);
            for (int l = 0; l < SummationOrder.LANES; l++) {
                float sum = 0;
                for (int c = l; c < n; c += SummationOrder.LANES) {
                    float logit = z.get(row, c);
                    float softplus = (float) StrictMath.log1p(scratch.get(Lanes.SCALAR, c * 4L));
                    sum += Math.fma(-logit, t.get(row, c), logit > 0 ? logit : 0) + softplus;
                }
                lanes[l] = sum;
            }
            zip(BinaryFunction.SIGMOID_DIFFERENCE, z, t, row, scale * (1f / n), gradient);
            return Blocks.addLanes(lanes) / n;
        }
    }

    /** Writes the probabilities of a row to scratch; the logarithm of the sum of exponentials. */
    private float softmax(Matrix z, int row, float max) {
        int n = z.columns();
        MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z.segment(), z.offset(row, 0), scratch, 0, n, max);
        float total = ReduceKernel.of(ReduceFunction.SUM).sum(scratch, 0, scratch, 0, n, 0, 0, lanes);
        MapKernel.of(UnaryFunction.SCALE).run(scratch, 0, scratch, 0, n, 1 / total);
        return (float) StrictMath.log(total);
    }

    private final class CrossEntropy implements RowLoss {
        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            int n = z.columns();
            long gradientRow = gradient.offset(row, 0);
            float max = RowLoops.max(z.segment(), z.offset(row, 0), n);
            float logarithm = softmax(z, row, max);
            return switch (targets) {
                case Targets.Values values -> {
                    Matrix t = values.matrix();
                    float value = ReduceKernel.of(ReduceFunction.CROSS_ENTROPY).sum(t.segment(), t.offset(row, 0),
                            z.segment(), z.offset(row, 0), n, logarithm, max, lanes);
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

    private final class WeightedCrossEntropy implements RowLoss {
        private List<Float> weights = List.of();
        private MemorySegment weightRow = MemorySegment.NULL;
        private MemorySegment weightedTargets = MemorySegment.NULL;

        /** Copies the weights to native memory, unless they are there from the call before. */
        RowLoss of(List<Float> values) {
            if (!values.equals(weights)) {
                weightRow = atLeast(values.size(), weightRow);
                weightedTargets = atLeast(values.size(), weightedTargets);
                for (int c = 0; c < values.size(); c++) {
                    weightRow.set(Lanes.SCALAR, c * 4L, values.get(c));
                }
                weights = values;
            }
            return this;
        }

        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            int n = z.columns();
            long gradientRow = gradient.offset(row, 0);
            float max = RowLoops.max(z.segment(), z.offset(row, 0), n);
            float logarithm = softmax(z, row, max);
            return switch (targets) {
                case Targets.Values values -> {
                    Matrix t = values.matrix();
                    ZipKernel.of(BinaryFunction.PRODUCT).run(weightRow, 0, t.segment(), t.offset(row, 0), weightedTargets,
                            0, n, 0);
                    float share = ReduceKernel.of(ReduceFunction.SUM).sum(weightedTargets, 0, weightedTargets, 0, n, 0, 0,
                            lanes);
                    float value = ReduceKernel.of(ReduceFunction.CROSS_ENTROPY).sum(weightedTargets, 0, z.segment(),
                            z.offset(row, 0), n, logarithm, max, lanes);
                    ZipKernel.of(BinaryFunction.PRODUCT_DIFFERENCE).run(scratch, 0, weightedTargets, 0,
                            gradient.segment(), gradientRow, n, share);
                    scale(gradient, row, scale);
                    yield value;
                }
                case Targets.Classes classes -> {
                    int label = classes.labels()[row];
                    float weight = weights.get(label);
                    float value = weight == 0 ? 0 : weight * (logarithm + (max - z.get(row, label)));
                    // As without weights: the targets of the other classes are +0, whatever their weight.
                    MapKernel.of(UnaryFunction.SCALE).run(scratch, 0, gradient.segment(), gradientRow, n, weight);
                    scale(gradient, row, scale);
                    gradient.set(row, label, Math.fma(scratch.get(Lanes.SCALAR, label * 4L), weight, -weight) * scale);
                    yield value;
                }
            };
        }
    }
}
