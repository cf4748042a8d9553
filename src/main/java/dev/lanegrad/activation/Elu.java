package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * The exponential linear unit f(z) = z if z &gt;= 0, else alpha * (exp(z) - 1); from the input z: dz = dy if z &gt; 0,
 * else dy * (alpha * exp(z)).
 *
 * <p>Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units" (2016).
 * The input is kept: with a negative alpha the output does not tell the sign of the input. The bounds of the value hold
 * for alpha = 1, any other alpha adds a rounding.
 *
 * @param alpha factor below zero, finite
 */
public record Elu(float alpha) implements Activation.Elementwise {
    /** The default {@code alpha}. */
    public static final float DEFAULT_ALPHA = 1;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public Elu {
        Parameters.finite("elu", "alpha", alpha);
    }

    @Override
    public String name() {
        return "elu";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return new Accuracy(Math.abs(alpha) == 1 ? Expm1Spec.MAX_ULP : 2.5, Math.abs(alpha) == 1 ? ExpSpec.MAX_ULP : 2.5);
    }

    @Override
    public Limits limits() {
        return new Limits(-alpha, -0f, 0, Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(alpha * 0, alpha, alpha, 1);
    }

    @Override
    public String extremes() {
        return "-alpha below -17.33; a slope below -87.33 may be subnormal";
    }

    @Override
    public List<Float> parameters() {
        return List.of(alpha);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("alpha"), parameters);
        return new Elu(parameters[0]);
    }

    @Override
    public float p() {
        return alpha;
    }
}
