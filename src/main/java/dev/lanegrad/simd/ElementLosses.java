package dev.lanegrad.simd;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Hinge;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.LogCosh;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SquaredHinge;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Element-wise losses. One with cheap terms sums them in one loop over the row; one with logarithms writes its terms to
 * scratch first, since a loop that also sums has no room for them in C2's budget. The bits are the same. Not thread-safe.
 */
final class ElementLosses {
    private final LossScratch scratch;
    private final Cheap cheap = new Cheap();
    private final Costly costly = new Costly();
    private final TwoParts twoParts = new TwoParts();
    private final Weighted weighted = new Weighted();

    ElementLosses(LossScratch scratch) {
        this.scratch = scratch;
    }

    /** The loss's loops; valid until the next call. */
    RowLoss of(Loss.Elementwise loss, int outputs) {
        return switch (loss) {
            case MeanSquaredError f -> cheap.of(ReduceFunction.SQUARED_ERROR, BinaryFunction.SQUARED_ERROR_GRADIENT, 0);
            case MeanAbsoluteError f -> cheap.of(ReduceFunction.ABSOLUTE_ERROR, BinaryFunction.ABSOLUTE_ERROR_GRADIENT, 0);
            case Huber f -> cheap.of(ReduceFunction.HUBER, BinaryFunction.HUBER_GRADIENT, f.delta());
            case SmoothL1 f -> cheap.of(ReduceFunction.SMOOTH_L1, BinaryFunction.SMOOTH_L1_GRADIENT, f.beta());
            case Hinge f -> cheap.of(ReduceFunction.HINGE, BinaryFunction.HINGE_GRADIENT, 0);
            case SquaredHinge f -> cheap.of(ReduceFunction.SQUARED_HINGE, BinaryFunction.SQUARED_HINGE_GRADIENT, 0);
            case LogCosh f -> costly.of(BinaryFunction.LOG_COSH, BinaryFunction.LOG_COSH_GRADIENT, 0);
            case KullbackLeibler f -> f.logTarget()
                    ? costly.of(BinaryFunction.LOG_DIVERGENCE, BinaryFunction.LOG_DIVERGENCE_GRADIENT, 0)
                    : costly.of(BinaryFunction.DIVERGENCE, BinaryFunction.DIVERGENCE_GRADIENT, 0);
            case Poisson f -> f.logInput()
                    ? costly.of(BinaryFunction.POISSON, BinaryFunction.POISSON_GRADIENT, 0)
                    : costly.of(BinaryFunction.RATE_POISSON, BinaryFunction.RATE_POISSON_GRADIENT, f.epsilon());
            case BinaryCrossEntropy f -> f.positiveWeights().isEmpty()
                    ? costly.of(BinaryFunction.BINARY_CROSS_ENTROPY, BinaryFunction.BINARY_CROSS_ENTROPY_GRADIENT, 0)
                    : weighted.of(f, outputs);
            case ProbabilityCrossEntropy f -> twoParts;
        };
    }

    /** to = f(y, t, p, q) over a row. */
    private static void zip(BinaryFunction function, Matrix y, Matrix t, int row, MemorySegment to, long toOffset, float p,
            float q) {
        ZipKernel.of(function).run(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), to, toOffset, y.columns(),
                p, q);
    }

    private static void gradient(BinaryFunction function, Matrix y, Matrix t, int row, Matrix gradient, float p,
            float scale) {
        zip(function, y, t, row, gradient.segment(), gradient.offset(row, 0), p, scale * (1f / y.columns()));
    }

    private static Matrix values(Targets targets) {
        return ((Targets.Values) targets).matrix();
    }

    /** Terms summed where they are made. */
    private final class Cheap implements RowLoss {
        private ReduceFunction sum = ReduceFunction.SQUARED_ERROR;
        private BinaryFunction slope = BinaryFunction.SQUARED_ERROR_GRADIENT;
        private float parameter;

        RowLoss of(ReduceFunction terms, BinaryFunction slopes, float p) {
            sum = terms;
            slope = slopes;
            parameter = p;
            return this;
        }

        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            float total = ReduceKernel.of(sum).sum(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0),
                    y.columns(), parameter, 0, scratch.lanes);
            gradient(slope, y, t, row, gradient, parameter, scale);
            return total / y.columns();
        }
    }

    /** Terms written, then summed. */
    private final class Costly implements RowLoss {
        private BinaryFunction term = BinaryFunction.LOG_COSH;
        private BinaryFunction slope = BinaryFunction.LOG_COSH_GRADIENT;
        private float parameter;

        RowLoss of(BinaryFunction terms, BinaryFunction slopes, float p) {
            term = terms;
            slope = slopes;
            parameter = p;
            return this;
        }

        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            zip(term, y, t, row, scratch.first(), 0, parameter, 0);
            float total = scratch.sum(scratch.first(), y.columns());
            gradient(slope, y, t, row, gradient, parameter, scale);
            return total / y.columns();
        }
    }

    /** The sum of two rows of terms. */
    private float sumOfBoth(int n) {
        ZipKernel.of(BinaryFunction.ADD).run(scratch.first(), 0, scratch.second(), 0, scratch.first(), 0, n, 0, 0);
        return scratch.sum(scratch.first(), n);
    }

    /** Cross-entropy on probabilities: a logarithm for either answer. */
    private final class TwoParts implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            zip(BinaryFunction.POSITIVE_LOG, y, t, row, scratch.first(), 0, ProbabilityCrossEntropy.MIN_LOG, 0);
            zip(BinaryFunction.NEGATIVE_LOG, y, t, row, scratch.second(), 0, ProbabilityCrossEntropy.MIN_LOG, 0);
            float total = sumOfBoth(y.columns());
            gradient(BinaryFunction.PROBABILITY_GRADIENT, y, t, row, gradient, ProbabilityCrossEntropy.MIN_VARIANCE, scale);
            return total / y.columns();
        }
    }

    /** Binary cross-entropy with weights of the positive answers. */
    private final class Weighted implements RowLoss {
        private final LossScratch.WeightRow weightRow = new LossScratch.WeightRow();
        private MemorySegment weights = MemorySegment.NULL;
        private MemorySegment positive = MemorySegment.NULL;

        RowLoss of(BinaryCrossEntropy loss, int outputs) {
            weights = weightRow.of(loss.positiveWeights(), outputs);
            positive = LossScratch.atLeast(outputs, positive);
            return this;
        }

        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = z.columns();
            MemorySegment first = scratch.first();
            ZipKernel.of(BinaryFunction.PRODUCT).run(weights, 0, t.segment(), t.offset(row, 0), positive, 0, n, 0, 0);
            ZipKernel.of(BinaryFunction.POSITIVE_CROSS_ENTROPY).run(z.segment(), z.offset(row, 0), positive, 0, first, 0, n,
                    0, 0);
            zip(BinaryFunction.NEGATIVE_CROSS_ENTROPY, z, t, row, scratch.second(), 0, 0, 0);
            float total = sumOfBoth(n);
            ZipKernel.of(BinaryFunction.WEIGHTED_SHARE).run(positive, 0, t.segment(), t.offset(row, 0), first, 0, n, 0, 0);
            ZipKernel.of(BinaryFunction.SIGMOID_PRODUCT).run(z.segment(), z.offset(row, 0), first, 0, first, 0, n, 0, 0);
            ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(first, 0, positive, 0, gradient.segment(),
                    gradient.offset(row, 0), n, scale * (1f / n), 0);
            return total / n;
        }
    }
}
