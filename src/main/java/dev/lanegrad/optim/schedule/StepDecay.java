package dev.lanegrad.optim.schedule;

/**
 * Falls by a factor every so many ticks, as PyTorch's {@code StepLR}: rate(t) = base gamma^floor(t / size).
 *
 * @param size ticks between two falls, at least 1
 * @param gamma the factor, in (0, 1]
 */
public record StepDecay(int size, float gamma) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public StepDecay {
        Checks.atLeast("the size", size, 1);
        Checks.factor("gamma", gamma);
    }

    @Override
    public String name() {
        return "step";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        long falls = tick / size;
        return base * StrictMath.pow(gamma, (double) falls);
    }
}
