package dev.lanegrad.kernel;

/**
 * A dense layer packed for inference by {@link Kernels#freeze}: immutable, its own copy of the weights, shared by any
 * number of threads.
 */
public interface FrozenDense {
    /**
     * Number of inputs.
     *
     * @return columns of an input row
     */
    int inputs();

    /**
     * Number of outputs.
     *
     * @return columns of an output row
     */
    int outputs();

    /**
     * Native memory that the packed layer holds.
     *
     * @return the size in bytes
     */
    long bytes();

    /**
     * What the layer computes and how, for people.
     *
     * @return function, order of the sums and form of the weights
     */
    String text();
}
