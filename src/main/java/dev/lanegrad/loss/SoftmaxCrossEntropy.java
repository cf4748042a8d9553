package dev.lanegrad.loss;

/**
 * Softmax and cross-entropy in one, on logits z, as in PyTorch's {@code CrossEntropyLoss}. Targets are class indices or
 * rows t that sum to one (one-hot or soft):
 * loss = sum(t[j] * (log(sum(exp(z - max))) + (max - z[j]))); gradient = (softmax(z) - t) * scale.
 *
 * <p>Sums run in virtual lanes, by fma for the loss; terms with t[j] = 0 are left out, so a logit of -Inf outside the
 * target costs nothing. The logarithm is {@link StrictMath#log(double)} of the float sum, rounded to float. A class
 * index has the bits of its one-hot row. Stable at extreme logits: only differences from the largest are exponentiated.
 */
public record SoftmaxCrossEntropy() implements Loss {
    @Override
    public String name() {
        return "softmax_cross_entropy";
    }

    @Override
    public boolean onLogits() {
        return true;
    }

    @Override
    public boolean allowsClasses() {
        return true;
    }
}
