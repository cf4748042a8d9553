package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.TanhSpec;

/**
 * The hyperbolic tangent f(z) = (exp(2z) - 1) / (exp(2z) + 1); from the output y: dz = dy * fma(-y, y, 1).
 *
 * <p>Odd to the bit: f(-z) = -f(z).
 */
public record Tanh() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(TanhSpec.MAX_ULP, 0.5);

    private static final Limits LIMITS = new Limits(-1, -0f, 0, 1);
    private static final Limits SLOPES = new Limits(0, 1, 1, 0);

    @Override
    public String name() {
        return "tanh";
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
        return "+-1 from 9.02 on, where the slope is 0; a subnormal is its own result";
    }
}
