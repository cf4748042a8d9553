package dev.lanegrad.optim.schedule;

/**
 * Falls along half a cosine (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017), as
 * PyTorch's {@code CosineAnnealingLR}: rate(t) = minimum + (base - minimum) (1 + cos(pi t / length)) / 2; it rises again after
 * that.
 *
 * @param length ticks of half a wave, or 0 for all ticks of the run
 * @param minimum the smallest rate, at least 0 (in proportion for groups with a rate of their own)
 */
public record CosineDecay(int length, float minimum) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public CosineDecay {
        Checks.atLeast("the length", length, 0);
        Checks.atLeast("the minimum", minimum);
    }

    @Override
    public String name() {
        return "cosine";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        return Checks.cosine(base, minimum, tick / (double) (length == 0 ? ticks : length));
    }
}
