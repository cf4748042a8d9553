package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * The continuously differentiable exponential linear unit f(z) = z if z &gt;= 0, else alpha * (exp(z / alpha) - 1); from
 * the input z: dz = dy if z &gt; 0, else dy * exp(z / alpha).
 *
 * <p>Barron, "Continuously differentiable exponential linear units" (2017). For an alpha that is no power of two, z /
 * alpha is rounded; far from zero that error is multiplied by the exponent.
 *
 * @param alpha limit below zero with the opposite sign, positive and finite
 */
public record Celu(float alpha) implements Activation.Elementwise {
    /** The default {@code alpha}. */
    public static final float DEFAULT_ALPHA = 1;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not in range
     */
    public Celu {
        Parameters.positive("celu", "alpha", alpha);
    }

    @Override
    public String name() {
        return "celu";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return alpha == 1
                ? new Accuracy(Expm1Spec.MAX_ULP, ExpSpec.MAX_ULP)
                : new Accuracy(2.5, 128)
                        .because("z / alpha is rounded before the exponential, which multiplies the error by up to 104");
    }

    @Override
    public Limits limits() {
        return new Limits(-alpha, -0f, 0, Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(0, 1, 1, 1);
    }

    @Override
    public String extremes() {
        return "-alpha below -17.33 alpha; a slope below -87.33 alpha is subnormal";
    }

    @Override
    public List<Float> parameters() {
        return List.of(alpha);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("alpha"), parameters);
        return new Celu(parameters[0]);
    }

    @Override
    public float p() {
        return alpha;
    }
}
