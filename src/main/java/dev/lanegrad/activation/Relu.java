package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * The rectifier f(z) = z if z &gt; 0 or z is NaN, else +0; from the output y: dz = +0 if y &lt;= 0, else dy.
 *
 * <p>The derivative at 0 is 0, as in PyTorch. relu(-0) = +0. A NaN is not hidden: relu(NaN) is NaN, and its incoming
 * gradient passes.
 */
public record Relu() implements Activation.Elementwise {
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
}
