package dev.lanegrad.simd;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Element-wise losses with logarithms or exponentials. Each of these has a loop of its own over a row of scratch, the loop
 * that its elementary function has anyway: together with the rest of a loss it would exceed C2's budget of nodes. The rows
 * are in L1. Not thread-safe.
 */
final class LogLosses {
    private final LossScratch scratch;
    private final RowLoss logCosh = new LogCoshRows();
    private final RowLoss plain = new PlainCrossEntropy();
    private final WeightedCrossEntropy weighted = new WeightedCrossEntropy();
    private final RowLoss probabilities = new Probabilities();
    private final RowLoss divergence = new Divergence();
    private final RowLoss logDivergence = new LogDivergence();
    private final RowLoss logPoisson = new LogPoisson();
    private final RatePoisson ratePoisson = new RatePoisson();

    LogLosses(LossScratch scratch) {
        this.scratch = scratch;
    }

    RowLoss logCosh() {
        return logCosh;
    }

    RowLoss crossEntropy(BinaryCrossEntropy loss, int outputs) {
        return loss.positiveWeights().isEmpty() ? plain : weighted.of(loss, outputs);
    }

    RowLoss probabilities() {
        return probabilities;
    }

    RowLoss divergence(boolean logTarget) {
        return logTarget ? logDivergence : divergence;
    }

    RowLoss poisson(Poisson loss) {
        return loss.logInput() ? logPoisson : ratePoisson.of(loss.epsilon());
    }

    /** A row of scratch or of a matrix: f over it. */
    private static void map(UnaryFunction function, MemorySegment from, long offset, MemorySegment to, int n, float p) {
        MapKernel.of(function).run(from, offset, to, 0, n, p);
    }

    private static void map(UnaryFunction function, Matrix from, int row, MemorySegment to, float p) {
        map(function, from.segment(), from.offset(row, 0), to, from.columns(), p);
    }

    /** f of two rows. */
    private static void zip(BinaryFunction function, Matrix a, Matrix b, int row, MemorySegment to, float p) {
        ZipKernel.of(function).run(a.segment(), a.offset(row, 0), b.segment(), b.offset(row, 0), to, 0, a.columns(), p, 0);
    }

    private static void zip(BinaryFunction function, Matrix a, int row, MemorySegment b, MemorySegment to, float p) {
        ZipKernel.of(function).run(a.segment(), a.offset(row, 0), b, 0, to, 0, a.columns(), p, 0);
    }

    private static void zip(BinaryFunction function, MemorySegment a, Matrix b, int row, MemorySegment to, float p) {
        ZipKernel.of(function).run(a, 0, b.segment(), b.offset(row, 0), to, 0, b.columns(), p, 0);
    }

    private static void zip(BinaryFunction function, MemorySegment a, MemorySegment b, MemorySegment to, int n) {
        ZipKernel.of(function).run(a, 0, b, 0, to, 0, n, 0, 0);
    }

