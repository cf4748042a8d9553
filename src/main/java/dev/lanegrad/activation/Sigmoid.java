package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.SigmoidSpec;

/**
 * The logistic function f(z) = 1 / (1 + exp(-z)); from the output y: dz = dy * (y * (1 - y)).
 *
 * <p>Neither tail overflows on the way, and the lower one keeps its relative accuracy down to the subnormals.
 * f(-Inf) = +0, f(+Inf) = 1. The coefficients and the method are those of {@link SigmoidSpec}.
 */
public record Sigmoid() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(SigmoidSpec.MAX_ULP, 2.0);

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
}
