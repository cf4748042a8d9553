package dev.lanegrad.train;

import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * How a step's gradients become a move of the parameters. In this order: L1 and L2 penalties are added to the gradients of
 * weights, gradients are clipped, each parameter moves by the optimizer of its group at the scheduled rate, and the columns of
 * weights are limited. Immutable; each method gives another one.
 *
 * <pre>{@code
 * Descent descent = Descent.of(Optimizer.adamW(1e-3f)).decayingWeightsOnly()
 *     .schedule(Schedule.warmUp(500).then(Schedule.cosine()), Descent.Tick.STEP).clip(new Clipping.ByGlobalNorm(1));
 * }</pre>
 *
 * @param optimizer how parameters of no group move
 * @param groups parameters that move by a rule of their own, the first that takes one wins
 * @param schedule the learning rate over the run
 * @param tick what the schedule counts
 * @param plateau what lowers the rate when the loss no longer falls: that of the validation data, or of training without any
 * @param clipping a bound on the gradients
 * @param l1 factor of the penalty l1 sum |w| over weights, at least 0
 * @param l2 factor of the penalty l2 / 2 sum w^2 over weights, at least 0; most optimizers take it as their weight decay, too
 * @param maxNorm the largest norm of the weights that lead to one unit, positive; Inf for none
 */
