package dev.lanegrad.optim.schedule;

/**
 * Half cosines one after the other (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017),
 * as PyTorch's {@code CosineAnnealingWarmRestarts}: with s ticks since the last restart and the cycle's length T,
 * rate = minimum + (base - minimum) (1 + cos(pi s / T)) / 2.
 *
 * @param length ticks of the first cycle, at least 1
 * @param growth how much longer each cycle is than the one before, at least 1
 * @param minimum the smallest rate, at least 0 (in proportion for groups with a rate of their own)
 */
public record CosineRestarts(int length, int growth, float minimum) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public CosineRestarts {
        Checks.atLeast("the length", length, 1);
        Checks.atLeast("the growth", growth, 1);
        Checks.atLeast("the minimum", minimum);
    }

    @Override
    public String name() {
        return "cosine_restarts";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        long cycle = length;
        long since = growth == 1 ? tick % length : tick;
        while (since >= cycle) {
            since -= cycle;
            cycle *= growth;
        }
        return Checks.cosine(base, minimum, since / (double) cycle);
    }
}
