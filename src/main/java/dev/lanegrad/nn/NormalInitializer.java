package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/**
 * Normal with a given mean and deviation, whatever the shape.
 *
 * @param mean the mean, finite
 * @param deviation the standard deviation, positive
 */
public record NormalInitializer(float mean, float deviation) implements Initializer.Defaults {
    /**
     * Checks mean and deviation.
     *
     * @throws IllegalArgumentException if the mean is not finite, the deviation is not positive and finite, or a weight
     *     could be infinite
     */
    public NormalInitializer {
        InitializerChecks.requireFinite("normal", "mean", mean);
        InitializerChecks.requirePositive("normal", "deviation", deviation);
        InitializerChecks.requireInRange("normal", mean, deviation);
    }

    @Override
    public String name() {
        return "normal";
    }

    @Override
    public String text() {
        return name() + "(" + mean + "," + deviation + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "mean, deviation", 2, parameters);
        return new NormalInitializer(parameters[0], parameters[1]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        int stream = InitializerChecks.stream(layer);
        InitializerChecks.fill(weight, (r, c) -> mean + deviation * CounterRandom.normal(seed, stream, 0, r, c));
    }
}
