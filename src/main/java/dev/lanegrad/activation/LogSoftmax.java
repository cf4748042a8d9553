package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * The logarithm of softmax along a row: y[j] = (z[j] - max(z)) - log(sum(exp(z - max(z)))); from the output y:
 * dz[j] = dy[j] - exp(y[j]) * sum(dy), by fma. ONNX's LogSoftmax along the last axis.
 *
 * <p>The sums are those of {@link dev.lanegrad.spec.SummationOrder}. An element of -Inf is -Inf in the result and has no part
 * in the sum; a row with +Inf or NaN, or of -Inf only, is NaN throughout, as in PyTorch; a row of one finite element is 0.
 *
 * <p>The bound in ULP is absolute, one of the largest magnitude among z[j] - max(z) and the logarithm, where the two cancel:
 * that is only near 0, for an element that all but fills the row.
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
