package dev.lanegrad.optim;

import java.util.List;

/**
 * RMSprop (Tieleman and Hinton, "Lecture 6.5: rmsprop", COURSERA, 2012): v = fma(alpha, v, ((1 - alpha) * g) * g);
 * q = g / (sqrt(v) + epsilon); p = fma(-rate, q, p). Centered (Graves, "Generating sequences with recurrent neural networks",
 * 2013) the root is that of the variance, with a = fma(alpha, a, (1 - alpha) * g) that of fma(-a, a, v), or of 0 where rounding
 * made this negative. With momentum b = fma(momentum, b, q) and p = fma(-rate, b, p).
 *
 * @param rate learning rate, positive and finite
 * @param alpha decay of the means, in [0, 1)
 * @param momentum share of the last velocity that is kept, in [0, 1); 0 keeps no velocity
 * @param centered whether the gradients' mean is taken out of their squares
 * @param epsilon added to the denominator, positive and finite
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 */
public record RmsProp(float rate, float alpha, float momentum, boolean centered, float epsilon, float weightDecay)
        implements
            Optimizer {
    private static final List<String> STATES = List.of("square_avg");
    private static final List<String> MOMENTUM_STATES = List.of("square_avg", "momentum_buffer");
    private static final List<String> CENTERED_STATES = List.of("square_avg", "grad_avg");
    private static final List<String> CENTERED_MOMENTUM_STATES = List.of("square_avg", "grad_avg", "momentum_buffer");

    /** PyTorch's default. */
    public static final float DEFAULT_ALPHA = 0.99f;
    /** PyTorch's default. */
    public static final float DEFAULT_EPSILON = 1e-8f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public RmsProp {
        Ranges.rate(rate);
        Ranges.share("alpha", alpha);
        Ranges.share("momentum", momentum);
        Ranges.epsilon(epsilon);
        Ranges.weightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "rmsprop";
    }

    @Override
    public List<String> stateNames() {
        if (centered) {
            return momentum == 0 ? CENTERED_STATES : CENTERED_MOMENTUM_STATES;
        }
        return momentum == 0 ? STATES : MOMENTUM_STATES;
    }
}
