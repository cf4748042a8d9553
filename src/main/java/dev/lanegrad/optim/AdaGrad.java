package dev.lanegrad.optim;

import java.util.List;

/**
 * AdaGrad (Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR
 * 2011). With step t = 1, 2, ...: s = fma(g, g, s); p = fma(-rate / (1 + (t - 1) rateDecay), g / (sqrt(s) + epsilon), p).
 *
 * @param rate learning rate, positive and finite
 * @param rateDecay how fast the rate falls, at least 0
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 * @param initialAccumulator what the sums of squares start from, at least 0
 * @param epsilon added to the denominator, positive and finite
 */
public record AdaGrad(float rate, float rateDecay, float weightDecay, float initialAccumulator, float epsilon)
        implements
            Optimizer {
    private static final List<String> STATES = List.of("sum");

    /** PyTorch's default. */
    public static final float DEFAULT_EPSILON = 1e-10f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaGrad {
        Ranges.rate(rate);
        Ranges.notNegative("the decay of the rate", rateDecay);
        Ranges.weightDecay(weightDecay);
        Ranges.notNegative("the initial accumulator", initialAccumulator);
        Ranges.epsilon(epsilon);
    }

    @Override
    public String name() {
        return "adagrad";
    }

    @Override
    public List<String> stateNames() {
        return STATES;
    }

    @Override
    public float initialState() {
        return initialAccumulator;
    }
}
