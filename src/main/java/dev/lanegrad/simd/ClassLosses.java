package dev.lanegrad.simd;

import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.NegativeLogLikelihood;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/** Losses of one class out of many. Not thread-safe. */
final class ClassLosses {
    private final LossScratch scratch;
    private final CrossEntropy crossEntropy = new CrossEntropy();
    private final WeightedCrossEntropy weightedCrossEntropy = new WeightedCrossEntropy();
    private final LogLikelihood logLikelihood = new LogLikelihood();

    ClassLosses(LossScratch scratch) {
        this.scratch = scratch;
    }

    /** The loss's loops; valid until the next call. */
    RowLoss of(Loss.OfClasses loss, int outputs) {
        return switch (loss) {
            case SoftmaxCrossEntropy f -> f.weights().isEmpty() && f.labelSmoothing() == 0
                    ? crossEntropy
                    : weightedCrossEntropy.of(f, outputs);
            case NegativeLogLikelihood f -> logLikelihood.of(f, outputs);
        };
    }

    /** Writes the probabilities of a row to scratch; the logarithm of the sum of exponentials. */
    private float softmax(Matrix z, int row, float max) {
        int n = z.columns();
        MemorySegment probabilities = scratch.first();
        MapKernel.of(UnaryFunction.SHIFTED_EXP).run(z.segment(), z.offset(row, 0), probabilities, 0, n, max);
        float total = scratch.sum(probabilities, n);
        MapKernel.of(UnaryFunction.SCALE).run(probabilities, 0, probabilities, 0, n, 1 / total);
        return scratch.log(total);
    }

    /** sum(t * (logarithm + (max - z))) over a row of targets, those of 0 left out. */
    private float crossEntropy(MemorySegment t, long tOffset, Matrix z, int row, float logarithm, float max) {
        return scratch.reduction.sum(ReduceFunction.CROSS_ENTROPY, t, tOffset, z.segment(), z.offset(row, 0), z.columns(),
                logarithm, max);
    }

    /** gradient = gradient * factor: a loop of its own where the one before has another parameter; the row is in L1. */
    private static void scale(Matrix gradient, int row, float factor) {
        MapKernel.of(UnaryFunction.SCALE).run(gradient.segment(), gradient.offset(row, 0), gradient.segment(),
                gradient.offset(row, 0), gradient.columns(), factor);
    }

