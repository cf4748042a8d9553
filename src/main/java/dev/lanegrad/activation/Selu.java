package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * The scaled exponential linear unit f(z) = gamma * z if z &gt;= 0, else (gamma * alpha) * (exp(z) - 1); from the input
 * z: dz = dy * gamma if z &gt; 0, else dy * ((gamma * alpha) * exp(z)).
 *
 * <p>Klambauer et al., "Self-normalizing neural networks" (2017): with the default parameters, mean 0 and variance 1 are
 * a fixed point from layer to layer. The product gamma * alpha is rounded to a float.
 *
 * @param alpha limit below zero over gamma, finite
 * @param gamma factor, finite
 */
public record Selu(float alpha, float gamma) implements Activation.Elementwise {
    /** The default {@code alpha}. */
    public static final float DEFAULT_ALPHA = 1.6732632f;

    /** The default {@code gamma}. */
    public static final float DEFAULT_GAMMA = 1.050701f;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public Selu {
        Parameters.finite("selu", "alpha", alpha);
        Parameters.finite("selu", "gamma", gamma);
    }

    @Override
    public String name() {
        return "selu";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return new Accuracy(2.0, 2.5)
                .withDerivativeAtInput(2 * Accuracy.ABSOLUTE * Math.max(1, Math.abs(gamma * alpha)))
                .because("slopes up to gamma alpha = 1.76, whose ULP is 2^-23: exponential and product round to 2.5 of it");
    }

    @Override
    public Limits limits() {
        return new Limits(-(gamma * alpha), gamma * -0f, gamma * 0, gamma * Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(gamma * alpha * 0, gamma * alpha, gamma * alpha, gamma);
    }

    @Override
    public String extremes() {
        return "-gamma alpha below -17.33; a slope below -87.33 may be subnormal; overflows to Inf above Float.MAX_VALUE / gamma";
    }

    @Override
    public List<Float> parameters() {
        return List.of(alpha, gamma);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("alpha", "gamma"), parameters);
        return new Selu(parameters[0], parameters[1]);
    }

    @Override
    public float p() {
        return gamma;
    }

    @Override
    public float q() {
        return gamma * alpha;
    }
}
