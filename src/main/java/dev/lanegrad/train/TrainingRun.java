package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/** The state of one run of a {@link Trainer}: epochs of steps. */
final class TrainingRun {
    private final Network network;
    private final Loss loss;
    private final Reduction reduction;
    private final Optional<Evaluation.Evaluator> evaluator;
    private final MiniBatches batches;
    private final Workspace workspace;
    private final Updates parameters;
    private final MicroBatches parts;
    private final NonFiniteSearch search;
    private final Pass pass;
    private final int rows;
    private final int steps;
    private final List<String> labels;
    private final Optional<EarlyStopping> stopping;
    private final EpochSums sums = new EpochSums();
    private Optional<FlowMonitor> flow = Optional.empty();
    private Optional<Checkpointer> checkpointer = Optional.empty();
    private Optional<EpochReport> last = Optional.empty();
    private boolean stopped;
    private int epochsDone;
    private int stepsDone;
    private long updates;

    TrainingRun(Network network, Loss loss, Reduction reduction, Descent descent, int epochs, Dataset samples,
            Preparation preparation, int batchSize, int microBatch, long seed, Kernels kernels,
            Optional<Evaluation.Evaluator> evaluator, int patience, LastBatch lastBatch) {
        this.network = network;
        this.loss = loss;
        this.reduction = reduction;
        this.evaluator = evaluator;
        pass = Pass.training(seed, 0);
        labels = samples.labelNames();
        stopping = patience > 0 ? Optional.of(new EarlyStopping(network, patience)) : Optional.empty();
        batches = new MiniBatches(samples, new BatchBuffer(samples, preparation, batchSize, kernels), seed, lastBatch);
        // A single row has no variance that batch normalisation could divide by: as the last batch, it waits for an epoch
        // in which it stands elsewhere.
        boolean single = lastBatch == LastBatch.SMALLER && !network.statistics().isEmpty()
                && samples.rows() % batchSize == 1;
        steps = single ? batches.count() - 1 : batches.count();
        workspace = new Workspace(network, microBatch, kernels);
        parameters = new Updates(descent, network, workspace, steps, epochs);
        parts = new MicroBatches(microBatch);
        rows = microBatch;
        search = new NonFiniteSearch(network, workspace, steps);
    }

    /** All that decides how the run goes on, between two steps. */
    private void state(RunState state) {
        epochsDone = (int) state.count("epochs", epochsDone);
        stepsDone = (int) state.count("steps", stepsDone);
        updates = state.count("updates", updates);
        stopped = state.flag("stopped", stopped);
        sums.state(state);
        last = ReportState.exchange(state, "last", last, labels);
        network.tensors().forEach((name, parameter) -> state.array(name, parameter.value()));
        parameters.state(state);
        stopping.ifPresent(s -> s.state(state, labels));
    }

    /** Measures one step of so many, or none. */
    void measureFlow(int every, int samples) {
        flow = every > 0
                ? Optional.of(new FlowMonitor(network, workspace, rows, samples, every))
                : Optional.empty();
    }

    /** Saves checkpoints from now on, and goes on from the one that is there if that is asked for. */
    Optional<Position> resume(Checkpoints plan, SequencedMap<String, String> settings, int epochs, LongSupplier nanoTime) {
        Checkpointer saving = new Checkpointer(plan, settings, state -> {
            state(state);
            if (epochsDone + (stepsDone > 0 ? 1 : 0) > epochs) {
                throw new IllegalArgumentException("it has " + epochsDone + " epochs and " + stepsDone
                        + " steps behind it, the run is to end after " + epochs + " epochs");
            }
        }, nanoTime);
        checkpointer = Optional.of(saving);
        return saving.restore() ? Optional.of(new Position(epochsDone, stepsDone, updates)) : Optional.empty();
    }

    /** Trains until so many epochs are done or somebody stops it; with a patience the network gets the best weights. */
    TrainingReport run(int epochs, List<Callback> callbacks) {
        while (!isOver(epochs)) {
            EpochReport report = epoch(epochsDone + 1, epochs, callbacks);
            last = Optional.of(report);
            epochsDone++;
            parameters.epochEnded(report);
            stopping.ifPresent(s -> s.epochEnded(report));
            for (Callback callback : callbacks) {
                stopped |= callback.epochEnded(report) == Callback.Decision.STOP;
            }
            checkpointer.ifPresent(c -> c.epochEnded(epochsDone, isOver(epochs)));
        }
        checkLastUpdate(epochsDone);
        EpochReport report = last.orElseThrow();
        return new TrainingReport(report, stopping.map(EarlyStopping::restore).orElse(report));
    }

