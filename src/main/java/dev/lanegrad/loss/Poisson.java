package dev.lanegrad.loss;

import java.util.ArrayList;
import java.util.List;

/**
 * Poisson's negative log-likelihood of counts t without the terms that do not depend on the prediction, as PyTorch's
 * {@code PoissonNLLLoss} with {@code full=False}. On the logarithms y of rates: l = exp(y) - t y, with
 * the product left out where t = 0; slope exp(y) - t. On rates y: l = y - t log(y + eps), slope 1 - t / (y + eps). In floats
 * each operation rounds.
 *
 * @param logInput whether the prediction is the logarithm of a rate
 * @param epsilon what is added to a rate before its logarithm is taken, positive and finite
 */
public record Poisson(boolean logInput, float epsilon) implements Loss.Elementwise {
    /** PyTorch's default. */
    public static final float DEFAULT_EPSILON = 1e-8f;

    /** On the logarithms of rates. */
    public Poisson() {
        this(true, DEFAULT_EPSILON);
    }

    /**
     * Checks epsilon.
     *
     * @throws IllegalArgumentException if epsilon is not positive and finite
     */
    public Poisson {
        if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the epsilon of a poisson loss must be positive and finite, given " + epsilon);
        }
    }

    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public String text() {
        List<String> parameters = new ArrayList<>();
        if (!logInput) {
            parameters.add(LossText.LOG_INPUT + "=false");
        }
        if (epsilon != DEFAULT_EPSILON) {
            parameters.add(LossText.EPSILON + "=" + epsilon);
        }
        return LossText.of(name(), parameters);
    }

    @Override
    public Outputs outputs() {
        return logInput ? Outputs.LOG_RATES : Outputs.RATES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.COUNTS;
    }
}
