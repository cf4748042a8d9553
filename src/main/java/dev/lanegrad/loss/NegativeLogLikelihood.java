package dev.lanegrad.loss;

import java.util.List;

/**
 * Negative log-likelihood of log-probabilities x (such as a log-softmax gives), as PyTorch's {@code NLLLoss} and ONNX's
 * {@code NegativeLogLikelihoodLoss}. Targets are class indices or rows t that sum to one (one-hot or soft):
 * l = sum(u[j] * -x[j]) with u = w * t and w[j] = 1 without weights; gradient = -u[j] * scale, +0 where u[j] = 0.
 *
 * <p>The sum runs in virtual lanes, by fma; terms with u[j] = 0 are left out, so a log-probability of -Inf outside the
 * target costs nothing. A class index has the bits of its one-hot row. Weights and ignored rows count as in
 * {@link SoftmaxCrossEntropy}.
 *
 * @param weights one a class, none where all classes count alike
 * @param ignoreIndex the class index whose rows do not count
 */
public record NegativeLogLikelihood(List<Float> weights, int ignoreIndex) implements Loss.OfClasses {
    /** All classes count alike, and only rows of {@value SoftmaxCrossEntropy#DEFAULT_IGNORE_INDEX} are ignored. */
    public NegativeLogLikelihood() {
        this(List.of(), SoftmaxCrossEntropy.DEFAULT_IGNORE_INDEX);
    }

    /**
     * Checks and copies the weights; -0 becomes +0.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    public NegativeLogLikelihood {
        weights = LossText.checked(weights, "class");
    }

    @Override
    public String name() {
        return "negative_log_likelihood";
    }

    @Override
    public Outputs outputs() {
        return Outputs.CLASS_LOG_PROBABILITIES;
    }

    @Override
    public String text() {
        return LossText.of(this, List.of());
    }

    @Override
    public Loss withWeights(List<Float> other) {
        return new NegativeLogLikelihood(other, ignoreIndex);
    }
}
