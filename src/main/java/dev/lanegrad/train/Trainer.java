package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Scaling;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.data.Schema;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.text.Quoted;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
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
    private final Descent descent;
    private final List<Callback> callbacks = new ArrayList<>();
    private Reduction reduction = Reduction.MEAN;
    private Supplier<Kernels> kernels = VectorSupport::kernels;
    private int epochs = DEFAULT_EPOCHS;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private int microBatch = Integer.MAX_VALUE;
    private double validationShare;
    private int patience;
    private Scalings scalings = Scalings.NONE;
    private boolean scalesTargets;
    private long seed;
    private int flowEvery;
    private LastBatch lastBatch = LastBatch.SMALLER;
    private Optional<Checkpoints> checkpoints = Optional.empty();
    private LongSupplier nanoTime = System::nanoTime;

    private Trainer(Network network, Loss loss, Descent descent) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.descent = Objects.requireNonNull(descent, "descent");
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
        return of(network, loss, Descent.of(optimizer));
    }

    /**
     * Starts to describe a training run with a schedule, groups of parameters, clipping or penalties.
     *
     * @param network trained in place
     * @param loss what becomes small
     * @param descent how parameters move
     * @return a trainer with default settings
     */
    public static Trainer of(Network network, Loss loss, Descent descent) {
        return new Trainer(network, loss, descent);
    }

    /**
     * What a network for a loss usually ends in: nothing where the loss takes any values or logits, sigmoid where it takes
     * probabilities, log-softmax where it takes logarithms of probabilities, softplus where it takes rates.
     *
     * @param loss the loss
     * @return the last layer's activation
     */
    public static Activation lastActivation(Loss loss) {
        return Losses.end(loss);
    }

    /**
     * What becomes of the losses of a batch's rows. A step uses the gradient of the reduced loss of its batch; reports give
     * the reduced loss of the epoch's rows so far, and of the validation rows.
     *
     * @param value {@link Reduction#MEAN} unless said otherwise, or {@link Reduction#SUM}: then a step grows with its batch
     * @return this trainer
     * @throws IllegalArgumentException if {@link Reduction#NONE}, which leaves no number to make small
     */
    public Trainer reduction(Reduction value) {
        reduction = Losses.requireNumber(value);
        return this;
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
     * @param rows at least 1; the last batch of an epoch may be smaller (see {@link #lastBatch}), and is left out if it has one
     *     row and the network has batch normalisation, which needs two
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
     * What becomes of the samples that are left at the end of an epoch and fill no batch.
     *
     * @param value {@link LastBatch#SMALLER} unless said otherwise
     * @return this trainer
     */
    public Trainer lastBatch(LastBatch value) {
        lastBatch = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Lets a batch go through the network in parts, which takes less memory: the gradients are accumulated, with the
     * denominator of the whole batch, and have its bits. Not with batch normalisation, whose statistics are those of a batch.
     *
     * @param rows rows of a part, at least 1
     * @return this trainer
     * @throws IllegalArgumentException if below 1
     */
    public Trainer microBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a micro-batch needs at least one row, given " + rows);
        }
        microBatch = rows;
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
     * Decides the order of the samples, what dropout drops and, with {@link #validationShare}, the split.
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
     * Ends training once the validation loss has not become smaller for some epochs, and in any case leaves the network with
     * the weights of the epoch with the smallest one, the first of equals. Needs validation data.
     *
     * @param epochsWithoutProgress at least 1; 0 switches it off
     * @return this trainer
     * @throws IllegalArgumentException if negative
     */
    public Trainer earlyStopping(int epochsWithoutProgress) {
        if (epochsWithoutProgress < 0) {
            throw new IllegalArgumentException("early stopping needs a number of epochs of at least 0, given "
                    + epochsWithoutProgress);
        }
        patience = epochsWithoutProgress;
        return this;
    }

    /**
     * Scales the features' columns of numbers to mean 0 and deviation 1, fitted on the training part alone; the model keeps
     * the scaling.
     *
     * @return this trainer
     */
    public Trainer standardize() {
        return scaling(Scalings.all(Scaling.STANDARD));
    }

    /**
     * Scales the features, fitted on the training part alone; the model keeps the scaling.
     *
     * @param plan how each column is scaled
     * @return this trainer
     */
    public Trainer scaling(Scalings plan) {
        scalings = Objects.requireNonNull(plan, "plan");
        return this;
    }

    /**
     * Trains on targets scaled to mean 0 and deviation 1 a column, fitted on the training part alone, so that the usual
     * learning rates and initial weights do whatever the targets' unit is. After training, the scaling is undone in the
     * last layer's weights, and the network predicts in the targets' own unit; until then losses are those of the scaled
     * targets. For a regression with a network that starts afresh and ends in a dense layer
     * without an activation.
     *
     * @return this trainer
     */
    public Trainer standardizeTargets() {
        scalesTargets = true;
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
     * Measures how activations and gradients flow and tells the callbacks ({@link Callback#flowMeasured}, {@link Diagnosis}).
     * Also looks for NaN and Inf after each such step, which then is the one where they first appeared. Changes no bit of the
     * run; a measured step takes two to three times the time.
     *
     * @param everySteps measures one step of so many; 0, the default, measures none
     * @return this trainer
     * @throws IllegalArgumentException if negative
     */
    public Trainer measureFlow(int everySteps) {
        if (everySteps < 0) {
            throw new IllegalArgumentException("the flow is measured every so many steps, at least 0, given " + everySteps);
        }
        flowEvery = everySteps;
        return this;
    }

    /**
     * Saves all of the run from time to time, and goes on from what was saved if the settings say so. The run's network,
     * data, loss, optimizer, batch size and seed must be those of the run that was saved; epochs and patience may grow.
     *
     * @param plan where and how often
     * @return this trainer
     */
    public Trainer checkpoint(Checkpoints plan) {
        checkpoints = Optional.of(plan);
        return this;
    }

    /** Another clock for the seconds between two checkpoints: a test does not wait. */
    Trainer nanoTime(LongSupplier clock) {
        nanoTime = clock;
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
     * Lets the products of training and validation use several threads; the bits are those of one.
     *
     * @param parallelism the threads; it stays the caller's to close, after the training
     * @return this trainer
     */
    public Trainer parallelism(Parallelism parallelism) {
        Objects.requireNonNull(parallelism, "parallelism");
        return kernels(() -> VectorSupport.kernels(parallelism));
    }

    /**
     * Trains, without validation data unless {@link #validationShare} was set; what is held out has the same share of each
     * class as the rest.
     *
     * @param train the samples
     * @return the model
     * @throws IllegalArgumentException if network, loss, data and settings do not fit each other, or a checkpoint to go on
     *     from is that of another run
     * @throws NonFiniteException if the loss becomes NaN or Inf
     * @throws UncheckedIOException if a checkpoint is damaged or cannot be saved
     */
    public Model fit(Dataset train) {
        if (validationShare == 0) {
            return fit(train, Optional.empty());
        }
        Dataset.Split split = train.targets() instanceof Targets.Classes
                ? train.stratifiedSplit(validationShare, seed)
                : train.split(validationShare, seed);
        return fit(split.first(), Optional.of(split.second()));
    }

    /**
     * Trains, and evaluates on validation data after each epoch.
     *
     * @param train the samples
     * @param validation samples that training does not see
     * @return the model
     * @throws IllegalArgumentException if network, loss, data and settings do not fit each other, or a checkpoint to go on
     *     from is that of another run
     * @throws NonFiniteException if the loss becomes NaN or Inf
     * @throws UncheckedIOException if a checkpoint is damaged or cannot be saved
     */
    public Model fit(Dataset train, Dataset validation) {
        return fit(train, Optional.of(validation));
    }

    private Model fit(Dataset train, Optional<Dataset> validation) {
        Losses.requireFit(network, loss, train);
        validation.ifPresent(v -> {
            Losses.requireFit(network, loss, v);
            requireSame("labels", v.labelNames(), train.labelNames());
            requireSame("inputs", inputNames(v), inputNames(train));
            // A single column may be called otherwise; the columns of several could be mixed up.
            if (targetNames(v).size() > 1 && targetNames(train).size() > 1) {
                requireSame("target columns", targetNames(v), targetNames(train));
            }
        });
        if (patience > 0 && validation.isEmpty()) {
            throw new IllegalArgumentException("early stopping needs validation data: give some to fit, or a validation"
                    + " share");
        }
        int batch = Math.min(batchSize, train.rows());
        MicroBatches.requireStatistics(network, batch, microBatch);
        Optional<TargetScaling> targets = scalesTargets
                ? Optional.of(TargetScaling.fit(network, loss, train))
                : Optional.empty();
        Preparation preparation = Preparation.fit(train, scalings);
        Model model = new Model(network, preparation.scaler(), Losses.labels(loss, train), Losses.form(loss),
                Losses.link(loss), preparation.schema());

        Optional<Evaluation.Evaluator> evaluator = validation.map(v -> new Evaluation.Evaluator(network, loss, reduction,
                targets.map(t -> t.apply(v)).orElse(v), preparation, kernels.get()));
        Dataset samples = targets.map(t -> t.apply(train)).orElse(train);
        TrainingRun run = new TrainingRun(network, loss, reduction, descent, epochs, samples, preparation, batch,
                Math.min(microBatch, batch), seed, kernels.get(), evaluator, patience, lastBatch);
        Optional<Position> position = checkpoints.flatMap(plan -> run.resume(plan,
                settings(samples, validation, preparation, targets), epochs, nanoTime));
        position.ifPresent(p -> callbacks.forEach(callback -> callback.trainingResumed(p)));
        run.measureFlow(flowEvery, samples.rows());
        TrainingReport report;
        try {
            report = run.run(epochs, callbacks);
        } finally {
            targets.ifPresent(t -> t.undo(network));
        }
        callbacks.forEach(callback -> callback.trainingEnded(report));
        return model;
    }

    /** What decides the bits of a run beside its state, for checkpoints. How often and how long it trains is not in it. */
    private SequencedMap<String, String> settings(Dataset samples, Optional<Dataset> validation, Preparation preparation,
            Optional<TargetScaling> targets) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("network", network.toString());
        settings.put("architecture", ModelFile.architecture(network));
        settings.put("loss", loss.text());
        settings.put("reduction", reduction.name());
        descent.settings(network.parameters(), epochs, settings);
        settings.put("training rows", Integer.toString(samples.rows()));
        settings.put("checksum of the training data", DataChecksum.of(samples));
        settings.put("validation rows", validation.map(v -> Integer.toString(v.rows())).orElse("none"));
        settings.put("checksum of the validation data", validation.map(DataChecksum::of).orElse("none"));
        settings.put("batch size", Integer.toString(Math.min(batchSize, samples.rows())));
        settings.put("rows of a micro-batch", Integer.toString(Math.min(microBatch, Math.min(batchSize, samples.rows()))));
        settings.put("last batch", lastBatch.name());
        settings.put("seed", Long.toString(seed));
        settings.put("scaling of inputs", preparation.scaler().map(DataChecksum::of).orElse("none"));
        settings.put("scaling of targets", targets.map(t -> DataChecksum.of(t.scaler())).orElse("none"));
        settings.put("early stopping", patience > 0 ? "on" : "off");
        return settings;
    }

    private static List<String> inputNames(Dataset data) {
        return data.schema().map(Schema::inputNames).orElse(List.of());
    }

    private static List<String> targetNames(Dataset data) {
        return data.schema().map(Schema::targets).orElse(List.of());
    }

    private static void requireSame(String what, List<String> validation, List<String> training) {
        if (!validation.equals(training)) {
            throw new IllegalArgumentException("the validation data have the " + what + " "
                    + Quoted.list(validation) + ", the training data " + Quoted.list(training)
                    + "; they must be the same in the same order");
        }
    }
}
