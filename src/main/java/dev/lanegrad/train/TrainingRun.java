package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Labels;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of one run of a {@link Trainer}: epochs of steps. */
final class TrainingRun {
    private final Network network;
    private final Loss loss;
    private final Reduction reduction;
    private final Optimizer optimizer;
    private final Optional<Evaluation.Evaluator> evaluator;
    private final MiniBatches batches;
    private final Workspace workspace;
    private final List<Parameter> parameters;
    private final List<Matrix> gradients;
    private final List<Matrix[]> states = new ArrayList<>();
    private final Matrix rowLoss;
    private final NonFiniteSearch search;
    private final long seed;
    private final int steps;
    private long updates;

    TrainingRun(Network network, Loss loss, Reduction reduction, Optimizer optimizer, Dataset samples,
            Preparation preparation, int batchSize, long seed, Kernels kernels, Optional<Evaluation.Evaluator> evaluator) {
        this.network = network;
        this.loss = loss;
        this.reduction = reduction;
        this.optimizer = optimizer;
        this.evaluator = evaluator;
        this.seed = seed;
        batches = new MiniBatches(samples, new BatchBuffer(samples, preparation, batchSize, kernels), seed);
        // A single row has no variance that batch normalisation could divide by: as the last batch, it waits for an epoch
        // in which it stands elsewhere.
        boolean single = !network.statistics().isEmpty() && samples.rows() % batchSize == 1;
        steps = single ? batches.count() - 1 : batches.count();
        workspace = new Workspace(network, batchSize, kernels);
        parameters = network.parameters();
        gradients = workspace.gradients();
        for (Parameter parameter : parameters) {
            Matrix[] state = new Matrix[optimizer.stateCount()];
            for (int i = 0; i < state.length; i++) {
                state[i] = Matrix.create(parameter.value().rows(), parameter.value().columns());
            }
            states.add(state);
        }
        rowLoss = Matrix.create(1, batchSize);
        search = new NonFiniteSearch(network, workspace, steps);
    }

    /** Trains for at most so many epochs; with a patience above 0, the network gets the weights of the best one. */
    TrainingReport run(int epochs, int patience, List<Callback> callbacks) {
        Optional<EarlyStopping> stopping = patience > 0
                ? Optional.of(new EarlyStopping(network, patience))
                : Optional.empty();
        int epoch = 1;
        while (true) {
            EpochReport report = epoch(epoch, epochs, callbacks);
            Callback.Decision decision = stopping.map(s -> s.epochEnded(report)).orElse(Callback.Decision.CONTINUE);
            for (Callback callback : callbacks) {
                decision = and(decision, callback.epochEnded(report));
            }
            if (epoch == epochs || decision == Callback.Decision.STOP) {
                checkLastUpdate(epoch);
                return new TrainingReport(report, stopping.map(EarlyStopping::restore).orElse(report));
            }
            epoch++;
        }
    }

    private static Callback.Decision and(Callback.Decision a, Callback.Decision b) {
        return a == Callback.Decision.STOP ? a : b;
    }

    /** No step follows that would notice what the last update did: the last batch goes through once more, as in evaluation. */
    private void checkLastUpdate(int epoch) {
        BatchBuffer.Batch batch = batches.load(steps - 1);
        Matrix losses = rowLoss.columns(0, batch.features().rows());
        workspace.kernels().loss(loss, workspace.forward(batch.features()), batch.targets(), 0, losses,
                workspace.outputGradient());
        if (!Double.isFinite(Reduction.sum(0, losses))) {
            throw search.of(loss, losses, epoch, steps, updates > 0);
        }
    }

    private EpochReport epoch(int epoch, int epochs, List<Callback> callbacks) {
        batches.startEpoch(epoch - 1);
        double lossSum = 0;
        double weightSum = 0;
        long rows = 0;
        long hits = 0;
        double accuracy = Double.NaN;
        for (int step = 1; step <= steps; step++) {
            BatchBuffer.Batch batch = batches.load(step - 1);
            Matrix prediction = workspace.forward(batch.features(), Pass.training(seed, updates + 1));
            rows += prediction.rows();
            if (batch.targets() instanceof Targets.Classes labels) {
                hits += hits(prediction, labels);
                accuracy = (double) hits / rows;
            }
            double weight = Reduction.weight(loss, batch.targets());
            weightSum += weight;
            lossSum = descend(batch, prediction, reduction.scale(loss, network.outputs(), weight), lossSum, epoch, step);
            StepReport report = new StepReport(epoch, epochs, step, steps, rows, reduced(lossSum, weightSum),
                    accuracy);
            callbacks.forEach(c -> c.stepEnded(report));
        }
        search.inParameters(epoch, steps).ifPresent(e -> {
            throw e;
        });
        Optional<Evaluation> validation = evaluator.map(Evaluation.Evaluator::evaluate);
        if (validation.isPresent() && !Double.isFinite(validation.get().loss())) {
            throw new NonFiniteException(epoch, steps, -1, "validation " + loss.name(),
                    (float) validation.get().loss());
        }
        return new EpochReport(epoch, epochs, reduced(lossSum, weightSum), accuracy, validation);
    }

    /** Loss, backward pass and update for one batch; the epoch's sum of losses, gone on with. */
    private double descend(BatchBuffer.Batch batch, Matrix prediction, float scale, double lossSum, int epoch, int step) {
        Matrix losses = rowLoss.columns(0, prediction.rows());
        workspace.kernels().loss(loss, prediction, batch.targets(), scale, losses, workspace.outputGradient());
        double sum = Reduction.sum(lossSum, losses);
        if (!Double.isFinite(sum)) {
            throw search.of(loss, losses, epoch, step, updates > 0);
        }
        workspace.backward(false);
        updates++;
        for (int i = 0; i < parameters.size(); i++) {
            workspace.kernels().update(optimizer, updates, parameters.get(i).value(), gradients.get(i), states.get(i));
        }
        return sum;
    }

    private double reduced(double sum, double weight) {
        return reduction.of(loss, network.outputs(), sum, weight);
    }

    private static int hits(Matrix prediction, Targets.Classes labels) {
        int hits = 0;
        for (int r = 0; r < prediction.rows(); r++) {
            if (Labels.largest(prediction, r) == labels.labels()[r]) {
                hits++;
            }
        }
        return hits;
    }
}
