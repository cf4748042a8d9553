package dev.lanegrad.optim;

/**
 * Gradient descent: p = fma(-rate, g, p), that is p - rate * g.
 *
 * @param rate learning rate, positive and finite
 */
public record Sgd(float rate) implements Optimizer {
    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Sgd {
        Optimizer.checkRate(rate);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public int stateCount() {
        return 0;
    }
}
