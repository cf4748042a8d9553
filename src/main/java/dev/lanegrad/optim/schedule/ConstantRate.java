package dev.lanegrad.optim.schedule;

/**
 * The optimizer's own learning rate; for the first ticks another share of it, as PyTorch's {@code ConstantLR}:
 * rate(t) = t &lt; length ? factor base : base.
 *
 * @param factor share of the rate in the first ticks, in [0, 1]
 * @param length how many ticks these are, at least 0
 */
public record ConstantRate(float factor, int length) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ConstantRate {
        Checks.share("the factor", factor);
        Checks.atLeast("the length", length, 0);
    }

    @Override
    public String name() {
        return "constant";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        return tick < length ? base * factor : base;
    }
}
