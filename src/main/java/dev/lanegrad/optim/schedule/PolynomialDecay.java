package dev.lanegrad.optim.schedule;

/**
 * Falls to 0 along a power, as PyTorch's {@code PolynomialLR}: rate(t) = base (1 - min(t, length) / length)^power.
 *
 * @param length ticks until 0, or 0 for all ticks of the run
 * @param power the power, positive; 1 is a straight line
 */
public record PolynomialDecay(int length, float power) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public PolynomialDecay {
        Checks.atLeast("the length", length, 0);
        Checks.positive("the power", power);
    }

    @Override
    public String name() {
        return "polynomial";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        double end = length == 0 ? ticks : length;
        return base * StrictMath.pow(1 - Math.min((double) tick, end) / end, power);
    }
}
