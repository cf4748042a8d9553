package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import java.util.Objects;

/**
 * Mean 0 and variance scale / in: He's initializers (scale 2) and LeCun's (scale 1), or one with a scale of one's own.
 *
 * @param name what {@link #text()} gives; {@link Initializer#parse(String)} knows those of {@link Initializer#all()} only
 * @param distribution uniform or normal
 * @param scale the variance of a weight times the number of inputs, positive
 */
public record FanInInitializer(String name, Distribution distribution, double scale) implements Initializer.Defaults {
    /**
     * Checks name and scale.
     *
     * @throws IllegalArgumentException if the scale is not positive and finite
     */
    public FanInInitializer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(distribution, "distribution");
        InitializerChecks.requirePositive(name, "scale", scale);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        distribution.fill(weight, 1, scale, weight.rows(), seed, layer);
    }
}
