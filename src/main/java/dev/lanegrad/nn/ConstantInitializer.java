package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/**
 * All the same number. The units of a hidden layer that starts so stay copies of each other, since they get the same
 * gradients.
 *
 * @param value the number, finite
 */
public record ConstantInitializer(float value) implements Initializer.Defaults {
    /** Small and positive. */
    public static final float DEFAULT_VALUE = 0.1f;

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public ConstantInitializer {
        InitializerChecks.requireFinite("constant", "value", value);
    }

    @Override
    public String name() {
        return "constant";
    }

    @Override
    public String text() {
        return name() + "(" + value + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "value", 1, parameters);
        return new ConstantInitializer(parameters[0]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        weight.fill(value);
    }
}