    private boolean isOver(int epochs) {
        return stepsDone == 0
                && (stopped || epochsDone >= epochs || (stopping.isPresent() && stopping.get().stops(epochsDone)));
    }

    /** No step follows that would notice what the last update did: the last batch goes through once more, as in evaluation. */
    private void checkLastUpdate(int epoch) {
        batches.startEpoch(epoch - 1);
        for (MicroBatches.Part part : parts.of(batches.load(steps - 1))) {
            BatchLoss.compute(workspace.kernels(), loss, workspace.forward(part.batch().features()), part.batch(), 0,
                    part.losses(), workspace.outputGradient());
            if (!Double.isFinite(Reduction.sum(0, part.losses()))) {
                throw search.of(loss, part, Pass.EVALUATION, epoch, steps, updates > 0);
            }
        }
    }

    private EpochReport epoch(int epoch, int epochs, List<Callback> callbacks) {
        steps(epoch, epochs, callbacks);
        search.inParameters(epoch, steps).ifPresent(e -> {
            throw e;
        });
        Optional<Evaluation> validation = evaluator.map(Evaluation.Evaluator::evaluate);
        if (validation.isPresent() && !Double.isFinite(validation.get().loss())) {
            throw new NonFiniteException(epoch, steps, -1, "validation " + loss.name(),
                    (float) validation.get().loss());
        }
        return new EpochReport(epoch, epochs, reduced(sums.loss, sums.weight), sums.accuracy(), validation);
    }

    /** The steps of an epoch, or those that are left of it. */
    void steps(int epoch, int epochs, List<Callback> callbacks) {
        startEpoch(epoch);
        while (stepsDone < steps) {
            step(epoch, epochs, callbacks);
        }
        stepsDone = 0;
    }

    /** Goes on with an epoch, or begins it. */
    void startEpoch(int epoch) {
        batches.startEpoch(epoch - 1);
        if (stepsDone == 0) {
            sums.clear();
        }
    }

    /**
     * The next step of the epoch. Allocates nothing where nobody listens and nothing is saved or measured, from the second epoch
     * on not for a smaller last batch either.
     */
    void step(int epoch, int epochs, List<Callback> callbacks) {
        BatchBuffer.Batch batch = batches.load(stepsDone);
        // Known before the first micro-batch: the gradients are those of the whole batch, to the bit.
        double weight = BatchLoss.weight(loss, batch);
        float scale = reduction.scale(loss, network.outputs(), weight);
        sums.weight += weight;
        List<MicroBatches.Part> all = parts.of(batch);
        boolean measures = flow.isPresent() && flow.get().looksAt(updates + 1);
        double batchLoss = 0;
        for (int i = 0; i < all.size(); i++) {
            backward(all.get(i), scale, epoch);
            if (measures) {
                flow.get().see(i == 0);
                batchLoss = Reduction.sum(batchLoss, all.get(i).losses());
            }
        }
        updates++;
        stepsDone++;
        if (measures) {
            flow.get().beforeUpdate();
        }
        parameters.step(updates);
        if (measures || !callbacks.isEmpty()) {
            StepReport report = new StepReport(epoch, epochs, stepsDone, steps, sums.rows, reduced(sums.loss, sums.weight),
                    sums.accuracy());
            if (measures) {
                measure(report, reduced(batchLoss, weight), callbacks);
            }
            callbacks.forEach(c -> c.stepEnded(report));
        }
        if (checkpointer.isPresent()) {
            checkpointer.get().stepEnded(updates, stepsDone == steps);
        }
    }

    /** Forward pass, loss and backward pass for a micro-batch; the epoch's sums are gone on with. */
    private void backward(MicroBatches.Part part, float scale, int epoch) {
        Matrix prediction = workspace.forward(part.batch().features(), pass.set(updates + 1, part.from()));
        sums.add(prediction, part.batch().targets());
        BatchLoss.compute(workspace.kernels(), loss, prediction, part.batch(), scale, part.losses(),
                workspace.outputGradient());
        sums.loss = Reduction.sum(sums.loss, part.losses());
        if (!Double.isFinite(sums.loss)) {
            throw search.of(loss, part, pass, epoch, stepsDone + 1, updates > 0);
        }
        workspace.backward(part.from() > 0);
    }

    /** Looks at what a step did to the parameters, and tells how it went. */
    private void measure(StepReport report, double batchLoss, List<Callback> callbacks) {
        search.inParameters(report.epoch(), report.step()).ifPresent(e -> {
            throw e;
        });
        FlowReport measured = flow.get().measure(report.epoch(), report.step(), batchLoss);
        callbacks.forEach(c -> c.flowMeasured(measured));
    }

    private double reduced(double sum, double weight) {
        return reduction.of(loss, network.outputs(), sum, weight);
    }
}
