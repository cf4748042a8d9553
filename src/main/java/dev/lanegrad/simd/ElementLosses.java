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

/** Element-wise losses whose terms are cheap: one loop over the row sums them, one writes the gradient. Not thread-safe. */
final class ElementLosses {
    private final LossScratch scratch;
    private final LogLosses logarithms;
    private final Cheap cheap = new Cheap();

    ElementLosses(LossScratch scratch) {
        this.scratch = scratch;
        logarithms = new LogLosses(scratch);
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
            case LogCosh f -> logarithms.logCosh();
            case BinaryCrossEntropy f -> logarithms.crossEntropy(f, outputs);
            case ProbabilityCrossEntropy f -> logarithms.probabilities();
            case KullbackLeibler f -> logarithms.divergence(f.logTarget());
            case Poisson f -> logarithms.poisson(f);
        };
    }

    private final class Cheap implements RowLoss {
        private ReduceFunction terms = ReduceFunction.SQUARED_ERROR;
        private BinaryFunction slopes = BinaryFunction.SQUARED_ERROR_GRADIENT;
        private float parameter;

        RowLoss of(ReduceFunction sum, BinaryFunction gradient, float p) {
            terms = sum;
            slopes = gradient;
            parameter = p;
            return this;
        }

        @Override
        public float row(Matrix y, Targets targets, int row, float scale, Matrix gradient) {
            Matrix t = ((Targets.Values) targets).matrix();
            int n = y.columns();
            float total = scratch.reduction.sum(terms, y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), n,
                    parameter, 0);
            ZipKernel.of(slopes).run(y.segment(), y.offset(row, 0), t.segment(), t.offset(row, 0), gradient.segment(),
                    gradient.offset(row, 0), n, parameter, scale * (1f / n));
            return total / n;
        }
    }
}
