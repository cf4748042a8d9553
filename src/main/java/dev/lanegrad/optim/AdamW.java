package dev.lanegrad.optim;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019): {@link Adam} on p = (1 - rate weightDecay)
 * p, whose gradient has no penalty.
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive and finite
 * @param weightDecay decoupled weight decay, at least 0
 * @param amsgrad whether the denominator never becomes smaller
 */
public record AdamW(float rate, float beta1, float beta2, float epsilon, float weightDecay, boolean amsgrad)
        implements
            Optimizer {
    /** PyTorch's default. */
    public static final float DEFAULT_WEIGHT_DECAY = 0.01f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AdamW {
        Adam.check(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public List<String> stateNames() {
        return Adam.states(amsgrad);
    }
}
