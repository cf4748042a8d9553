package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.UnitSpec;

/**
 * The sigmoid linear unit, also called swish: f(z) = z / (1 + exp(-z)); from the input z, with s = 1 / (1 + exp(-z)): dz
 * = dy * (s * (1 + z * (1 - s))).
 *
 * <p>Hendrycks and Gimpel (2016); Ramachandran, Zoph and Le, "Searching for activation functions" (2017). The lower tail
 * keeps its relative accuracy down to the subnormals.
 */
public record Silu() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(UnitSpec.SILU_MAX_ULP, 4.0).withRoot(-2, -0.5);

    private static final Limits LIMITS = new Limits(-0f, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(-0f, 0.5f, 0.5f, 1);

    @Override
    public String name() {
        return "silu";
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
        return "z above 17.33; subnormal below -91.9, -0 below -108.7; the slope is 0 near -1.2785";
    }
}
