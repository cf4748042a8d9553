package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;

/**
 * f(z) = z; dz = dy. The layer is a linear map: what a regression's or a logits layer ends with.
 */
public record Identity() implements Activation.Elementwise {
    private static final Limits LIMITS = new Limits(Float.NEGATIVE_INFINITY, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(1, 1, 1, 1);

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
    }

    @Override
    public Accuracy accuracy() {
        return Accuracy.EXACT;
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
        return "every float is its own result";
    }
}
