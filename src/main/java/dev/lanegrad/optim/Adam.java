package dev.lanegrad.optim;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015). With step t = 1, 2, ...:
 * m = fma(beta1, m, (1 - beta1) * g); v = fma(beta2, v, ((1 - beta2) * g) * g);
 * p = fma(-stepSize(t), m / fma(sqrt(v), correction(t), epsilon), p).
 *
 * @param rate learning rate, positive and finite
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, positive and finite
 */
public record Adam(float rate, float beta1, float beta2, float epsilon) implements Optimizer {
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
        Optimizer.checkRate(rate);
        Optimizer.checkDecay("beta1", beta1);
        Optimizer.checkDecay("beta2", beta2);
        if (!(epsilon > 0) || epsilon == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("epsilon must be positive and finite, given " + epsilon);
        }
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public int stateCount() {
        return 2;
    }

    /**
     * The rate with the first moment's bias taken out: rate / (1 - beta1^t), in {@code double}, rounded once.
     *
     * @param step t, from 1
     * @return the step size
     */
    public float stepSize(long step) {
        return (float) (rate / (1 - StrictMath.pow(beta1, (double) step)));
    }

    /**
     * The factor that takes the second moment's bias out of its root: 1 / sqrt(1 - beta2^t), in {@code double}, rounded
     * once.
     *
     * @param step t, from 1
     * @return the correction
     */
    public float correction(long step) {
        return (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) step)));
    }
}
