package dev.lanegrad.optim;

import java.util.List;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015). With step t = 1, 2, ...:
 * m = fma(beta1, m, (1 - beta1) * g); v = fma(beta2, v, ((1 - beta2) * g) * g);
 * p = fma(-rate / (1 - beta1^t), m / fma(sqrt(v), 1 / sqrt(1 - beta2^t), epsilon), p). With AMSGrad (Reddi, Kale and Kumar, "On
 * the convergence of Adam and beyond", ICLR 2018) the root is that of the largest v so far.
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive and finite
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 * @param amsgrad whether the denominator never becomes smaller
 */
public record Adam(float rate, float beta1, float beta2, float epsilon, float weightDecay, boolean amsgrad)
        implements
            Optimizer {
    private static final List<String> STATES = List.of("exp_avg", "exp_avg_sq");
    private static final List<String> AMSGRAD_STATES = List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

    /** PyTorch's and the paper's default. */
    public static final float DEFAULT_BETA1 = 0.9f;
    /** PyTorch's and the paper's default. */
    public static final float DEFAULT_BETA2 = 0.999f;
    /** PyTorch's and the paper's default. */
    public static final float DEFAULT_EPSILON = 1e-8f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Adam {
        check(rate, beta1, beta2, epsilon, weightDecay);
    }

    /**
     * Without weight decay and AMSGrad.
     *
     * @param rate learning rate, positive and finite
     * @param beta1 decay of the mean of the gradients, in [0, 1)
     * @param beta2 decay of the mean of their squares, in [0, 1)
     * @param epsilon added to the denominator, positive and finite
     * @throws IllegalArgumentException if one is out of range
     */
    public Adam(float rate, float beta1, float beta2, float epsilon) {
        this(rate, beta1, beta2, epsilon, 0, false);
    }

    /** The numbers that this optimizer and its kin share. */
    static void check(float rate, float beta1, float beta2, float epsilon, float weightDecay) {
        Ranges.rate(rate);
        Ranges.share("beta1", beta1);
        Ranges.share("beta2", beta2);
        Ranges.epsilon(epsilon);
        Ranges.weightDecay(weightDecay);
    }

    /** Names of the moments and, with AMSGrad, the largest second moment. */
    static List<String> states(boolean amsgrad) {
        return amsgrad ? AMSGRAD_STATES : STATES;
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public List<String> stateNames() {
        return states(amsgrad);
    }
}
