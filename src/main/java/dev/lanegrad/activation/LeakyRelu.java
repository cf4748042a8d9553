package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * The leaky rectifier f(z) = slope * z if z &lt;= 0, else z; from the input z: dz = slope * dy if z &lt;= 0, else dy.
 * ONNX calls the slope alpha.
 *
 * <p>The input is kept because with a negative slope the output does not tell the sign of the input.
 *
 * @param slope factor below zero, finite
 */
public record LeakyRelu(float slope) implements Activation.Elementwise {
    /** The default {@code slope}. */
    public static final float DEFAULT_SLOPE = 0.01f;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public LeakyRelu {
        Parameters.finite("leaky_relu", "slope", slope);
    }

    @Override
    public String name() {
        return "leaky_relu";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return new Accuracy(0.5, 0.5);
    }

    @Override
    public Limits limits() {
        return new Limits(slope * Float.NEGATIVE_INFINITY, slope * -0f, slope * 0f, Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(slope, slope, slope, 1);
    }

    @Override
    public String extremes() {
        return "a slope below 1 may make a subnormal, rounded once";
    }

    @Override
    public List<Float> parameters() {
        return List.of(slope);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("slope"), parameters);
        return new LeakyRelu(parameters[0]);
    }

    @Override
    public float p() {
        return slope;
    }
}