public record Descent(Optimizer optimizer, List<ParameterGroup> groups, Schedule schedule, Tick tick,
        Optional<ReduceOnPlateau> plateau, Optional<Clipping> clipping, float l1, float l2, float maxNorm) {
    /** What a schedule counts. */
    public enum Tick {
        /** Epochs: all steps of one have the same rate. */
        EPOCH,
        /** Steps. */
        STEP
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range, or the schedule changes a momentum that may not change
     */
    public Descent {
        Objects.requireNonNull(optimizer, "optimizer");
        groups = List.copyOf(groups);
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(tick, "tick");
        requirePenalty("l1", l1);
        requirePenalty("l2", l2);
        requireMomentum(schedule, optimizer);
        for (ParameterGroup group : groups) {
            requireMomentum(schedule, group.optimizer());
        }
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("the largest norm must be positive, given " + maxNorm);
        }
    }

    private static void requireMomentum(Schedule schedule, Optimizer optimizer) {
        if (schedule.cyclesMomentum() && !optimizer.momentumMayChange()) {
            throw new IllegalArgumentException(schedule.name() + " is to change the momentum, " + optimizer.text()
                    + " has none that may change");
        }
    }

    private static void requirePenalty(String name, float value) {
        if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the penalty " + name + " must be at least 0 and finite, given " + value);
        }
    }

    /**
     * An optimizer at its own rate, and nothing else.
     *
     * @param optimizer how parameters move
     * @return the description
     */
    public static Descent of(Optimizer optimizer) {
        return new Descent(optimizer, List.of(), Schedule.constant(), Tick.EPOCH, Optional.empty(), Optional.empty(), 0, 0,
                Float.POSITIVE_INFINITY);
    }

    /**
     * Lets some parameters move by a rule of their own. They follow the schedule and the plateau in proportion to their own rate:
     * in a step each rate is the same share of the rule's own. So the minimum of either, which is meant for {@link #optimizer}'s
     * rate, is ten times as high for a group of ten times the rate (PyTorch's {@code eta_min} and {@code min_lr} are the same for
     * all groups).
     *
     * @param members which parameters
     * @param rule how they move
     * @return the description with one more group, behind the others
     * @throws IllegalArgumentException if the schedule changes the momentum and the rule has none that may change
     */
    public Descent group(Predicate<Parameter> members, Optimizer rule) {
        List<ParameterGroup> more = new ArrayList<>(groups);
        more.add(new ParameterGroup(members, rule));
        return new Descent(optimizer, more, schedule, tick, plateau, clipping, l1, l2, maxNorm);
    }

    /**
     * Takes biases, normalisations and slopes out of the weight decay.
     *
     * @return the description with one more group, behind the others
     */
    public Descent decayingWeightsOnly() {
        return group(p -> !p.isWeight(), optimizer.withWeightDecay(0));
    }

    /**
     * Changes the learning rate over the run.
     *
     * @param value the schedule
     * @param unit what it counts
     * @return the description with this schedule
     * @throws IllegalArgumentException if it changes the momentum and an optimizer has none that may change
     */
    public Descent schedule(Schedule value, Tick unit) {
        return new Descent(optimizer, groups, value, unit, plateau, clipping, l1, l2, maxNorm);
    }

    /**
     * Changes the learning rate from epoch to epoch.
     *
     * @param value the schedule
     * @return the description with this schedule
     * @throws IllegalArgumentException if it changes the momentum and an optimizer has none that may change
     */
    public Descent schedule(Schedule value) {
        return schedule(value, Tick.EPOCH);
    }

    /**
     * Lowers the rate when the loss no longer falls.
     *
     * @param value when, and how far
     * @return the description with this rule
     */
    public Descent reduceOnPlateau(ReduceOnPlateau value) {
        return new Descent(optimizer, groups, schedule, tick, Optional.of(value), clipping, l1, l2, maxNorm);
    }

    /**
     * Bounds the gradients.
     *
     * @param value the bound
     * @return the description with this bound
     */
    public Descent clip(Clipping value) {
        return new Descent(optimizer, groups, schedule, tick, plateau, Optional.of(value), l1, l2, maxNorm);
    }

    /**
     * Adds penalties to the gradients of weights; the reported loss is without them.
     *
     * @param ofMagnitudes l1, at least 0
     * @param ofSquares l2, at least 0
     * @return the description with these penalties
     * @throws IllegalArgumentException if one is out of range
     */
    public Descent penalize(float ofMagnitudes, float ofSquares) {
        return new Descent(optimizer, groups, schedule, tick, plateau, clipping, ofMagnitudes, ofSquares, maxNorm);
    }

    /**
     * Limits the norm of the weights that lead to one unit, after each step.
     *
     * @param limit the largest norm, positive
     * @return the description with this limit
     * @throws IllegalArgumentException if out of range
     */
    public Descent maxNorm(float limit) {
        return new Descent(optimizer, groups, schedule, tick, plateau, clipping, l1, l2, limit);
    }

    /** The rule of a parameter. */
    Optimizer optimizerOf(Parameter parameter) {
        return groups.stream().filter(g -> g.members().test(parameter)).map(ParameterGroup::optimizer).findFirst()
                .orElse(optimizer);
    }

    /** What decides the bits of a run: the rule of each parameter, by the number of its text where there are several. */
    void settings(List<Parameter> parameters, int epochs, SequencedMap<String, String> settings) {
        List<String> rules = new ArrayList<>();
        StringBuilder numbers = new StringBuilder();
        for (Parameter parameter : parameters) {
            String rule = optimizerOf(parameter).toString();
            if (!rules.contains(rule)) {
                rules.add(rule);
            }
            numbers.append(' ').append(rules.indexOf(rule));
        }
        settings.put("optimizer", rules.size() == 1 ? rules.getFirst() : String.join("; ", rules) + " for" + numbers);
        settings.put("schedule", schedule.text() + ", " + tick);
        if (!schedule.equals(Schedule.constant())) {
            settings.put("epochs of the schedule", Integer.toString(epochs));
        }
        settings.put("plateau", plateau.map(ReduceOnPlateau::text).orElse("none"));
        settings.put("clipping", clipping.map(Clipping::text).orElse("none"));
        settings.put("penalties", "L1 " + l1 + ", L2 " + l2 + ", largest norm " + maxNorm);
    }

    /** What the optimizers' rates are multiplied with in a step, or rather divided by that of {@link #optimizer}. */
    double share(long update, long stepsPerEpoch, int epochs, ReduceOnPlateau.State state) {
        double base = optimizer.rate();
        double scheduled = schedule.rate(base, tick(update, stepsPerEpoch), ticks(stepsPerEpoch, epochs));
        return (plateau.isPresent() ? plateau.get().rate(state, scheduled) : scheduled) / base;
    }

    /** The momentum of a rule in a step. */
    double momentum(Optimizer rule, long update, long stepsPerEpoch, int epochs) {
        return schedule.momentum(rule.firstDecay(), tick(update, stepsPerEpoch), ticks(stepsPerEpoch, epochs));
    }

    private long tick(long update, long stepsPerEpoch) {
        return tick == Tick.STEP ? update - 1 : (update - 1) / stepsPerEpoch;
    }

    private long ticks(long stepsPerEpoch, int epochs) {
        return tick == Tick.STEP ? stepsPerEpoch * epochs : epochs;
    }
}
