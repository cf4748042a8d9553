package dev.lanegrad.optim.schedule;

import dev.lanegrad.text.NamedChoice;
import dev.lanegrad.text.RecordText;
import java.util.List;

/**
 * The learning rate over a run: a function of the tick alone, so that a run can go on at any tick. A tick is an epoch or a step,
 * as the trainer is told. Descriptions are immutable and compare by value. Formulas are those of PyTorch's schedulers; each
 * description says its parameters and defaults, which differ where PyTorch has none for the whole run. Computed in {@code double} by {@link StrictMath}.
 */
public sealed interface Schedule
        permits ConstantRate, StepDecay, MultiStepDecay, ExponentialDecay, PolynomialDecay, CosineDecay,
        CosineRestarts, OneCycle, LinearWarmUp, WarmedUp {
    /**
     * The optimizer's own learning rate, always.
     *
     * @return the schedule
     */
    static Schedule constant() {
        return new ConstantRate(1, 0);
    }

    /**
     * Half a cosine over the whole run.
     *
     * @return the schedule
     */
    static Schedule cosine() {
        return new CosineDecay(0, 0);
    }

    /**
     * One cycle over the whole run, PyTorch's; by steps.
     *
     * @return the schedule
     */
    static Schedule oneCycle() {
        return new OneCycle(0, 0.3f, 25, 1e4f);
    }

    /**
     * Every schedule once, with default parameters. Tests and documents enumerate this list.
     *
     * @return all schedules that have a name
     */
    static List<Schedule> all() {
        return List.of(constant(), new StepDecay(30, 0.1f), new MultiStepDecay(List.of(30, 80), 0.1f),
                new ExponentialDecay(0.95f),
                new PolynomialDecay(0, 1), cosine(), new CosineRestarts(10, 1, 0), oneCycle(),
                new LinearWarmUp(5, 1 / 3f, 1));
    }

    /**
     * A linear warm-up.
     *
     * @param length ticks until the whole rate is reached, at least 1
     * @return the warm-up, from 1 / length of the rate on
     * @throws IllegalArgumentException if below 1
     */
    static LinearWarmUp warmUp(int length) {
        return new LinearWarmUp(length, length < 1 ? 1 : 1f / length, 1);
    }

    /**
     * Reads a schedule from text: {@code "cosine"}, {@code "step(size=10)"}, {@code "linear_warm_up(length=5)+cosine"}.
     *
     * @param text as {@link #text()} writes it
     * @return the schedule
     * @throws IllegalArgumentException if there is no such schedule, or a parameter is unknown or out of range
     */
    static Schedule parse(String text) {
        // A plus between two schedules, not in a number.
        String[] parts = text.split("\\+(?=[a-z])", 2);
        Schedule first = new NamedChoice<>("schedule", all(), Schedule::name, Schedule::name,
                (usual, given) -> (Schedule) RecordText.with((Record) usual, given)).parse(parts[0]);
        if (parts.length == 1) {
            return first;
        }
        if (!(first instanceof LinearWarmUp warmUp)) {
            throw new IllegalArgumentException("only a linear_warm_up can stand before a '+', given '" + parts[0] + "'");
        }
        return warmUp.then(parse(parts[1]));
    }

    /**
     * The name in files and on the command line.
     *
     * @return the name, in lower case
     */
    String name();

    /**
     * The name, and in brackets all parameters that are not the defaults.
     *
     * @return what {@link #parse} reads
     */
    default String text() {
        return RecordText.of(name(), (Record) this, (Record) parse(name()), "");
    }

    /**
     * The learning rate.
     *
     * @param base the optimizer's rate
     * @param tick epochs or steps before this one, from 0
     * @param ticks how many the run has, at least 1
     * @return the rate, at least 0
     */
    double rate(double base, long tick, long ticks);

    /**
     * Whether the momentum changes, too.
     *
     * @return false unless the schedule says so
     */
    default boolean cyclesMomentum() {
        return false;
    }

    /**
     * The momentum, or beta1.
     *
     * @param own that of the optimizer
     * @param tick epochs or steps before this one, from 0
     * @param ticks how many the run has, at least 1
     * @return the optimizer's own unless the schedule {@linkplain #cyclesMomentum() changes} it; in [0, 1)
     */
    default double momentum(double own, long tick, long ticks) {
        return own;
    }
}
