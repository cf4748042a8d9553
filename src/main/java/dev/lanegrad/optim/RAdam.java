package dev.lanegrad.optim;

import java.util.List;

/**
 * RAdam, Adam whose rate is rectified while the second moment knows few gradients (Liu et al., "On the variance of the adaptive
 * learning rate and beyond", ICLR 2020). With step t = 1, 2, ..., r = 2 / (1 - beta2) - 1 and
 * s = r - 2 t beta2^t / (1 - beta2^t): m and v as {@link Adam}'s; while s is at most 5, p = fma(-rate / (1 - beta1^t), m, p); then
 * p = fma(-c rate / (1 - beta1^t), m / (sqrt(v) + epsilon), p) with
 * c = sqrt((s - 4) (s - 2) r / ((r - 4) (r - 2) s) (1 - beta2^t)).
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive and finite
 * @param weightDecay weight decay, at least 0
 * @param decoupledWeightDecay whether it is decoupled as AdamW's; otherwise it is an L2 penalty, added to the gradient
 */
public record RAdam(float rate, float beta1, float beta2, float epsilon, float weightDecay, boolean decoupledWeightDecay)
        implements
            Optimizer {
    /** How many gradients the second moment must know in effect. */
    private static final double MIN_LENGTH = 5;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public RAdam {
        Adam.check(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "radam";
    }

    @Override
    public List<String> stateNames() {
        return Adam.states(false);
    }

    /** c of the formula, or NaN while the second moment is not used. */
    double rectification(long step) {
        double power = StrictMath.pow(beta2, (double) step);
        double most = 2 / (1 - (double) beta2) - 1;
        double length = most - 2 * (double) step * power / (1 - power);
        return length > MIN_LENGTH
                ? StrictMath.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length) * (1 - power))
                : Double.NaN;
    }
}
