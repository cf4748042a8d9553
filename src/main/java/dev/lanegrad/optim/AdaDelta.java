package dev.lanegrad.optim;

import java.util.List;

/**
 * AdaDelta (Zeiler, "ADADELTA: an adaptive learning rate method", 2012): v = fma(rho, v, ((1 - rho) * g) * g);
 * d = sqrt((u + epsilon) / (v + epsilon)) * g; u = fma(rho, u, ((1 - rho) * d) * d); p = fma(-rate, d, p).
 *
 * @param rate learning rate, positive and finite; the paper has none, that is 1
 * @param rho decay of the means of squares, in [0, 1)
 * @param epsilon added to both means, positive and finite; decides the size of the first steps
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 */
public record AdaDelta(float rate, float rho, float epsilon, float weightDecay) implements Optimizer {
    private static final List<String> STATES = List.of("square_avg", "acc_delta");

    /** PyTorch's default. */
    public static final float DEFAULT_RHO = 0.9f;
    /** PyTorch's default. */
    public static final float DEFAULT_EPSILON = 1e-6f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaDelta {
        Ranges.rate(rate);
        Ranges.share("rho", rho);
        Ranges.epsilon(epsilon);
        Ranges.weightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "adadelta";
    }

    @Override
    public List<String> stateNames() {
        return STATES;
    }
}
