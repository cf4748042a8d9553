package dev.lanegrad.optim;

import java.util.List;

/**
 * Adamax, Adam with the infinity norm (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7). With
 * step t = 1, 2, ...: m = fma(beta1, m, (1 - beta1) * g); u = max(beta2 * u, |g| + epsilon);
 * p = fma(-rate / (1 - beta1^t), m / u, p).
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the largest gradient, in [0, 1)
 * @param epsilon added to the gradient's size, positive and finite
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 */
public record Adamax(float rate, float beta1, float beta2, float epsilon, float weightDecay) implements Optimizer {
    private static final List<String> STATES = List.of("exp_avg", "exp_inf");

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Adamax {
        Adam.check(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "adamax";
    }

    @Override
    public List<String> stateNames() {
        return STATES;
    }
}
