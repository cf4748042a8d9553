package dev.lanegrad.optim.schedule;

/**
 * Rises in a straight line, as PyTorch's {@code LinearLR}: rate(t) = base (from + (to - from) min(t, length) / length).
 *
 * @param length ticks until the end of the rise, at least 1
 * @param from share of the rate at tick 0, in [0, 1]
 * @param to share of the rate at the end, in [0, 1]
 */
public record LinearWarmUp(int length, float from, float to) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public LinearWarmUp {
        Checks.atLeast("the length", length, 1);
        Checks.share("the first share", from);
        Checks.share("the last share", to);
    }

    @Override
    public String name() {
        return "linear_warm_up";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        return base * (from + ((double) to - from) * Math.min((double) tick, length) / length);
    }

    /**
     * The warm-up, and then another schedule.
     *
     * @param schedule what follows; it counts its ticks from the end of the warm-up
     * @return both
     */
    public Schedule then(Schedule schedule) {
        return new WarmedUp(this, schedule);
    }
}
