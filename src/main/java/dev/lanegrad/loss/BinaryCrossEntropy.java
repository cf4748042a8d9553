package dev.lanegrad.loss;

import java.util.List;

/**
 * Binary cross-entropy on logits z with targets t in [0, 1], as PyTorch's {@code BCEWithLogitsLoss}:
 * l = -t log(s) - (1 - t) log(1 - s) with s = sigmoid(z); slope s - t. Stable at logits of any size: the loss of a wrong
 * answer is |z|, of a right one +0, also at infinity.
 *
 * <p>In floats l = |z| f + softplus(-|z|) with f = z &gt; 0 ? 1 - t : t; the product is rounded, and left out where
 * f = 0.
 *
 * <p>With a weight p of the positive answers, one for all outputs or one an output, u = p * t takes the place of t in the
 * first term: l = u softplus(-z) + (1 - t) softplus(z), both products rounded, and left out where u = 0 or 1 - t = 0;
 * slope s * (1 + (u - t)) - u. The mean over a batch does not depend on weights.
 *
 * @param positiveWeights none, one for all outputs, or one an output: how much more answers of yes count than those of no
 */
public record BinaryCrossEntropy(List<Float> positiveWeights) implements Loss.Elementwise {
    /** Answers of yes and no count alike. */
    public BinaryCrossEntropy() {
        this(List.of());
    }

    /**
     * Checks and copies the weights.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    public BinaryCrossEntropy {
        positiveWeights = LossText.checked(positiveWeights, "output");
    }

    @Override
    public String name() {
        return "binary_cross_entropy";
    }

    @Override
    public Outputs outputs() {
        return Outputs.LOGITS;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.PROBABILITIES;
    }

    @Override
    public String text() {
        return LossText.of(name(), positiveWeights.isEmpty()
                ? List.of()
                : List.of(LossText.POSITIVE_WEIGHT + "=" + LossText.joined(positiveWeights, ":")));
    }

    @Override
    public void checkOutputs(int outputs) {
        if (positiveWeights.size() > 1 && positiveWeights.size() != outputs) {
            throw new IllegalArgumentException(name() + " has weights for " + positiveWeights.size() + " outputs, given "
                    + outputs + " outputs");
        }
    }
}
