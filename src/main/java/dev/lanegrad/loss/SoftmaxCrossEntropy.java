package dev.lanegrad.loss;

import java.util.List;

/**
 * Softmax and cross-entropy in one, on logits z, as PyTorch's {@code CrossEntropyLoss} and ONNX's
 * {@code SoftmaxCrossEntropyLoss}. Targets are class indices or rows t that sum to one (one-hot or soft):
 * l = sum(t[j] * (log(sum(exp(z - max))) + (max - z[j]))); gradient = (softmax(z) - t) * scale.
 *
 * <p>Sums run in virtual lanes, by fma for the loss; terms with t[j] = 0 are left out, so a logit of -Inf outside the
 * target costs nothing. A class index has the bits of its one-hot row. Stable at extreme logits: only differences from the
 * largest are exponentiated.
 *
 * <p>Label smoothing of s replaces t[j] by fma(t[j], 1 - s, s / C) first, for C classes (Szegedy et al., "Rethinking the
 * Inception Architecture", 2016).
 *
 * <p>With a weight w[j] for each class, as with that of PyTorch: u[j] = w[j] * t[j] takes the place of t[j] in
 * the loss; gradient = fma(softmax(z), sum(u), -u) * scale, sum(u) in virtual lanes. The mean over a batch of class indices
 * divides by the sum of their weights ({@link #weight(Targets, int)}), so that only ratios of weights matter; the mean over
 * soft targets divides by the number of rows. A class of weight 0 costs nothing and pulls nowhere; in training, a batch
 * whose weights add up to less than {@link Float#MIN_NORMAL} has no gradient.
 *
 * <p>Rows whose class index is to be ignored have loss and gradient +0 and weight 0. A batch of such rows alone has the mean
 * 0 (PyTorch: NaN) and no gradient.
 *
 * @param weights one a class, none where all classes count alike
 * @param ignoreIndex the class index whose rows do not count; a matrix of target values has none
 * @param labelSmoothing the share of the target that all classes have in equal parts, 0 to 1
 */
public record SoftmaxCrossEntropy(List<Float> weights, int ignoreIndex, float labelSmoothing) implements Loss.OfClasses {
    /** PyTorch's default: no class. */
    public static final int DEFAULT_IGNORE_INDEX = -100;

    /** All classes count alike, targets are taken as they are. */
    public SoftmaxCrossEntropy() {
        this(List.of());
    }

    /**
     * Classes that count differently.
     *
     * @param weights one a class, none where all classes count alike
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    public SoftmaxCrossEntropy(List<Float> weights) {
        this(weights, DEFAULT_IGNORE_INDEX, 0);
    }

    /**
     * Checks the parameters and copies the weights; -0 becomes +0.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite, or the smoothing is not in [0, 1]
     */
    public SoftmaxCrossEntropy {
        weights = LossText.checked(weights, "class");
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("the label smoothing must be in [0, 1], given " + labelSmoothing);
        }
        labelSmoothing += 0f;
    }

    @Override
    public String name() {
        return "softmax_cross_entropy";
    }

    @Override
    public Outputs outputs() {
        return Outputs.CLASS_LOGITS;
    }

    @Override
    public String text() {
        return LossText.of(this, labelSmoothing == 0
                ? List.of()
                : List.of(LossText.LABEL_SMOOTHING + "=" + labelSmoothing));
    }

    @Override
    public Loss withWeights(List<Float> other) {
        return new SoftmaxCrossEntropy(other, ignoreIndex, labelSmoothing);
    }
}
