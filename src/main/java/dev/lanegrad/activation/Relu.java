package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;

/**
 * The rectifier f(z) = z if z &gt; 0 or z is NaN, else +0; from the output y: dz = +0 if y &lt;= 0, else dy.
 *
 * <p>The derivative at 0 is 0, as in PyTorch. relu(-0) = +0. A NaN is not hidden: relu(NaN) is NaN, and its incoming
 * gradient passes.
 */
public record Relu() implements Activation.Elementwise {
    private static final Limits LIMITS = new Limits(0, 0, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(0, 0, 0, 1);

    @Override
    public String name() {
        return "relu";
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
        return "nothing is rounded";
    }
}
