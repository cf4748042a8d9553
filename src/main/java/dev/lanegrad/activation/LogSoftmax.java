package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * The logarithm of softmax along a row: y[j] = (z[j] - max(z)) - log(sum(exp(z - max(z)))); from the output y:
 * dz[j] = dy[j] - exp(y[j]) * sum(dy), by fma. ONNX's LogSoftmax along the last axis.
 *
 * <p>The sums are those of {@link dev.lanegrad.spec.SummationOrder}. An element of -Inf is -Inf in the result and has no
 * part in the sum; a row with +Inf or NaN, or of -Inf only, is NaN throughout, as in PyTorch; a row of one finite element is 0.
 *
 * <p>The bound counts in ULP of the largest among |y[j]|, |z[j] - max(z)| and 1: nearer to 0, where one element all but
 * fills the row, the result is as exact as the sum, whose rounding is that of a float near 1.
 */
public record LogSoftmax() implements Activation.Rowwise {
    private static final Accuracy ACCURACY = new Accuracy(2.5, 64);

    @Override
    public String name() {
        return "log_softmax";
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
