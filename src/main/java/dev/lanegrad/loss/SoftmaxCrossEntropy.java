package dev.lanegrad.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Softmax and cross-entropy in one, on logits z, as in PyTorch's {@code CrossEntropyLoss}. Targets are class indices or
 * rows t that sum to one (one-hot or soft):
 * loss = sum(t[j] * (log(sum(exp(z - max))) + (max - z[j]))); gradient = (softmax(z) - t) * scale.
 *
 * <p>Sums run in virtual lanes, by fma for the loss; terms with t[j] = 0 are left out, so a logit of -Inf outside the
 * target costs nothing. The logarithm is {@link StrictMath#log(double)} of the float sum, rounded to float. A class
 * index has the bits of its one-hot row. Stable at extreme logits: only differences from the largest are exponentiated.
 *
 * <p>With a weight w[j] for each class, as with that of PyTorch: u[j] = w[j] * t[j] takes the place of t[j] in
 * the loss; gradient = fma(softmax(z), sum(u), -u) * scale, sum(u) in virtual lanes. The mean over a batch of class indices
 * divides by the sum of their weights ({@link #weight(Targets, int)}), so that only ratios of weights matter; the mean over
 * soft targets divides by the number of rows. A class of weight 0 costs nothing and pulls nowhere; in training, a batch
 * whose weights add up to less than {@link Float#MIN_NORMAL} has no gradient.
 *
 * @param weights one a class, none where all classes count alike
 */
public record SoftmaxCrossEntropy(List<Float> weights) implements Loss.Defaults {
    /** All classes count alike. */
    public SoftmaxCrossEntropy() {
        this(List.of());
    }

    /**
     * Checks and copies the weights; -0 becomes +0.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    public SoftmaxCrossEntropy {
        List<Float> checked = new ArrayList<>();
        for (float weight : weights) {
            if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the weight of class " + checked.size()
                        + " must be at least 0 and finite, given " + weight);
            }
            // The sum over a one-hot row would make +0 of it, and a class index has the bits of that row.
            checked.add(weight + 0f);
        }
        weights = List.copyOf(checked);
    }

    @Override
    public String name() {
        return "softmax_cross_entropy";
    }

    @Override
    public String text() {
        return weights.isEmpty()
                ? name()
                : weights.stream().map(String::valueOf).collect(Collectors.joining(",", name() + "(", ")"));
    }

    @Override
    public Loss withParameters(float... parameters) {
        List<Float> list = new ArrayList<>();
        for (float parameter : parameters) {
            list.add(parameter);
        }
        return new SoftmaxCrossEntropy(list);
    }

    @Override
    public boolean onLogits() {
        return true;
    }

    @Override
    public boolean allowsClasses() {
        return true;
    }

    @Override
    public void checkOutputs(int outputs) {
        if (!weights.isEmpty() && weights.size() != outputs) {
            throw new IllegalArgumentException(name() + " has weights for " + weights.size() + " classes, given " + outputs
                    + " outputs");
        }
    }

    @Override
    public float weight(Targets targets, int row) {
        return !weights.isEmpty() && targets instanceof Targets.Classes classes ? weights.get(classes.labels()[row]) : 1;
    }
}
