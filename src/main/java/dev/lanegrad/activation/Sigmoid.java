package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * The logistic function f(z) = 1 / (1 + exp(-z)); from the output y: dz = dy * (y * (1 - y)).
 *
 * <p>Computed as (z &gt;= 0 ? 1 : e) / (1 + e) with e = exp(-|z|), so that neither tail overflows and the lower one
 * keeps its relative accuracy down to the subnormals. f(-Inf) = +0, f(+Inf) = 1.
 */
public record Sigmoid() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(2.0, 2.0);

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
