package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.GeluSpec;
import dev.lanegrad.spec.Limits;

/**
 * The Gaussian error linear unit f(z) = z P(z), with P the normal distribution function, that is z / 2 * (1 + erf(z /
 * sqrt(2))); from the input z: dz = dy * (P(z) + z p(z)), p the normal density. ONNX's Gelu with approximate = "none".
 *
 * <p>Hendrycks and Gimpel, "Gaussian error linear units" (2016). The lower tail keeps its relative accuracy down to the
 * subnormals; the method is that of {@link GeluSpec}.
 */
public record Gelu() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(GeluSpec.MAX_ULP, 4.0).withRoot(-1.25, -0.25);

    private static final Limits LIMITS = new Limits(-0f, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(-0f, 0.5f, 0.5f, 1);

    @Override
    public String name() {
        return "gelu";
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
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Limits slopes() {
        return SLOPES;
    }

    @Override
    public String extremes() {
        return "z above 5.5; subnormal below -12.9, -0 below -14.2; the slope is 0 near -0.7518";
    }
}
