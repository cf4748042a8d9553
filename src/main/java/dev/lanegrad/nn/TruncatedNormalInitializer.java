package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/**
 * Normal, given that the number lies between two cut-offs, which are absolute (not in deviations), as in PyTorch's
 * {@code trunc_normal_}.
 *
 * <p>Drawn by rejection, the attempt being a word of the counter. Where the interval, in deviations from the mean, holds
 * 0 and is wide, a normal number is drawn until it lies inside; in a tail an exponential number and in a narrow interval a
 * uniform one is drawn and kept with the probability that makes it normal. So an attempt succeeds with a probability of
 * more than 0.4 for any cut-offs. Source: C. P. Robert, "Simulation of truncated normal variables", Statistics and Computing
 * 5 (1995).
 *
 * @param mean mean before the cut, finite
 * @param deviation standard deviation before the cut, positive
 * @param low lower cut-off, may be -Infinity
 * @param high upper cut-off, may be Infinity
 */
public record TruncatedNormalInitializer(float mean, float deviation, float low, float high)
        implements
            Initializer.Defaults {
    /** An interval around 0 at least so wide is hit by a normal number more often than by the other method: sqrt(2 pi). */
    private static final double WIDE = 2.5066282746310002;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if the mean is not finite, the deviation is not positive and finite, {@code low} is
     *     not below {@code high}, or a weight could be infinite
     */
    public TruncatedNormalInitializer {
        InitializerChecks.requireFinite("truncated_normal", "mean", mean);
        InitializerChecks.requirePositive("truncated_normal", "deviation", deviation);
        InitializerChecks.requireInRange("truncated_normal", mean, deviation);
        if (!(low < high)) {
            throw new IllegalArgumentException("the lower cut-off of initializer 'truncated_normal' must be below the upper"
                    + " one, given " + low + " and " + high);
        }
    }

    @Override
    public String name() {
        return "truncated_normal";
    }

    @Override
    public String text() {
        return name() + "(" + mean + "," + deviation + "," + low + "," + high + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "mean, deviation, low, high", 4, parameters);
        return new TruncatedNormalInitializer(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        int stream = InitializerChecks.stream(layer);
        double from = ((double) low - mean) / deviation;
        double to = ((double) high - mean) / deviation;
        double least = Math.max(low, -Float.MAX_VALUE);
        double greatest = Math.min(high, Float.MAX_VALUE);
        InitializerChecks.fill(weight, (r, c) -> {
            // Below the mean: the mirror image of above.
            double drawn = to < 0 ? -draw(-to, -from, seed, stream, r, c) : draw(from, to, seed, stream, r, c);
            return Math.clamp(mean + deviation * drawn, least, greatest);
        });
    }

    /** A standard normal number, given that it lies in [from, to]; to is at least 0. */
    private static double draw(double from, double to, long seed, int stream, int row, int column) {
        boolean normal = from <= 0 && to - from > WIDE;
        double root = Math.sqrt(from * from + 4);
        double rate = (from + root) / 2;
        boolean exponential = from > 0 && to > from + StrictMath.exp(0.5 - from / (from + root)) / rate;
        for (int attempt = 0;; attempt++) {
            double u = ((CounterRandom.bits(seed, stream, attempt, row, column) >>> 11) + 1) * 0x1p-53;
            double v = (CounterRandom.upperBits(seed, stream, attempt, row, column) >>> 11) * 0x1p-53;
            double x;
            double probability;
            if (normal) {
                x = CounterRandom.normal(seed, stream, attempt, row, column);
                probability = 1;
            } else if (exponential) {
                x = from - StrictMath.log(u) / rate;
                probability = StrictMath.exp((x - rate) * (rate - x) / 2);
            } else {
                x = from + (to - from) * u;
                double nearest = Math.max(from, 0);
                probability = StrictMath.exp((nearest - x) * (nearest + x) / 2);
            }
            if (x >= from && x <= to && v < probability) {
                return x;
            }
        }
    }
}
