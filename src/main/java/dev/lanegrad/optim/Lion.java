package dev.lanegrad.optim;

import java.util.List;

/**
 * Lion (Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023): d = sign(fma(beta1, m, (1 - beta1) * g));
 * m = fma(beta2, m, (1 - beta2) * g); p = fma(-rate, d, p). The sign of a zero is 0, that of NaN is NaN.
 *
 * @param rate learning rate, positive and finite
 * @param beta1 share of the mean in the direction, in [0, 1)
 * @param beta2 decay of the mean of the gradients, in [0, 1)
 * @param weightDecay decoupled weight decay, at least 0
 */
public record Lion(float rate, float beta1, float beta2, float weightDecay) implements Optimizer {
    private static final List<String> STATES = List.of("exp_avg");

    /** The paper's default. */
    public static final float DEFAULT_BETA1 = 0.9f;
    /** The paper's default. */
    public static final float DEFAULT_BETA2 = 0.99f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Lion {
        Ranges.rate(rate);
        Ranges.share("beta1", beta1);
        Ranges.share("beta2", beta2);
        Ranges.weightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "lion";
    }

    @Override
    public List<String> stateNames() {
        return STATES;
    }
}
