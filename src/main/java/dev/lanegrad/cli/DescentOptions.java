package dev.lanegrad.cli;

import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.LinearWarmUp;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.train.Descent;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How steps are made of gradients, beside the optimizer. */
final class DescentOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--schedule", defaultValue = "constant", paramLabel = "NAME", converter = ScheduleConverter.class,
            completionCandidates = Schedules.class,
            description = "of the learning rate: ${COMPLETION-CANDIDATES}; parameters stand in brackets, as in step(size=10)"
                    + " (default: ${DEFAULT-VALUE})")
    private Schedule schedule;

    @Option(names = "--schedule-by", defaultValue = "epoch", paramLabel = "TICK", converter = TickConverter.class,
            description = "what the schedule and the warm-up count, epoch or step (default: ${DEFAULT-VALUE})")
    private Descent.Tick tick;

    @Option(names = "--warm-up", defaultValue = "0", paramLabel = "COUNT",
            description = "epochs or steps of a linear warm-up before the schedule (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--plateau", paramLabel = "RULE", converter = PlateauConverter.class,
            description = "lower the rate when the loss no longer falls: plateau, or as in plateau(factor=0.5,patience=5)")
    private Optional<ReduceOnPlateau> plateau = Optional.empty();

    @Option(names = "--clip", paramLabel = "RULE", converter = ClippingConverter.class,
            completionCandidates = Clippings.class,
            description = "bound of the gradients: ${COMPLETION-CANDIDATES}")
    private Optional<Clipping> clipping = Optional.empty();

    @Option(names = "--weight-decay", paramLabel = "DECAY",
            description = "the optimizer's, of weights only, not of biases and"
                    + " normalisations (default: that of the optimizer, of all)")
    private Optional<Float> weightDecay = Optional.empty();

    @Option(names = "--l1", defaultValue = "0", paramLabel = "FACTOR",
            description = "penalty on the magnitudes of weights (default: ${DEFAULT-VALUE})")
    private float l1;

    @Option(names = "--l2", defaultValue = "0", paramLabel = "FACTOR",
            description = "penalty on the squares of weights (default: ${DEFAULT-VALUE})")
    private float l2;

    @Option(names = "--max-norm", defaultValue = "Infinity", paramLabel = "NORM",
            description = "largest norm of the weights that lead to one unit (default: none)")
    private float maxNorm;

    /** All schedules, for the help. */
    static final class Schedules implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Schedule.all().stream().map(Schedule::name).iterator();
        }
    }

    /** All clippings, for the help. */
    static final class Clippings implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Clipping.all().stream().map(Clipping::text).iterator();
        }
    }

    /** Reads a schedule as its text says. */
    static final class ScheduleConverter implements ITypeConverter<Schedule> {
        @Override
        public Schedule convert(String value) {
            return Conversion.of(() -> Schedule.parse(value));
        }
    }

    /** Reads what a schedule counts. */
    static final class TickConverter implements ITypeConverter<Descent.Tick> {
        @Override
        public Descent.Tick convert(String value) {
            return Conversion.of(() -> switch (value) {
                case "epoch" -> Descent.Tick.EPOCH;
                case "step" -> Descent.Tick.STEP;
                default -> throw new IllegalArgumentException("expected epoch or step");
            });
        }
    }

    /** Reads when the rate is lowered. */
    static final class PlateauConverter implements ITypeConverter<ReduceOnPlateau> {
        @Override
        public ReduceOnPlateau convert(String value) {
            return Conversion.of(() -> ReduceOnPlateau.parse(value));
        }
    }

    /** Reads a clipping as its text says. */
    static final class ClippingConverter implements ITypeConverter<Clipping> {
        @Override
        public Clipping convert(String value) {
            return Conversion.of(() -> Clipping.parse(value));
        }
    }

    /** Refuses what is wrong whatever the data are. */
    void check(Optimizer optimizer) {
        if (warmUp < 0) {
            throw Options.invalid(spec, "--warm-up", "expected at least 0, given " + warmUp);
        }
        if (warmUp > 0 && schedule instanceof LinearWarmUp) {
            throw Options.invalid(spec, "--warm-up", "the schedule is a warm-up already");
        }
        Options.checked(spec, "--schedule", () -> Descent.of(optimizer).schedule(schedule));
        Options.checked(spec, "--weight-decay", () -> weightDecay.map(d -> Optimizer.sgd(1).withWeightDecay(d)));
        Options.checked(spec, "--l1", () -> plain().penalize(l1, 0));
        Options.checked(spec, "--l2", () -> plain().penalize(0, l2));
        Options.checked(spec, "--max-norm", () -> plain().maxNorm(maxNorm));
    }

    private static Descent plain() {
        return Descent.of(Optimizer.sgd(1));
    }

    /** The descent by an optimizer. */
    Descent of(Optimizer optimizer) {
        Descent descent = unscheduled(optimizer)
                .schedule(warmUp > 0 ? Schedule.warmUp(warmUp).then(schedule) : schedule, tick);
        return plateau.isPresent() ? descent.reduceOnPlateau(plateau.get()) : descent;
    }

    /** The descent by an optimizer at a rate that stays. */
    Descent unscheduled(Optimizer optimizer) {
        Descent descent = weightDecay.map(d -> Descent.of(optimizer.withWeightDecay(d)).decayingWeightsOnly())
                .orElse(Descent.of(optimizer)).penalize(l1, l2).maxNorm(maxNorm);
        return clipping.isPresent() ? descent.clip(clipping.get()) : descent;
    }
}
