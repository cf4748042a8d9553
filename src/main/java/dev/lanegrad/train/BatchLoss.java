package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.memory.Matrix;

/** The loss of a batch, with the weights of its samples where it has some: w[r] l[r], and w[r] times the gradient's row. */
final class BatchLoss {
    private BatchLoss() {
    }

    /** What the rows of a batch count together. */
    static double weight(Loss loss, BatchBuffer.Batch batch) {
        if (batch.weights().isEmpty()) {
            return Reduction.weight(loss, batch.targets());
        }
        Matrix weights = batch.weights().get();
        double sum = 0;
        for (int r = 0; r < weights.columns(); r++) {
            sum += (double) weights.get(0, r) * loss.weight(batch.targets(), r);
        }
        return sum;
    }

    /**
     * Row losses and gradient.
     *
     * @param rowLoss 1 x rows, overwritten
     * @param gradient rows x outputs, overwritten
     */
    static void compute(Kernels kernels, Loss loss, Matrix prediction, BatchBuffer.Batch batch, float scale, Matrix rowLoss,
            Matrix gradient) {
        kernels.loss(loss, prediction, batch.targets(), scale, rowLoss, gradient);
        if (batch.weights().isEmpty()) {
            return;
        }
        Matrix weights = batch.weights().get();
        for (int r = 0; r < weights.columns(); r++) {
            float weight = weights.get(0, r);
            rowLoss.set(0, r, weight * rowLoss.get(0, r));
            for (int c = 0; c < gradient.columns(); c++) {
                gradient.set(r, c, weight * gradient.get(r, c));
            }
        }
    }
}
