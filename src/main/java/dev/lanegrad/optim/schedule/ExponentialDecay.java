package dev.lanegrad.optim.schedule;

/**
 * Falls by a factor every tick, as PyTorch's {@code ExponentialLR}: rate(t) = base gamma^t.
 *
 * @param gamma the factor, in (0, 1]
 */
public record ExponentialDecay(float gamma) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ExponentialDecay {
        Checks.factor("gamma", gamma);
    }

    @Override
    public String name() {
        return "exponential";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        return base * StrictMath.pow(gamma, (double) tick);
    }
}
