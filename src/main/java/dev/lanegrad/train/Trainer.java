package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Labels;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trains a network by gradient descent on mini-batches (or single samples, or the whole data set at once).
 *
 * <pre>{@code
 * Model model = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-3f))
 *     .epochs(10).batchSize(64).fit(train, validation);
 * }</pre>
 *
 * <p>The network is trained in place, and the model shares it: train a {@link Network#copy()} where the model of an
 * earlier run must stay as it was. Each run starts with fresh optimizer state.
 *
 * <p>The result is a function of the network's weights, the data, the settings and the seed: the same bits on every
 * machine, at every vector width, and with the scalar reference. A loss that is NaN or Inf, or an epoch that leaves a
 * parameter or the validation loss so, ends training with a {@link NonFiniteException} that says where it first
 * appeared. Not thread-safe.
 */
public final class Trainer {
    /** Rows of a batch unless said otherwise. */
    public static final int DEFAULT_BATCH_SIZE = 32;

    /** Epochs unless said otherwise. */
    public static final int DEFAULT_EPOCHS = 10;

    private final Network network;
    private final Loss loss;
    private final Optimizer optimizer;
    private final List<Callback> callbacks = new ArrayList<>();
    private Supplier<Kernels> kernels = VectorSupport::kernels;
    private int epochs = DEFAULT_EPOCHS;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private double validationShare;
    private boolean standardized;
    private long seed;

    private Trainer(Network network, Loss loss, Optimizer optimizer) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    }

    /**
     * Starts to describe a training run.
     *
     * @param network trained in place
     * @param loss what becomes small
     * @param optimizer how parameters move
     * @return a trainer with default settings
     */
    public static Trainer of(Network network, Loss loss, Optimizer optimizer) {
        return new Trainer(network, loss, optimizer);
    }

    /**
     * How often all samples are seen.
     *
     * @param count at least 1
     * @return this trainer
     * @throws IllegalArgumentException if below 1
     */
    public Trainer epochs(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("training needs at least one epoch, given " + count);
        }
        epochs = count;
        return this;
    }

    /**
     * Mini-batch descent: samples a step.
     *
     * @param rows at least 1; the last batch of an epoch may be smaller
     * @return this trainer
     * @throws IllegalArgumentException if below 1
     */
    public Trainer batchSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch needs at least one row, given " + rows);
        }
        batchSize = rows;
        return this;
    }

    /**
     * Batch descent: every step sees all samples.
     *
     * @return this trainer
     */
    public Trainer fullBatch() {
        return batchSize(Integer.MAX_VALUE);
    }

    /**
     * Stochastic descent: one sample a step.
     *
     * @return this trainer
     */
    public Trainer stochastic() {
        return batchSize(1);
    }

    /**
     * Decides the order of the samples and, with {@link #validationShare}, the split.
     *
     * @param value any number; 0 unless said otherwise
     * @return this trainer
     */
    public Trainer seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Holds out a share of the training data for validation, in {@link #fit(Dataset)}.
     *
     * @param share in [0, 1); 0 holds out nothing
     * @return this trainer
     * @throws IllegalArgumentException if out of range
     */
    public Trainer validationShare(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("the validation share must be in [0, 1), given " + share);
        }
        validationShare = share;
        return this;
    }

    /**
     * Scales the features to mean 0 and deviation 1, fitted on the training part alone; the model keeps the scaling.
     *
     * @return this trainer
     */
    public Trainer standardize() {
        standardized = true;
        return this;
    }

    /**
     * Adds a listener; several are called in the order in which they were added.
     *
     * @param callback the listener
     * @return this trainer
     */
    public Trainer callback(Callback callback) {
        callbacks.add(Objects.requireNonNull(callback, "callback"));
        return this;
    }

    /**
     * Chooses what computes, for example {@code ReferenceKernels::new} to train on the scalar reference.
     *
     * @param supplier gives a new instance at each call
     * @return this trainer
     */
    public Trainer kernels(Supplier<Kernels> supplier) {
        kernels = Objects.requireNonNull(supplier, "supplier");
        return this;
    }

    /**
     * Trains, without validation data unless {@link #validationShare} was set.
     *
     * @param train the samples
     * @return the model
     * @throws IllegalArgumentException if network, loss and data do not fit each other
     * @throws NonFiniteException if the loss becomes NaN or Inf
     */
    public Model fit(Dataset train) {
        if (validationShare == 0) {
            return fit(train, Optional.empty());
        }
        Dataset.Split split = train.split(validationShare, seed);
        return fit(split.first(), Optional.of(split.second()));
    }

    /**
     * Trains, and evaluates on validation data after each epoch.
     *
     * @param train the samples
     * @param validation samples that training does not see
     * @return the model
     * @throws IllegalArgumentException if network, loss and data do not fit each other
     * @throws NonFiniteException if the loss becomes NaN or Inf
     */
    public Model fit(Dataset train, Dataset validation) {
        return fit(train, Optional.of(validation));
    }

    private Model fit(Dataset train, Optional<Dataset> validation) {
        Losses.requireFit(network, loss, train);
        validation.ifPresent(v -> {
            Losses.requireFit(network, loss, v);
            if (!v.labelNames().equals(train.labelNames())) {
                throw new IllegalArgumentException("the validation data have the labels " + v.labelNames()
                        + ", the training data " + train.labelNames() + "; they must be the same in the same order");
            }
        });
        Activation link = Losses.link(loss);
        Optional<Scaler> scaler = standardized ? Optional.of(Scaler.standard(train.features())) : Optional.empty();
        OutputForm form = loss.onLogits() ? OutputForm.PROBABILITIES : OutputForm.LOGITS;
        Model model = new Model(network, scaler, train.labelNames(), form, link);

        Dataset samples = scaler.map(s -> scaled(s, train)).orElse(train);
        Optional<Evaluation.Evaluator> evaluator = validation
                .map(v -> scaler.map(s -> scaled(s, v)).orElse(v))
                .map(v -> new Evaluation.Evaluator(network, loss, v, kernels.get()));
        new Run(samples, evaluator).run();
        return model;
    }

    private Dataset scaled(Scaler scaler, Dataset data) {
        Matrix features = Matrix.create(data.rows(), data.inputs());
        scaler.apply(kernels.get(), data.features(), features);
        return data.withFeatures(features);
    }

    /** The state of one run. */
    private final class Run {
        private final Optional<Evaluation.Evaluator> evaluator;
        private final MiniBatches batches;
        private final Workspace workspace;
        private final List<Parameter> parameters;
        private final List<Matrix> gradients;
        private final List<Matrix[]> states = new ArrayList<>();
        private final Matrix rowLoss;
        private long updates;

        Run(Dataset samples, Optional<Evaluation.Evaluator> evaluator) {
            this.evaluator = evaluator;
            batches = new MiniBatches(samples, batchSize, seed);
            workspace = new Workspace(network, batches.batchSize(), kernels.get());
            parameters = network.parameters();
            gradients = workspace.gradients();
            for (Parameter parameter : parameters) {
                Matrix[] state = new Matrix[optimizer.stateCount()];
                for (int i = 0; i < state.length; i++) {
                    state[i] = Matrix.create(parameter.value().rows(), parameter.value().columns());
                }
                states.add(state);
            }
            rowLoss = Matrix.create(1, batches.batchSize());
        }

        void run() {
            for (int epoch = 1; epoch <= epochs; epoch++) {
                if (epoch(epoch) == Callback.Decision.STOP) {
                    checkLastUpdate(epoch);
                    return;
                }
            }
            checkLastUpdate(epochs);
        }

        /** No step follows that would notice what the last update did: the last batch goes through once more. */
        private void checkLastUpdate(int epoch) {
            MiniBatches.Batch batch = batches.load(batches.count() - 1);
            Matrix losses = rowLoss.columns(0, batch.features().rows());
            workspace.kernels().loss(loss, workspace.forward(batch.features()), batch.targets(), 0, losses,
                    workspace.outputGradient());
            if (!Double.isFinite(Losses.sum(0, losses))) {
                throw firstNonFinite(losses, epoch, batches.count());
            }
        }

        private Callback.Decision epoch(int epoch) {
            batches.startEpoch(epoch - 1);
            double lossSum = 0;
            long rows = 0;
            long hits = 0;
            double accuracy = Double.NaN;
            for (int step = 1; step <= batches.count(); step++) {
                MiniBatches.Batch batch = batches.load(step - 1);
                Matrix prediction = workspace.forward(batch.features());
                rows += prediction.rows();
                if (batch.targets() instanceof Targets.Classes labels) {
                    hits += hits(prediction, labels);
                    accuracy = (double) hits / rows;
                }
                lossSum = descend(batch, prediction, lossSum, epoch, step);
                StepReport report = new StepReport(epoch, epochs, step, batches.count(), rows, lossSum / rows, accuracy);
                callbacks.forEach(c -> c.stepEnded(report));
            }
            findNonFiniteParameter(epoch, batches.count()).ifPresent(e -> {
                throw e;
            });
            Optional<Evaluation> validation = evaluator.map(Evaluation.Evaluator::evaluate);
            if (validation.isPresent() && !Double.isFinite(validation.get().loss())) {
                throw new NonFiniteException(epoch, batches.count(), -1, "validation " + loss.name(),
                        (float) validation.get().loss());
            }
            EpochReport report = new EpochReport(epoch, epochs, lossSum / rows, accuracy, validation);
            Callback.Decision decision = Callback.Decision.CONTINUE;
            for (Callback callback : callbacks) {
                if (callback.epochEnded(report) == Callback.Decision.STOP) {
                    decision = Callback.Decision.STOP;
                }
            }
            return decision;
        }

        /** Loss, backward pass and update for one batch; the epoch's sum of losses, gone on with. */
        private double descend(MiniBatches.Batch batch, Matrix prediction, double lossSum, int epoch, int step) {
            int rows = prediction.rows();
            Matrix losses = rowLoss.columns(0, rows);
            workspace.kernels().loss(loss, prediction, batch.targets(), 1f / rows, losses, workspace.outputGradient());
            double sum = Losses.sum(lossSum, losses);
            if (!Double.isFinite(sum)) {
                throw firstNonFinite(losses, epoch, step);
            }
            workspace.backward(false);
            updates++;
            for (int i = 0; i < parameters.size(); i++) {
                workspace.kernels().update(optimizer, updates, parameters.get(i).value(), gradients.get(i), states.get(i));
            }
            return sum;
        }

        /**
         * A parameter that a step left as NaN or Inf: the step's gradients (last layer first, as they were computed) are
         * still there to tell whether the backward pass or the update did it.
         */
        private Optional<NonFiniteException> findNonFiniteParameter(int epoch, int step) {
            if (parameters.stream().allMatch(p -> firstNonFinite(p.value()).isEmpty())) {
                return Optional.empty();
            }
            for (int i = parameters.size() - 1; i >= 0; i--) {
                Optional<Float> value = firstNonFinite(gradients.get(i));
                if (value.isPresent()) {
                    return Optional.of(new NonFiniteException(epoch, step, i / 2, "gradient of "
                            + parameters.get(i).name(), value.get()));
                }
            }
            for (int i = 0; i < parameters.size(); i++) {
                Optional<Float> value = firstNonFinite(parameters.get(i).value());
                if (value.isPresent()) {
                    return Optional.of(new NonFiniteException(epoch, step, i / 2, "update of "
                            + parameters.get(i).name(), value.get()));
                }
            }
            return Optional.empty();
        }

        /** Walks back in the order of computation: what the step before left, then this step's forward pass. */
        private NonFiniteException firstNonFinite(Matrix losses, int epoch, int step) {
            if (updates > 0) {
                Optional<NonFiniteException> left = step == 1
                        ? findNonFiniteParameter(epoch - 1, batches.count())
                        : findNonFiniteParameter(epoch, step - 1);
                if (left.isPresent()) {
                    return left.get();
                }
            }
            for (int layer = 0; layer < network.layers().size(); layer++) {
                Optional<Float> sums = firstNonFinite(workspace.weightedSums(layer));
                if (sums.isPresent()) {
                    return new NonFiniteException(epoch, step, layer, "weighted sums", sums.get());
                }
                Optional<Float> output = firstNonFinite(workspace.output(layer));
                if (output.isPresent()) {
                    return new NonFiniteException(epoch, step, layer, "activation", output.get());
                }
            }
            return new NonFiniteException(epoch, step, -1, loss.name(),
                    firstNonFinite(losses).orElse(Float.POSITIVE_INFINITY));
        }

        private static Optional<Float> firstNonFinite(Matrix matrix) {
            for (int r = 0; r < matrix.rows(); r++) {
                for (int c = 0; c < matrix.columns(); c++) {
                    if (!Float.isFinite(matrix.get(r, c))) {
                        return Optional.of(matrix.get(r, c));
                    }
                }
            }
            return Optional.empty();
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
}