    /** gradient = f(y, t, p, factor). */
    private static void gradient(BinaryFunction function, Matrix y, Matrix t, int row, Matrix gradient, float p,
            float factor) {
        ZipKernel.of(function).run(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), gradient.segment(),
                gradient.offset(row, 0), y.columns(), p, factor);
    }

    /** gradient = slopes * factor. */
    private static void scaled(MemorySegment slopes, Matrix gradient, int row, float factor) {
        MapKernel.of(UnaryFunction.SCALE).run(slopes, 0, gradient.segment(), gradient.offset(row, 0), gradient.columns(),
                factor);
    }

    private static Matrix values(Targets targets) {
        return ((Targets.Values) targets).matrix();
    }

    private final class LogCoshRows implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = y.columns();
            MemorySegment distance = scratch.first();
            MemorySegment softplus = scratch.second();
            zip(BinaryFunction.DISTANCE, y, t, row, distance, 0);
            map(UnaryFunction.SCALE, distance, 0, softplus, n, -2);
            map(UnaryFunction.SOFTPLUS, softplus, 0, softplus, n, 0);
            zip(BinaryFunction.LOG_COSH, distance, softplus, distance, n);
            float total = scratch.sum(distance, n);
            MemorySegment slopes = scratch.first();
            zip(BinaryFunction.SCALED_DIFFERENCE, y, t, row, slopes, 1);
            map(UnaryFunction.TANH, slopes, 0, slopes, n, 0);
            scaled(slopes, gradient, row, scale * (1f / n));
            return total / n;
        }
    }

    private final class PlainCrossEntropy implements RowLoss {
        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = z.columns();
            MemorySegment terms = scratch.first();
            MemorySegment softplus = scratch.second();
            zip(BinaryFunction.WRONG_MAGNITUDE, z, t, row, terms, 0);
            map(UnaryFunction.NEGATED_MAGNITUDE, z, row, softplus, 0);
            map(UnaryFunction.SOFTPLUS, softplus, 0, softplus, n, 0);
            zip(BinaryFunction.ADD, terms, softplus, terms, n);
            float total = scratch.sum(terms, n);
            gradient(BinaryFunction.BINARY_CROSS_ENTROPY_GRADIENT, z, t, row, gradient, 0, scale * (1f / n));
            return total / n;
        }
    }

    /** With weights of the positive answers. */
    private final class WeightedCrossEntropy implements RowLoss {
        private final LossScratch.WeightRow weightRow = new LossScratch.WeightRow();
        private MemorySegment weights = MemorySegment.NULL;
        private MemorySegment positive = MemorySegment.NULL;

        RowLoss of(BinaryCrossEntropy loss, int outputs) {
            weights = weightRow.of(loss.positiveWeights(), outputs, scratch);
            positive = scratch.atLeast(outputs, positive);
            return this;
        }

        @Override
        public float row(Matrix z, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = z.columns();
            MemorySegment yes = scratch.first();
            MemorySegment no = scratch.second();
            zip(BinaryFunction.PRODUCT, weights, t, row, positive, 0);
            map(UnaryFunction.SCALE, z, row, yes, -1);
            map(UnaryFunction.SOFTPLUS, yes, 0, yes, n, 0);
            zip(BinaryFunction.PRODUCT_UNLESS_ZERO, positive, yes, yes, n);
            map(UnaryFunction.SOFTPLUS, z, row, no, 0);
            zip(BinaryFunction.REST_PRODUCT_UNLESS_ZERO, t, row, no, no, 0);
            zip(BinaryFunction.ADD, yes, no, yes, n);
            float total = scratch.sum(yes, n);
            MemorySegment slopes = scratch.first();
            zip(BinaryFunction.WEIGHTED_SHARE, positive, t, row, slopes, 0);
            zip(BinaryFunction.SIGMOID_PRODUCT, z, row, slopes, slopes, 0);
            ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(slopes, 0, positive, 0, gradient.segment(),
                    gradient.offset(row, 0), n, scale * (1f / n), 0);
            return total / n;
        }
    }

    private final class Probabilities implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = y.columns();
            MemorySegment yes = scratch.first();
            MemorySegment no = scratch.second();
            map(UnaryFunction.LOG, y, row, yes, 0);
            zip(BinaryFunction.POSITIVE_LOG, yes, t, row, yes, ProbabilityCrossEntropy.MIN_LOG);
            map(UnaryFunction.SCALE, y, row, no, -1);
            map(UnaryFunction.LOG1P, no, 0, no, n, 0);
            zip(BinaryFunction.NEGATIVE_LOG, no, t, row, no, ProbabilityCrossEntropy.MIN_LOG);
            zip(BinaryFunction.ADD, yes, no, yes, n);
            float total = scratch.sum(yes, n);
            gradient(BinaryFunction.PROBABILITY_GRADIENT, y, t, row, gradient, ProbabilityCrossEntropy.MIN_VARIANCE,
                    scale * (1f / n));
            return total / n;
        }
    }

    private final class Divergence implements RowLoss {
        @Override
        public float row(Matrix x, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = x.columns();
            MemorySegment terms = scratch.first();
            map(UnaryFunction.LOG, t, row, terms, 0);
            zip(BinaryFunction.SCALED_DIFFERENCE, terms, x, row, terms, 1);
            zip(BinaryFunction.PRODUCT_UNLESS_ZERO, t, row, terms, terms, 0);
            float total = scratch.sum(terms, n);
            gradient(BinaryFunction.DIVERGENCE_GRADIENT, x, t, row, gradient, 0, scale * (1f / n));
            return total / n;
        }
    }

    private final class LogDivergence implements RowLoss {
        @Override
        public float row(Matrix x, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = x.columns();
            MemorySegment shares = scratch.first();
            MemorySegment terms = scratch.second();
            map(UnaryFunction.EXP, t, row, shares, 0);
            zip(BinaryFunction.SCALED_DIFFERENCE, t, x, row, terms, 1);
            zip(BinaryFunction.PRODUCT_UNLESS_ZERO, shares, terms, terms, n);
            float total = scratch.sum(terms, n);
            scaled(shares, gradient, row, -(scale * (1f / n)));
            return total / n;
        }
    }

    private final class LogPoisson implements RowLoss {
        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = y.columns();
            MemorySegment rates = scratch.first();
            MemorySegment terms = scratch.second();
            map(UnaryFunction.EXP, y, row, rates, 0);
            zip(BinaryFunction.PRODUCT_UNLESS_ZERO, t, y, row, terms, 0);
            ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(rates, 0, terms, 0, terms, 0, n, 1, 0);
            float total = scratch.sum(terms, n);
            ZipKernel.of(BinaryFunction.SCALED_DIFFERENCE).run(rates, 0, t.segment(), t.offset(row, 0), gradient.segment(),
                    gradient.offset(row, 0), n, scale * (1f / n), 0);
            return total / n;
        }
    }

    private final class RatePoisson implements RowLoss {
        private float epsilon;

        RowLoss of(float value) {
            epsilon = value;
            return this;
        }

        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = values(targets);
            int n = y.columns();
            MemorySegment terms = scratch.first();
            map(UnaryFunction.PLUS, y, row, terms, epsilon);
            map(UnaryFunction.LOG, terms, 0, terms, n, 0);
            zip(BinaryFunction.PRODUCT, t, row, terms, terms, 0);
            zip(BinaryFunction.SCALED_DIFFERENCE, y, row, terms, terms, 1);
            float total = scratch.sum(terms, n);
            gradient(BinaryFunction.RATE_POISSON_GRADIENT, y, t, row, gradient, epsilon, scale * (1f / n));
            return total / n;
        }
    }
}
