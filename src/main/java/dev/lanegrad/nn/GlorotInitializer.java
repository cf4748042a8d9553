package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import java.util.Locale;
import java.util.Objects;

/**
 * Mean 0 and variance gain^2 2 / (in + out), so that neither values nor gradients grow or shrink from layer to layer.
 *
 * <p>Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
 * AISTATS 2010.
 *
 * @param distribution uniform or normal
 * @param gain factor on the deviation, positive; see {@link Initializer#gain}
 */
public record GlorotInitializer(Distribution distribution, float gain) implements Initializer.Defaults {
    private static final double SCALE = 2;

    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public GlorotInitializer {
        Objects.requireNonNull(distribution, "distribution");
        InitializerChecks.requirePositive(name(distribution), "gain", gain);
    }

    private static String name(Distribution distribution) {
        return "glorot_" + distribution.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return name(distribution);
    }

    @Override
    public String text() {
        return name() + "(" + gain + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "gain", 1, parameters);
        return new GlorotInitializer(distribution, parameters[0]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        distribution.fill(weight, gain, SCALE, (double) weight.rows() + weight.columns(), seed, layer);
    }
}
