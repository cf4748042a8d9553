package dev.lanegrad.cli;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Scaling;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.TargetDomain;
import dev.lanegrad.nn.Initializer;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.text.Quoted;
import dev.lanegrad.train.GradientCheck;
import dev.lanegrad.train.RateFinder;
import dev.lanegrad.train.Trainer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Network and training: what a run is made of beside its data.
 *
 * <p>The defaults were chosen by cross-validation of small and middle-sized training data (150 to 3,800 rows, 4 to 64
 * features): one hidden layer, Glorot's weights before relu, and as many epochs as make a number of steps.
 */
final class TrainingOptions {
    /** Rows of a batch. */
    private static final int BATCH = 32;

    /** Steps that small data sets get by seeing their samples more often, and the least number of epochs. */
    private static final int STEPS = 1_000;

    private static final int EPOCHS = 30;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--hidden", split = ",", defaultValue = "256", paramLabel = "UNITS",
            description = "units of the hidden layers, or 0 for none (default: ${DEFAULT-VALUE})")
    private List<Integer> hidden;

    @Option(names = "--activation", defaultValue = "relu", paramLabel = "NAME", converter = ActivationConverter.class,
            completionCandidates = Activations.class,
            description = "of the hidden layers: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Activation activation;

    @Option(names = "--normalization", defaultValue = "none", paramLabel = "NAME", converter = NormalizationConverter.class,
            description = "between a hidden layer's weighted sums and its activation: none, batch, layer or rms (default:"
                    + " ${DEFAULT-VALUE})")
    private Normalization normalization;

    @Option(names = "--dropout", defaultValue = "0", paramLabel = "RATE",
            description = "share of the hidden layers' outputs that a training step drops, in [0, 1) (default:"
                    + " ${DEFAULT-VALUE})")
    private float dropout;

    @Option(names = "--residual",
            description = "add to a hidden layer's outputs its inputs, where these are as many")
    private boolean residual;

    @Option(names = "--initializer", defaultValue = "glorot_uniform", paramLabel = "NAME",
            converter = InitializerConverter.class, completionCandidates = Initializers.class,
            description = "of the weights: ${COMPLETION-CANDIDATES}; he_normal suits many layers of relu (default:"
                    + " ${DEFAULT-VALUE})")
    private Initializer initializer;

    @Option(names = "--loss", defaultValue = "softmax_cross_entropy", paramLabel = "NAME", converter = LossConverter.class,
            completionCandidates = Losses.class,
            description = "what is made small: ${COMPLETION-CANDIDATES}; for softmax_cross_entropy and"
                    + " negative_log_likelihood the label column holds classes, for the others numbers (default: ${DEFAULT-VALUE})")
    private Loss loss;

    @Option(names = "--class-weights", split = ",", paramLabel = "WEIGHT",
            description = "'balanced', or class=weight for classes that do not count 1 in the loss")
    private List<String> classWeights = List.of();

    @Option(names = "--optimizer", defaultValue = "adam", paramLabel = "NAME", converter = OptimizerConverter.class,
            completionCandidates = Optimizers.class,
            description = "${COMPLETION-CANDIDATES} or momentum, which is sgd(momentum=0.9); parameters stand in brackets, as"
                    + " in adamw(weight_decay=0.05) (default: ${DEFAULT-VALUE})")
    private Optimizer optimizer;

    @Option(names = "--rate", paramLabel = "RATE", description = "learning rate (default: the optimizer's usual one)")
    private Optional<Float> rate = Optional.empty();

    @Mixin
    private DescentOptions descent;

    @Option(names = "--epochs", paramLabel = "COUNT", description = "how often all samples are seen (default: " + EPOCHS
            + ", or as many as make " + STEPS + " steps)")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--batch", paramLabel = "ROWS", description = "samples a step (default: " + BATCH + ")")
    private Optional<Integer> batch = Optional.empty();

    @Option(names = "--micro-batch", paramLabel = "ROWS",
            description = "rows that go through the network at once: less memory, the same bits (default: the whole batch)")
    private Optional<Integer> microBatch = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", paramLabel = "NUMBER",
            description = "decides weights, order and splits (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--validation", defaultValue = "0", paramLabel = "SHARE",
            description = "share of the training data that is held out for validation, of each class the same (default:"
                    + " ${DEFAULT-VALUE})")
    private double validation;

    @Option(names = "--patience", defaultValue = "0", paramLabel = "EPOCHS",
            description = "early stopping: end once the validation loss has not become smaller for so many epochs, and keep"
                    + " the best weights; 0 never stops (default: ${DEFAULT-VALUE})")
    private int patience;

    @Option(names = "--scaling", defaultValue = "standard", paramLabel = "NAME", converter = ScalingConverter.class,
            description = "of the features that are numbers: standard, min_max, robust or none (default: ${DEFAULT-VALUE})")
    private Scaling scaling;

    @Option(names = "--scale", split = ",", paramLabel = "COLUMN=NAME",
            description = "another scaling for single columns, by their names")
    private Map<String, String> columnScalings = Map.of();

    @Option(names = "--no-target-scaling",
            description = "train a regression on its targets as they are; otherwise they are standardised while training,"
                    + " and losses such as huber(1.0) count in their standard deviations")
    private boolean rawTargets;

    /** What stands between weighted sums and activation. */
    enum Normalization {
        NONE, BATCH, LAYER, RMS
    }

    /** All activations, for the help. */
    static final class Activations implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Activation.all().stream().map(Activation::text).iterator();
        }
    }

    /** All losses, for the help. */
    static final class Losses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Loss.all().stream().map(Loss::text).iterator();
        }
    }

    /** All optimizers, for the help. */
    static final class Optimizers implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Optimizer.all().stream().map(Optimizer::name).iterator();
        }
    }

    /** All initializers, for the help. */
    static final class Initializers implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Initializer.all().stream().map(Initializer::text).iterator();
        }
    }

    /** Reads an activation as model files write it. */
    static final class ActivationConverter implements ITypeConverter<Activation> {
        @Override
        public Activation convert(String value) {
            return Conversion.of(() -> Activation.parse(value));
        }
    }

    /** Reads a loss by its name. */
    static final class LossConverter implements ITypeConverter<Loss> {
        @Override
        public Loss convert(String value) {
            return Conversion.of(() -> Loss.parse(value));
        }
    }

    /** Reads an optimizer as its text says. */
    static final class OptimizerConverter implements ITypeConverter<Optimizer> {
        @Override
        public Optimizer convert(String value) {
            return Conversion.of(() -> Optimizer.parse(value.equals("momentum") ? "sgd(momentum=0.9)" : value));
        }
    }

    /** Reads an initializer by its name. */
    static final class InitializerConverter implements ITypeConverter<Initializer> {
        @Override
        public Initializer convert(String value) {
            return Conversion.of(() -> Initializer.parse(value));
        }
    }

    /** Reads a normalisation by its name in lower case. */
    static final class NormalizationConverter implements ITypeConverter<Normalization> {
        @Override
        public Normalization convert(String value) {
            return Conversion.of(() -> Arrays.stream(Normalization.values())
                    .filter(n -> n.name().toLowerCase(Locale.ROOT).equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown normalisation " + Quoted.text(value)
                            + ", expected none, batch, layer or rms")));
        }
    }

    /** Reads a scaling by its name. */
    static final class ScalingConverter implements ITypeConverter<Scaling> {
        @Override
        public Scaling convert(String value) {
            return Conversion.of(() -> Scaling.parse(value));
        }
    }

    long seed() {
        return seed;
    }

    /** The loss without class weights: what decides how data are read. */
    Loss loss() {
        return loss;
    }

    /** Refuses what is wrong whatever the data are. */
    void check() {
        Options.checked(spec, "--rate", this::optimizer);
        if (hidden.isEmpty() || hidden.stream().anyMatch(units -> units < 0) || (hidden.size() > 1 && hidden.contains(0))) {
            throw Options.invalid(spec, "--hidden", "hidden layers need at least one unit each, given " + hidden);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw Options.invalid(spec, "--dropout", "the rate must be in [0, 1), given " + dropout);
        }
        if (residual && IntStream.range(1, hidden.size()).noneMatch(i -> hidden.get(i).equals(hidden.get(i - 1)))) {
            throw Options.invalid(spec, "--residual", "no hidden layer has as many units as the one before it, given "
                    + hidden);
        }
        if (normalization == Normalization.BATCH && batchSize() < 2) {
            throw Options.invalid(spec, "--normalization", "batch normalisation needs batches of at least 2 rows, given "
                    + batchSize());
        }
        epochs.filter(e -> e < 1).ifPresent(e -> {
            throw Options.invalid(spec, "--epochs", "training needs at least one epoch, given " + e);
        });
        batch.filter(b -> b < 1).ifPresent(b -> {
            throw Options.invalid(spec, "--batch", "a batch needs at least one row, given " + b);
        });
        microBatch.filter(b -> b < 1).ifPresent(b -> {
            throw Options.invalid(spec, "--micro-batch", "a micro-batch needs at least one row, given " + b);
        });
        if (normalization == Normalization.BATCH && microBatch.isPresent()) {
            throw Options.invalid(spec, "--micro-batch", "batch normalisation takes its statistics from a whole batch");
        }
        descent.check(optimizer);
        if (!(validation >= 0 && validation < 1)) {
            throw Options.invalid(spec, "--validation", "the share must be in [0, 1), given " + validation);
        }
        if (patience < 0 || (patience > 0 && validation == 0)) {
            throw Options.invalid(spec, "--patience", patience < 0
                    ? "expected at least 0 epochs, given " + patience
                    : "early stopping needs validation data: add --validation SHARE");
        }
        if (!classWeights.isEmpty() && !(loss instanceof Loss.OfClasses f && f.weights().isEmpty())) {
            throw Options.invalid(spec, "--class-weights", loss.text() + (loss instanceof Loss.OfClasses
                    ? " has weights of its own"
                    : " has no classes to weigh"));
        }
        if (rawTargets && !scalesTargets()) {
            throw Options.invalid(spec, "--no-target-scaling", loss.text() + " takes its targets as they are");
        }
        scalings();
    }

    private boolean scalesTargets() {
        return loss.targetDomain() == TargetDomain.REAL;
    }

    private Optimizer optimizer() {
        return rate.map(optimizer::withRate).orElse(optimizer);
    }

    private Scalings scalings() {
        Map<String, Scaling> columns = new TreeMap<>();
        columnScalings
                .forEach((column, name) -> columns.put(column, Options.checked(spec, "--scale", () -> Scaling.parse(name))));
        return new Scalings(scaling, columns);
    }

    /** A fresh network for the data. */
    Network network(Dataset training) {
        Network.Builder builder = Network.input(training.inputs());
        int before = 0;
        for (int units : hidden) {
            if (units > 0 && residual && units == before) {
                builder.residual(body -> addHidden(body, units));
            } else if (units > 0) {
                addHidden(builder, units);
            }
            before = units;
        }
        return builder.dense(training.outputs(), Trainer.lastActivation(loss), initializer).build(seed);
    }

    private void addHidden(Network.Builder builder, int units) {
        switch (normalization) {
            case NONE -> builder.dense(units, activation, initializer);
            case BATCH -> builder.dense(units, Activation.IDENTITY, initializer).batchNormalization()
                    .activation(activation);
            case LAYER -> builder.dense(units, Activation.IDENTITY, initializer).layerNormalization()
                    .activation(activation);
            case RMS -> builder.dense(units, Activation.IDENTITY, initializer).rmsNormalization().activation(activation);
        }
        if (dropout > 0) {
            builder.dropout(dropout);
        }
    }

    /** How often all samples are seen. */
    int epochs(Dataset training) {
        int steps = (training.rows() - 1) / batchSize() + 1;
        return epochs.orElse(Math.max(EPOCHS, (STEPS - 1) / steps + 1));
    }

    private int batchSize() {
        return batch.orElse(BATCH);
    }

    /** The loss, with the class weights that these data ask for. */
    Loss loss(Dataset training) {
        return loss instanceof Loss.OfClasses f && !classWeights.isEmpty()
                ? Options.checked(spec, "--class-weights", () -> f.withWeights(ClassWeights.of(classWeights, training)))
                : loss;
    }

    /** A search for a learning rate. */
    RateFinder finder(Network network, Dataset training) {
        RateFinder finder = RateFinder.of(network, loss(training), optimizer::withRate).seed(seed).batchSize(batchSize())
                .scaling(scalings()).descent(d -> descent.unscheduled(d.optimizer()));
        microBatch.ifPresent(finder::microBatch);
        return scalesTargets() && !rawTargets ? finder.standardizeTargets() : finder;
    }

    /** A check of a network's gradients. */
    GradientCheck check(Network network, Dataset training) {
        GradientCheck check = GradientCheck.of(network, loss(training)).seed(seed).scaling(scalings());
        return scalesTargets() && !rawTargets ? check.standardizeTargets() : check;
    }

    /** A trainer for a network and its data. */
    Trainer trainer(Network network, Dataset training) {
        Options.checked(spec, "--scale", () -> scalings().of(training));
        Options.checked(spec, "--loss", () -> {
            loss(training).checkOutputs(training.outputs());
            return true;
        });
        Trainer trainer = Trainer.of(network, loss(training), descent.of(optimizer())).seed(seed).epochs(epochs(training))
                .batchSize(batchSize()).scaling(scalings()).validationShare(validation).earlyStopping(patience);
        microBatch.ifPresent(trainer::microBatch);
        return scalesTargets() && !rawTargets ? trainer.standardizeTargets() : trainer;
    }
}
