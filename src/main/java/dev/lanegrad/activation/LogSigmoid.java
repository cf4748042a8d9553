package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.LogSpec;
import dev.lanegrad.spec.SigmoidSpec;

/**
 * f(z) = log(1 / (1 + exp(-z))) = -log(1 + exp(-z)); from the input z: dz = dy / (1 + exp(z)).
 */
public record LogSigmoid() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(LogSpec.SOFTPLUS_MAX_ULP, SigmoidSpec.MAX_ULP);

    private static final Limits LIMITS = new Limits(Float.NEGATIVE_INFINITY, -0x1.62e430p-1f, -0x1.62e430p-1f, -0f);
    private static final Limits SLOPES = new Limits(1, 0.5f, 0.5f, 0);

    @Override
    public String name() {
        return "log_sigmoid";
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
        return "z below -16.64; subnormal above 87.33, -0 above 103.97";
    }
}
