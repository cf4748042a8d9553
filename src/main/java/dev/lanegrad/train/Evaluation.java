package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.ConfusionMatrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.text.Quoted;
import java.util.List;
import java.util.Optional;

/**
 * How a network does on a data set.
 *
 * @param loss the rows' losses added in row order in {@code double}, reduced: their mean unless said otherwise; with weights
 *     of classes or samples, or ignored rows, the weighted mean, 0 if every row has weight 0
 * @param confusion counts of actual and predicted classes, for classifications
 */
public record Evaluation(double loss, Optional<ConfusionMatrix> confusion) {
    /** Rows that go through the network at once; no result depends on it. */
    private static final int BLOCK = 256;

    /**
     * Evaluates a model on raw data: missing numbers are filled and columns scaled as the model does it.
     *
     * @param model the model
     * @param loss the loss
     * @param data samples as they were given to training
     * @return loss and, for classifications, confusion matrix
     * @throws IllegalArgumentException if the data do not fit the network or the loss, or have other labels or inputs than
     *     the model
     */
    public static Evaluation of(Model model, Loss loss, Dataset data) {
        return of(model, loss, Reduction.MEAN, data);
    }

    /**
     * Evaluates a model on raw data, with a reduction of the rows' losses.
     *
     * @param model the model
     * @param loss the loss
     * @param reduction mean or sum
     * @param data samples as they were given to training
     * @return loss and, for classifications, confusion matrix
     * @throws IllegalArgumentException if the data do not fit the network or the loss, have other labels or inputs than
     *     the model, or the reduction is none
     */
    public static Evaluation of(Model model, Loss loss, Reduction reduction, Dataset data) {
        requireSame(model, data);
        return new Evaluator(model.network(), loss, reduction, data, model.preparation(), VectorSupport.kernels())
                .evaluate();
    }

    /**
     * The loss of each row of raw data: {@link Reduction#NONE}. Weights of samples are not in it.
     *
     * @param model the model
     * @param loss the loss
     * @param data samples as they were given to training
     * @return one loss a row, in order
     * @throws IllegalArgumentException if the data do not fit the network or the loss, or have other labels or inputs than
     *     the model
     */
    public static float[] rowLosses(Model model, Loss loss, Dataset data) {
        requireSame(model, data);
        return new Evaluator(model.network(), loss, Reduction.MEAN, data, model.preparation(), VectorSupport.kernels())
                .rowLosses();
    }

    private static void requireSame(Model model, Dataset data) {
        requireSame("labels", data.labelNames(), model.labels());
        requireSame("inputs", data.schema().map(Schema::inputNames).orElse(List.of()),
                model.schema().map(Schema::inputNames).orElse(List.of()));
    }

    private static void requireSame(String what, List<String> data, List<String> model) {
        if (!data.isEmpty() && !model.isEmpty() && !data.equals(model)) {
            throw new IllegalArgumentException("the data have the " + what + " " + Quoted.list(data) + ", the model "
                    + Quoted.list(model) + "; read a file as the model knows it: CsvFile.withSchema(model.schema()) and"
                    + " readClasses(model.labels())");
        }
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
        return of(network, loss, Reduction.MEAN, data, kernels);
    }

    /**
     * Evaluates a network alone, with a reduction of the rows' losses.
     *
     * @param network the network
     * @param loss the loss
     * @param reduction mean or sum
     * @param data samples, scaled as the network expects them
     * @param kernels what computes
     * @return loss and, for classifications, confusion matrix
     * @throws IllegalArgumentException if the data do not fit the network or the loss, or the reduction is none
     */
    public static Evaluation of(Network network, Loss loss, Reduction reduction, Dataset data, Kernels kernels) {
        return new Evaluator(network, loss, reduction, data, Preparation.NONE, kernels).evaluate();
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
        private final Reduction reduction;
        private final Dataset data;
        private final BatchBuffer buffer;
        private final Workspace workspace;
        private final Matrix rowLoss;

        Evaluator(Network network, Loss loss, Reduction reduction, Dataset data, Preparation preparation,
                Kernels kernels) {
            Losses.requireFit(network, loss, data);
            preparation.requireFilled(data);
            this.loss = loss;
            this.reduction = Losses.requireNumber(reduction);
            this.data = data;
            buffer = new BatchBuffer(data, preparation, Math.min(BLOCK, data.rows()), kernels);
            workspace = new Workspace(network, buffer.capacity(), kernels);
            rowLoss = Matrix.create(1, buffer.capacity());
        }

        Evaluation evaluate() {
            double sum = 0;
            double weight = 0;
            Optional<ConfusionMatrix.Builder> confusion = data.targets() instanceof Targets.Classes
                    ? Optional.of(ConfusionMatrix.builder(data.labelNames()))
                    : Optional.empty();
            for (int from = 0; from < data.rows(); from += buffer.capacity()) {
                BatchBuffer.Batch batch = buffer.load(from, Math.min(buffer.capacity(), data.rows() - from));
                Matrix prediction = workspace.forward(batch.features());
                if (batch.targets() instanceof Targets.Classes actual) {
                    confusion.orElseThrow().add(actual, prediction);
                }
                Matrix losses = rowLoss.columns(0, prediction.rows());
                BatchLoss.compute(workspace.kernels(), loss, prediction, batch, 0, losses, workspace.outputGradient());
                sum = Reduction.sum(sum, losses);
                weight += BatchLoss.weight(loss, batch);
            }
            return new Evaluation(reduction.of(loss, data.outputs(), sum, weight),
                    confusion.map(ConfusionMatrix.Builder::build));
        }

        float[] rowLosses() {
            float[] all = new float[data.rows()];
            for (int from = 0; from < all.length; from += buffer.capacity()) {
                BatchBuffer.Batch batch = buffer.load(from, Math.min(buffer.capacity(), all.length - from));
                float[] losses = losses(workspace.forward(batch.features()), batch.targets()).toArray();
                System.arraycopy(losses, 0, all, from, losses.length);
            }
            return all;
        }

        private Matrix losses(Matrix prediction, Targets targets) {
            Matrix losses = rowLoss.columns(0, prediction.rows());
            workspace.kernels().loss(loss, prediction, targets, 0, losses, workspace.outputGradient());
            return losses;
        }
    }
}
