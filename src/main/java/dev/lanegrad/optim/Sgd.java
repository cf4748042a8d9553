package dev.lanegrad.optim;

import java.util.List;

/**
 * Gradient descent, p = fma(-rate, g, p); with momentum (Polyak, "Some methods of speeding up the convergence of iteration
 * methods", 1964) v = fma(momentum, v, (1 - dampening) * g), p = fma(-rate, v, p), where the first step is not dampened; with
 * Nesterov's (Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", ICML
 * 2013) p = fma(-rate, fma(momentum, v, g), p).
 *
 * @param rate learning rate, positive and finite
 * @param momentum share of the last velocity that is kept, in [0, 1); 0 keeps no velocity
 * @param dampening share of the gradient that does not enter the velocity, in [0, 1]
 * @param nesterov whether the step looks ahead along the velocity; needs a momentum and no dampening
 * @param weightDecay L2 penalty, added to the gradient, at least 0
 */
public record Sgd(float rate, float momentum, float dampening, boolean nesterov, float weightDecay) implements Optimizer {
    private static final List<String> MOMENTUM_STATES = List.of("momentum_buffer");

    /** PyTorch's default. */
    public static final float DEFAULT_RATE = 1e-3f;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Sgd {
        Ranges.rate(rate);
        Ranges.share("momentum", momentum);
        if (!(dampening >= 0 && dampening <= 1)) {
            throw new IllegalArgumentException("dampening must be in [0, 1], given " + dampening);
        }
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("Nesterov's momentum needs a momentum and no dampening, given " + momentum
                    + " and " + dampening);
        }
        Ranges.weightDecay(weightDecay);
    }

    /**
     * Without dampening and weight decay.
     *
     * @param rate learning rate, positive and finite
     * @param momentum share of the last velocity that is kept, in [0, 1)
     * @throws IllegalArgumentException if one is out of range
     */
    public Sgd(float rate, float momentum) {
        this(rate, momentum, 0, false, 0);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public List<String> stateNames() {
        return momentum == 0 ? List.of() : MOMENTUM_STATES;
    }
}
