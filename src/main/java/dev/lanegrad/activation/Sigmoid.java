package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.SigmoidSpec;

/**
 * The logistic function f(z) = 1 / (1 + exp(-z)); from the output y: dz = dy * (y * (1 - y)).
 *
 * <p>Neither tail overflows on the way, and the lower one keeps its relative accuracy down to the subnormals. The
 * coefficients and the method are those of {@link SigmoidSpec}.
 */
public record Sigmoid() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(SigmoidSpec.MAX_ULP, 2.0);

    private static final Limits LIMITS = new Limits(0, 0.5f, 0.5f, 1);
    private static final Limits SLOPES = new Limits(0, 0.25f, 0.25f, 0);

    @Override
    public String name() {
        return "sigmoid";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
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
        return "1 above 17.33, subnormal below -87.33, +0 below -103.97; the slope is 0 where y is 1";
    }
}
