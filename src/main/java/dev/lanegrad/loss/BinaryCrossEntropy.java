package dev.lanegrad.loss;

/**
 * Binary cross-entropy on logits z with targets t in [0, 1]. For a row of m outputs:
 * loss = sum(max(z, 0) - z t + log(1 + exp(-|z|))) / m, as in PyTorch's {@code BCEWithLogitsLoss} (mean over all
 * elements); gradient = (sigmoid(z) - t) * (scale * (1 / m)).
 *
 * <p>One element's loss is fma(-z, t, z &gt; 0 ? z : 0) + (float) log1p((double) exp(-|z|)) with the exponential of
 * {@code spec} and {@link StrictMath#log1p(double)}; the elements of a row are added in virtual lanes. Stable at
 * logits of any finite size: the loss of a wrong answer is |z|, of a right one +0.
 */
public record BinaryCrossEntropy() implements Loss.Defaults {
    @Override
    public String name() {
        return "binary_cross_entropy";
    }

    @Override
    public boolean onLogits() {
        return true;
    }
}
