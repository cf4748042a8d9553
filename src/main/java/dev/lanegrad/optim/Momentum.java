package dev.lanegrad.optim;

/**
 * Gradient descent with momentum (Polyak, "Some methods of speeding up the convergence of iteration methods", 1964), in
 * PyTorch's form: v = fma(momentum, v, g); p = fma(-rate, v, p).
 *
 * @param rate learning rate, positive and finite
 * @param momentum share of the last velocity that is kept, in [0, 1)
 */
public record Momentum(float rate, float momentum) implements Optimizer {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Momentum {
        Optimizer.checkRate(rate);
        Optimizer.checkDecay("momentum", momentum);
    }

    @Override
    public String name() {
        return "momentum";
    }

    @Override
    public int stateCount() {
        return 1;
    }
}
