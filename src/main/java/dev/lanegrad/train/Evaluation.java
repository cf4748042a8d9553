package dev.lanegrad.train;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.simd.VectorSupport;
import java.util.Optional;

/**
 * How a network does on a data set.
 *
 * @param loss mean loss, the rows' losses added in row order in {@code double}
 * @param confusion counts of actual and predicted classes, for classifications
 */
public record Evaluation(double loss, Optional<ConfusionMatrix> confusion) {
    /** Rows that go through the network at once; no result depends on it. */
    private static final int BLOCK = 256;

    /**
     * Evaluates a model on raw data: its scaling is applied.
     *
     * @param model the model
     * @param loss the loss
     * @param data samples as they were given to training
     * @return loss and, for classifications, confusion matrix
     * @throws IllegalArgumentException if the data do not fit the network or the loss
     */
    public static Evaluation of(Model model, Loss loss, Dataset data) {
        Kernels kernels = VectorSupport.kernels();
        Losses.requireFit(model.network(), loss, data);
        if (model.scaler().isEmpty()) {
            return of(model.network(), loss, data, kernels);
        }
        Matrix scaled = Matrix.create(data.rows(), data.inputs());
        model.scaler().get().apply(kernels, data.features(), scaled);
        return of(model.network(), loss, data.withFeatures(scaled), kernels);
    }

    /**
     * Evaluates a network alone. Where its model scales inputs, the data must have been scaled;
     * {@link #of(Model, Loss, Dataset)} does it.
     *
     * @param network the network
     * @param loss the loss
     * @param data samples, scaled as the network expects them
     * @param kernels what computes
     * @return loss and, for classifications, confusion matrix
     * @throws IllegalArgumentException if the data do not fit the network or the loss
     */
    public static Evaluation of(Network network, Loss loss, Dataset data, Kernels kernels) {
        return new Evaluator(network, loss, data, kernels).evaluate();
    }

    /**
     * Share of rows whose most probable class is the actual one.
     *
     * @return the share in [0, 1], or NaN where the targets are values
     */
    public double accuracy() {
        return confusion.map(ConfusionMatrix::accuracy).orElse(Double.NaN);
    }

    /** Holds the buffers, so that evaluating after every epoch allocates them once. */
    static final class Evaluator {
        private final Loss loss;
        private final Dataset data;
        private final Workspace workspace;
        private final Matrix rowLoss;
        private final int[] labels;

        Evaluator(Network network, Loss loss, Dataset data, Kernels kernels) {
            Losses.requireFit(network, loss, data);
            this.loss = loss;
            this.data = data;
            int rows = Math.min(BLOCK, data.rows());
            workspace = new Workspace(network, rows, kernels);
            rowLoss = Matrix.create(1, rows);
            labels = new int[rows];
        }

        Evaluation evaluate() {
            double sum = 0;
            boolean classes = data.targets() instanceof Targets.Classes;
            ConfusionMatrix.Counter counter = new ConfusionMatrix.Counter(data.labelNames());
            for (int from = 0; from < data.rows(); from += rowLoss.columns()) {
                int rows = Math.min(rowLoss.columns(), data.rows() - from);
                Matrix prediction = workspace.forward(data.features().rows(from, rows));
                Targets targets = targets(from, rows);
                if (classes) {
                    counter.count(prediction, labels);
                }
                Matrix losses = rowLoss.columns(0, rows);
                workspace.kernels().loss(loss, prediction, targets, 0, losses, workspace.outputGradient());
                sum = Losses.sum(sum, losses);
            }
            return new Evaluation(sum / data.rows(), classes ? Optional.of(counter.matrix()) : Optional.empty());
        }

        private Targets targets(int from, int rows) {
            return switch (data.targets()) {
                case Targets.Classes all -> {
                    System.arraycopy(all.labels(), from, labels, 0, rows);
                    yield new Targets.Classes(labels, rows);
                }
                case Targets.Values all -> new Targets.Values(all.matrix().rows(from, rows));
            };
        }
    }
}
