package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/**
 * Softmax along a row: e[j] = exp(z[j] - max(z)), y[j] = e[j] * (1 / sum(e)); from the output y:
 * dz[j] = y[j] * (dy[j] - sum(dy * y)).
 *
 * <p>The sums are taken in {@link dev.lanegrad.spec.SummationOrder#LANES} virtual lanes, sum(dy * y) by fma. The
 * largest element is subtracted, so finite logits of any size neither overflow nor lose the row; a row with +Inf or NaN,
 * or of -Inf only, is NaN throughout, as in PyTorch.
 *
 * <p>The bounds hold for rows of up to 1,000 elements whose logits differ by at most 20: beyond that the rounding of
 * z[j] - max(z) itself, half an ULP of the difference, is what remains. The derivative's bound is that of the elements of
 * the Jacobian; for a general dy the difference dy[j] - sum(dy * y) may cancel, and no bound in ULP can hold.
 */
public record Softmax() implements Activation.Rowwise {
    private static final Accuracy ACCURACY = new Accuracy(24, 64);

    @Override
    public String name() {
        return "softmax";
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