    private final class CrossEntropy implements RowLoss {
        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            int n = z.columns();
            long gradientRow = gradient.offset(row, 0);
            float max = scratch.reduction.max(z.segment(), z.offset(row, 0), n);
            float logarithm = softmax(z, row, max);
            MemorySegment probabilities = scratch.first();
            return switch (targets) {
                case Targets.Values values -> {
                    Matrix t = values.matrix();
                    float value = crossEntropy(t.segment(), t.offset(row, 0), z, row, logarithm, max);
                    ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(probabilities, 0, t.segment(), t.offset(row, 0),
                            gradient.segment(), gradientRow, n, scale, 0);
                    yield value;
                }
                case Targets.Classes classes -> {
                    int label = classes.labels()[row];
                    float value = logarithm + (max - z.get(row, label));
                    // p - 0 is p, so only the label's element needs the subtraction.
                    MapKernel.of(UnaryFunction.SCALE).run(probabilities, 0, gradient.segment(), gradientRow, n, scale);
                    gradient.set(row, label, (probabilities.get(Lanes.SCALAR, label * 4L) - 1) * scale);
                    yield value;
                }
            };
        }
    }

    /** With class weights, smoothed labels, or both. */
    private final class WeightedCrossEntropy implements RowLoss {
        private final LossScratch.WeightRow weightRow = new LossScratch.WeightRow();
        private MemorySegment weights = MemorySegment.NULL;
        private boolean weighted;
        private float smoothing;

        RowLoss of(SoftmaxCrossEntropy loss, int outputs) {
            weights = weightRow.of(loss.weights(), outputs, scratch);
            weighted = !loss.weights().isEmpty();
            smoothing = loss.labelSmoothing();
            return this;
        }

        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            float max = scratch.reduction.max(z.segment(), z.offset(row, 0), z.columns());
            float logarithm = softmax(z, row, max);
            if (smoothing == 0 && targets instanceof Targets.Classes classes) {
                return sparse(z, classes.labels()[row], row, max, logarithm, scale, gradient);
            }
            return dense(z, targets, row, max, logarithm, scale, gradient);
        }

        /** The targets of the other classes are +0, whatever their weight. */
        private float sparse(Matrix z, int label, int row, float max, float logarithm, float scale, Matrix gradient) {
            MemorySegment probabilities = scratch.first();
            float weight = weights.get(Lanes.SCALAR, label * 4L);
            float value = weight == 0 ? 0 : weight * (logarithm + (max - z.get(row, label)));
            MapKernel.of(UnaryFunction.SCALE).run(probabilities, 0, gradient.segment(), gradient.offset(row, 0),
                    z.columns(), weight);
            scale(gradient, row, scale);
            gradient.set(row, label, Math.fma(probabilities.get(Lanes.SCALAR, label * 4L), weight, -weight) * scale);
            return value;
        }

        private float dense(Matrix z, Targets targets, int row, float max, float logarithm, float scale, Matrix gradient) {
            int n = z.columns();
            MemorySegment t = scratch.second();
            weigh(targets, row, n, t);
            float share = weighted ? scratch.sum(t, n) : 1;
            float value = crossEntropy(t, 0, z, row, logarithm, max);
            ZipKernel.of(BinaryFunction.PRODUCT_DIFFERENCE).run(scratch.first(), 0, t, 0, gradient.segment(),
                    gradient.offset(row, 0), n, share, 0);
            scale(gradient, row, scale);
            return value;
        }

        /** Writes the targets, smoothed and weighted. */
        private void weigh(Targets targets, int row, int n, MemorySegment to) {
            float keep = 1 - smoothing;
            float rest = smoothing / n;
            switch (targets) {
                case Targets.Values values -> {
                    Matrix t = values.matrix();
                    ZipKernel.of(smoothing == 0 ? BinaryFunction.PRODUCT : BinaryFunction.SMOOTHED_PRODUCT).run(weights, 0,
                            t.segment(), t.offset(row, 0), to, 0, n, keep, rest);
                }
                case Targets.Classes classes -> {
                    long label = classes.labels()[row] * 4L;
                    MapKernel.of(UnaryFunction.SCALE).run(weights, 0, to, 0, n, rest);
                    to.set(Lanes.SCALAR, label, weights.get(Lanes.SCALAR, label) * (keep + rest));
                }
            }
        }
    }

    private final class LogLikelihood implements RowLoss {
        private final LossScratch.WeightRow weightRow = new LossScratch.WeightRow();
        private MemorySegment weights = MemorySegment.NULL;

        RowLoss of(NegativeLogLikelihood loss, int outputs) {
            weights = weightRow.of(loss.weights(), outputs, scratch);
            return this;
        }

        @Override
        public float row(Matrix x, Targets targets, int row, float scale, Matrix gradient) {
            int n = x.columns();
            long gradientRow = gradient.offset(row, 0);
            return switch (targets) {
                case Targets.Values values -> {
                    Matrix t = values.matrix();
                    MemorySegment weighted = scratch.first();
                    ZipKernel.of(BinaryFunction.PRODUCT).run(weights, 0, t.segment(), t.offset(row, 0), weighted, 0, n, 0,
                            0);
                    float value = crossEntropy(weighted, 0, x, row, 0, 0);
                    ZipKernel.of(BinaryFunction.SCALED_UNLESS_ZERO).run(weighted, 0, weighted, 0, gradient.segment(),
                            gradientRow, n, -scale, 0);
                    yield value;
                }
                case Targets.Classes classes -> {
                    int label = classes.labels()[row];
                    float weight = weights.get(Lanes.SCALAR, label * 4L);
                    // The lanes' sums start from +0.
                    float value = weight == 0 ? 0 : Math.fma(weight, 0 - x.get(row, label), 0f) + 0f;
                    zero(gradient, row);
                    gradient.set(row, label, weight == 0 ? 0 : weight * -scale);
                    yield value;
                }
            };
        }
    }

    /** gradient = +0. */
    static void zero(Matrix gradient, int row) {
        MapKernel.of(UnaryFunction.ZERO).run(gradient.segment(), gradient.offset(row, 0), gradient.segment(),
                gradient.offset(row, 0), gradient.columns(), 0);
    }
}
