package dev.lanegrad.optim;

import java.util.List;

/**
 * NAdam, Adam with Nesterov's momentum (Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016). With step
 * t = 1, 2, ... and mu(t) = beta1 (1 - 0.96^(t momentumDecay) / 2): m and v as {@link Adam}'s;
 * n = fma((1 - mu(t)) / (1 - mu(1) ... mu(t)), g, mu(t + 1) / (1 - mu(1) ... mu(t + 1)) * m);
 * p = fma(-rate, n / fma(sqrt(v), 1 / sqrt(1 - beta2^t), epsilon), p).
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive and finite
 * @param momentumDecay how fast the momentum grows to beta1, at least 0
 * @param weightDecay weight decay, at least 0
 * @param decoupledWeightDecay whether it is decoupled as AdamW's; otherwise it is an L2 penalty, added to the gradient
 */
public record NAdam(float rate, float beta1, float beta2, float epsilon, float momentumDecay, float weightDecay,
        boolean decoupledWeightDecay) implements Optimizer {
    /** PyTorch's default. */
    public static final float DEFAULT_MOMENTUM_DECAY = 4e-3f;

    /** A product of momenta below this does not change 1 minus it. */
    private static final double NEGLIGIBLE = 0x1p-60;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public NAdam {
        Adam.check(rate, beta1, beta2, epsilon, weightDecay);
        Ranges.notNegative("the decay of the momentum", momentumDecay);
    }

    @Override
    public String name() {
        return "nadam";
    }

    @Override
    public List<String> stateNames() {
        return Adam.states(false);
    }

    /** mu(t). */
    double momentum(double step) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, step * momentumDecay));
    }

    /** mu(1) ... mu(t), or a number as small: no state, so that any step can be made alone. */
    double product(long step) {
        double base = StrictMath.pow(0.96, momentumDecay);
        double power = 1;
        double product = 1;
        for (long i = 1; i <= step && product > NEGLIGIBLE; i++) {
            power *= base;
            product *= beta1 * (1 - 0.5 * power);
        }
        return product;
    }
}
