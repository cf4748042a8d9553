package dev.lanegrad.simd;

import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Softmax cross-entropy of few classes, one of them a row's: {@link ClassLosses} has the row by row form and the formulas. Not
 * thread-safe: scratch memory.
 */
final class NarrowCrossEntropy {
    private final NarrowRows rows;
    private final float[] chosen = Scratch.floats(NarrowRows.ROWS);
    private final MemorySegment logarithms;

    NarrowCrossEntropy(NarrowRows rows, Scratch memory) {
        this.rows = rows;
        logarithms = memory.bytes(NarrowRows.ROWS * 4L);
    }

    /** Whether this class has the loss. */
    static boolean serves(Loss loss, Targets targets, int outputs) {
        return NarrowRows.serves(outputs) && targets instanceof Targets.Classes && loss instanceof SoftmaxCrossEntropy f
                && f.weights().isEmpty() && f.labelSmoothing() == 0;
    }

    /** Writes all rows' losses and gradients; the gradient may stand in the prediction's place. */
    void compute(Loss loss, Matrix z, int[] labels, float scale, Matrix rowLoss, Matrix gradient) {
        for (int first = 0; first < z.rows(); first += NarrowRows.ROWS) {
            int m = Math.min(NarrowRows.ROWS, z.rows() - first);
            block(loss, z, first, m, labels, scale, rowLoss, gradient);
        }
    }

    private void block(Loss loss, Matrix z, int first, int m, int[] labels, float scale, Matrix rowLoss, Matrix gradient) {
        int n = z.columns();
        rows.gather(z.segment(), z.offset(first, 0), z.leadingDimension() * 4L, m, n);
        for (int r = 0; r < m; r++) {
            chosen[r] = loss.ignores(labels[first + r]) ? 0 : rows.get(r, labels[first + r]);
        }
        rows.exponentials(n);
        for (int r = 0; r < m; r++) {
            logarithms.set(Lanes.SCALAR, r * 4L, rows.sums()[r]);
        }
        MapKernel.of(UnaryFunction.LOG).run(logarithms, 0, logarithms, 0, m, 0);
        for (int r = 0; r < m; r++) {
            float value = logarithms.get(Lanes.SCALAR, r * 4L) + (rows.max()[r] - chosen[r]);
            rowLoss.set(0, first + r, loss.ignores(labels[first + r]) ? 0 : value);
        }
        rows.normalize(n);
        for (int r = 0; r < m; r++) {
            chosen[r] = loss.ignores(labels[first + r]) ? 0 : rows.get(r, labels[first + r]);
        }
        rows.scale(n, scale);
        rows.scatter(gradient.segment(), gradient.offset(first, 0), gradient.leadingDimension() * 4L, m, n);
        for (int r = 0; r < m; r++) {
            if (loss.ignores(labels[first + r])) {
                ClassLosses.zero(gradient, first + r);
            } else {
                // p - 0 is p, so only the label's element needs the subtraction.
                gradient.set(first + r, labels[first + r], (chosen[r] - 1) * scale);
            }
        }
    }
}
