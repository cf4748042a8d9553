package dev.lanegrad.optim;

import java.util.List;

/**
 * A description of how one parameter moves against its gradient. Descriptions are immutable; the running state (momentum
 * and the like) is kept by the trainer, {@link #stateCount()} matrices of the parameter's shape, which start at zero.
 *
 * <p>Names and defaults are PyTorch's. All arithmetic is in {@code float}, each multiplication-addition one fma, in the
 * order that the record's formula gives.
 */
public sealed interface Optimizer permits Sgd, Momentum, Adam {
    /**
     * Plain gradient descent.
     *
     * @param rate learning rate, positive
     * @return the description
     */
    static Optimizer sgd(float rate) {
        return new Sgd(rate);
    }

    /**
     * Gradient descent with momentum.
     *
     * @param rate learning rate, positive
     * @param momentum share of the last velocity that is kept, 0 to 1 (1 excluded)
     * @return the description
     */
    static Optimizer momentum(float rate, float momentum) {
        return new Momentum(rate, momentum);
    }

    /**
     * Adam with the usual decay rates.
     *
     * @param rate learning rate, positive; 1e-3 is the usual one
     * @return the description
     */
    static Optimizer adam(float rate) {
        return new Adam(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON);
    }

    /**
     * Every optimizer once, at its usual rate. Tests, gates and benchmarks enumerate this list.
     *
     * @return all optimizers
     */
    static List<Optimizer> all() {
        return List.of(sgd(0.01f), momentum(0.01f, 0.9f), adam(0.001f));
    }

    /**
     * The name in files and on the command line.
     *
     * @return the name, in lower case
     */
    String name();

    /**
     * The learning rate.
     *
     * @return the rate
     */
    float rate();

    /**
     * How many matrices of the parameter's shape the state of one parameter takes.
     *
     * @return 0 or more
     */
    int stateCount();

    /**
     * Checks a number at the edge.
     *
     * @param what its name
     * @param value the number
     * @param below exclusive upper bound
     * @param zeroAllowed whether 0 is in range
     */
    private static void check(String what, float value, float below, boolean zeroAllowed) {
        if (!(zeroAllowed ? value >= 0 : value > 0) || !(value < below)) {
            throw new IllegalArgumentException(what + " must be in " + (zeroAllowed ? "[0, " : "(0, ")
                    + (below == Float.POSITIVE_INFINITY ? "Inf" : Float.toString(below)) + "), given " + value);
        }
    }

    /**
     * Refuses a learning rate that is not positive and finite.
     *
     * @param rate the rate
     * @throws IllegalArgumentException if it is out of range
     */
    static void checkRate(float rate) {
        check("the learning rate", rate, Float.POSITIVE_INFINITY, false);
    }

    /**
     * Refuses a decay rate outside [0, 1).
     *
     * @param what its name
     * @param decay the decay rate
     * @throws IllegalArgumentException if it is out of range
     */
    static void checkDecay(String what, float decay) {
        check(what, decay, 1, true);
    }
}
