package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.TanhSpec;

/**
 * The hyperbolic tangent f(z) = (exp(2z) - 1) / (exp(2z) + 1); from the output y: dz = dy * fma(-y, y, 1).
 *
 * <p>Odd to the bit: f(-z) = -f(z), f(-0) = -0. f(+-Inf) = +-1.
 */
public record Tanh() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(TanhSpec.MAX_ULP, 0.5);

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
}
