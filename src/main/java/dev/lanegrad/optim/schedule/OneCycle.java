package dev.lanegrad.optim.schedule;

/**
 * Rises to the optimizer's rate and falls far below where it began, along half cosines (Smith and Topin, "Super-convergence:
 * very fast training of neural networks using large learning rates", 2019), as PyTorch's {@code OneCycleLR} without its cycle
 * of momenta: from base / divisor to base at tick start length - 1, to base / divisor / finalDivisor at tick length - 1.
 *
 * @param length ticks of the cycle, or 0 for all ticks of the run
 * @param start share of the ticks that rise, in (0, 1)
 * @param divisor base over the first rate, at least 1
 * @param finalDivisor first rate over the last, at least 1
 */
public record OneCycle(int length, float start, float divisor, float finalDivisor) implements Schedule {
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
    }

    @Override
    public String name() {
        return "one_cycle";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        long all = length == 0 ? ticks : length;
        double first = base / divisor;
        double top = (double) start * all - 1;
        double end = all - 1.0;
        if (tick <= top) {
            return Checks.cosine(first, base, top == 0 ? 1 : tick / top);
        }
        return Checks.cosine(base, first / finalDivisor,
                end == top ? 1 : (Math.min((double) tick, end) - top) / (end - top));
    }
}
