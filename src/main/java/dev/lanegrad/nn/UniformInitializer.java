package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/**
 * Uniform between two numbers: low + (high - low) u, where u in [0, 1) is a multiple of 2<sup>-24</sup>.
 *
 * @param low least value, finite
 * @param high greatest value, finite; it may come out itself, by rounding
 */
public record UniformInitializer(float low, float high) implements Initializer.Defaults {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not finite, or {@code low} is not below {@code high}
     */
    public UniformInitializer {
        InitializerChecks.requireFinite("uniform", "lower limit", low);
        InitializerChecks.requireFinite("uniform", "upper limit", high);
        if (low >= high) {
            throw new IllegalArgumentException("the lower limit of initializer 'uniform' must be below the upper one, given "
                    + low + " and " + high);
        }
    }

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public String text() {
        return name() + "(" + low + "," + high + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "low, high", 2, parameters);
        return new UniformInitializer(parameters[0], parameters[1]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        int stream = InitializerChecks.stream(layer);
        double width = (double) high - low;
        InitializerChecks.fill(weight, (r, c) -> low + width * CounterRandom.uniform(seed, stream, 0, r, c));
    }
}
