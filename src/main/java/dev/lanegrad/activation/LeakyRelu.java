package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * The leaky rectifier f(z) = slope * z if z &lt;= 0, else z; from the input z: dz = slope * dy if z &lt;= 0, else dy.
 *
 * <p>The input is kept because with a negative slope the output does not tell the sign of the input.
 *
 * @param slope factor below zero, finite
 */
public record LeakyRelu(float slope) implements Activation.Elementwise {
    /** PyTorch's and ONNX's default slope. */
    public static final float DEFAULT_SLOPE = 0.01f;

    private static final Accuracy ACCURACY = new Accuracy(0.5, 0.5);

    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public LeakyRelu {
        if (!Float.isFinite(slope)) {
            throw new IllegalArgumentException("the slope of a leaky relu must be finite, given " + slope);
        }
    }

    @Override
    public String name() {
        return "leaky_relu";
    }

    @Override
    public String text() {
        return name() + "(" + slope + ")";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return ACCURACY;
    }

    @Override
    public Activation withParameters(float... parameters) {
        if (parameters.length != 1) {
            throw new IllegalArgumentException("a leaky relu has one parameter, its slope, given " + parameters.length);
        }
        return new LeakyRelu(parameters[0]);
    }

    @Override
    public float parameter() {
        return slope;
    }
}
