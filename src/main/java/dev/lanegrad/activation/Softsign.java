package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;

/**
 * f(z) = z / (1 + |z|); from the output y: dz = dy * (1 - |y|)^2.
 *
 * <p>Turian, Bergstra and Bengio, "Quadratic features and deep architectures for chunking" (2009). Odd to the bit.
 */
public record Softsign() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(1.5, 2.0);

    private static final Limits LIMITS = new Limits(-1, -0f, 0, 1);
    private static final Limits SLOPES = new Limits(0, 1, 1, 0);

    @Override
    public String name() {
        return "softsign";
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
        return "+-1 from 2^24 on, where the slope is 0; a subnormal is its own result";
    }
}
