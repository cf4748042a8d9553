package dev.lanegrad.optim.schedule;

/**
 * Rises to the optimizer's rate and falls far below where it began, along half cosines (Smith and Topin, "Super-convergence:
 * very fast training of neural networks using large learning rates", 2019), as PyTorch's {@code OneCycleLR}: from base / divisor
 * to base at tick start length - 1, to base / divisor / finalDivisor at tick length - 1. With {@code cycleMomentum} the
 * optimizer's momentum, or beta1, goes the other way: from maxMomentum to baseMomentum and back.
 *
 * @param length ticks of the cycle, or 0 for all ticks of the run
 * @param start share of the ticks that rise, in (0, 1)
 * @param divisor base over the first rate, at least 1
 * @param finalDivisor first rate over the last, at least 1
 * @param cycleMomentum whether the momentum has a cycle, too; otherwise it is the optimizer's own
 * @param baseMomentum the momentum at the highest rate, in [0, maxMomentum]
 * @param maxMomentum the momentum at both ends, in [0, 1)
 */
public record OneCycle(int length, float start, float divisor, float finalDivisor, boolean cycleMomentum, float baseMomentum,
        float maxMomentum) implements Schedule {
    /** PyTorch's default. */
    public static final float DEFAULT_BASE_MOMENTUM = 0.85f;
    /** PyTorch's default. */
    public static final float DEFAULT_MAX_MOMENTUM = 0.95f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public OneCycle {
        Checks.atLeast("the length", length, 0);
        if (!(start > 0 && start < 1)) {
            throw new IllegalArgumentException("the start must be in (0, 1), given " + start);
        }
        Checks.atLeast("the divisor", divisor - 1);
        Checks.atLeast("the last divisor", finalDivisor - 1);
        if (!(baseMomentum >= 0 && baseMomentum <= maxMomentum && maxMomentum < 1)) {
            throw new IllegalArgumentException("the momenta must be in [0, 1) and the base not above the largest, given "
                    + baseMomentum + " and " + maxMomentum);
        }
    }

    /**
     * Without a cycle of the momentum.
     *
     * @param length ticks of the cycle, or 0 for all ticks of the run
     * @param start share of the ticks that rise, in (0, 1)
     * @param divisor base over the first rate, at least 1
     * @param finalDivisor first rate over the last, at least 1
     * @throws IllegalArgumentException if one is out of range
     */
    public OneCycle(int length, float start, float divisor, float finalDivisor) {
        this(length, start, divisor, finalDivisor, false, DEFAULT_BASE_MOMENTUM, DEFAULT_MAX_MOMENTUM);
    }

    @Override
    public String name() {
        return "one_cycle";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        double first = base / divisor;
        return cycle(first, base, first / finalDivisor, tick, ticks);
    }

    @Override
    public boolean cyclesMomentum() {
        return cycleMomentum;
    }

    @Override
    public double momentum(double own, long tick, long ticks) {
        return cycleMomentum ? cycle(maxMomentum, baseMomentum, maxMomentum, tick, ticks) : own;
    }

    /** From a first value to that of the middle to a last one. */
    private double cycle(double first, double middle, double last, long tick, long ticks) {
        long all = length == 0 ? ticks : length;
        double top = (double) start * all - 1;
        double end = all - 1.0;
        if (tick <= top) {
            return Checks.cosine(first, middle, top == 0 ? 1 : tick / top);
        }
        return Checks.cosine(middle, last, end == top ? 1 : (Math.min((double) tick, end) - top) / (end - top));
    }
}
