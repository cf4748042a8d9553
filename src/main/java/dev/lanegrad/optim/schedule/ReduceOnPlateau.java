package dev.lanegrad.optim.schedule;

import dev.lanegrad.text.NamedChoice;
import dev.lanegrad.text.RecordText;
import java.util.List;

/**
 * Lowers the learning rate when the loss no longer falls, as PyTorch's {@code ReduceLROnPlateau}: once the loss of more than
 * {@code patience} epochs in a row was not below best (1 - threshold), or best - threshold, the rate is multiplied by the
 * factor, and the next {@code cooldown} epochs do not count. It goes on top of any {@link Schedule}, whose rate it multiplies.
 *
 * @param factor what the rate is multiplied with, in (0, 1)
 * @param patience epochs without progress that are borne, at least 0
 * @param threshold the least progress, at least 0
 * @param absolute whether the threshold is a difference; otherwise it is a share of the best loss
 * @param cooldown epochs after a fall that do not count, at least 0
 * @param minimum the smallest rate, at least 0 (in proportion for groups with a rate of their own)
 * @param epsilon a fall of the rate that is not larger than this is left out, at least 0
 */
public record ReduceOnPlateau(float factor, int patience, float threshold, boolean absolute, int cooldown, float minimum,
        float epsilon) {
    /** PyTorch's defaults. */
    public static final ReduceOnPlateau DEFAULT = new ReduceOnPlateau(0.1f, 10, 1e-4f, false, 0, 0, 1e-8f);

    /**
     * How far it has come; immutable, so that a checkpoint can keep it.
     *
     * @param best the smallest loss so far
     * @param bad epochs without progress
     * @param cooling epochs that will not count
     * @param share what the rate is multiplied with
     */
    public record State(double best, int bad, int cooling, double share) {
        /** Before the first epoch. */
        public static final State START = new State(Double.POSITIVE_INFINITY, 0, 0, 1);
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ReduceOnPlateau {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException("the factor must be in (0, 1), given " + factor);
        }
        Checks.atLeast("the patience", patience, 0);
        Checks.atLeast("the threshold", threshold);
        Checks.atLeast("the cooldown", cooldown, 0);
        Checks.atLeast("the minimum", minimum);
        Checks.atLeast("epsilon", epsilon);
    }

    /**
     * Reads the parameters from text.
     *
     * @param text {@code "plateau"}, with what differs from the defaults in brackets
     * @return the description
     * @throws IllegalArgumentException if a parameter is unknown or out of range
     */
    public static ReduceOnPlateau parse(String text) {
        return new NamedChoice<>("rule", List.of(DEFAULT), _ -> "plateau", _ -> "plateau",
                (usual, given) -> RecordText.with(usual, given)).parse(text);
    }

    /**
     * The text of this description.
     *
     * @return what {@link #parse} reads
     */
    public String text() {
        return RecordText.of("plateau", this, DEFAULT, "");
    }

    /**
     * The rate of a state.
     *
     * @param state how far it has come
     * @param scheduled what the schedule says
     * @return the lower rate, but not below the minimum
     */
    public double rate(State state, double scheduled) {
        return Math.max(scheduled * state.share(), Math.min(scheduled, minimum));
    }

    /**
     * The state after one more epoch.
     *
     * @param state the state before it
     * @param loss the epoch's loss
     * @param base the optimizer's rate, by which {@code epsilon} is judged
     * @return the new state
     */
    public State after(State state, double loss, double base) {
        boolean better = loss < (absolute ? state.best() - threshold : state.best() * (1 - (double) threshold));
        int cooling = Math.max(0, state.cooling() - 1);
        int bad = better || state.cooling() > 0 ? 0 : state.bad() + 1;
        double best = better ? loss : state.best();
        if (bad <= patience) {
            return new State(best, bad, cooling, state.share());
        }
        State lower = new State(best, 0, cooldown, state.share() * factor);
        return rate(state, base) - rate(lower, base) > epsilon ? lower : new State(best, 0, cooldown, state.share());
    }
}
