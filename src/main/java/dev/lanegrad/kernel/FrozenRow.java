package dev.lanegrad.kernel;

/**
 * Dense layers that follow each other, prepared for single rows by {@link SingleRowKernels#prepare}: immutable, shared by any
 * number of threads.
 */
public interface FrozenRow {
    /**
     * How many layers.
     *
     * @return at least 1
     */
    int layers();

    /**
     * Number of inputs.
     *
     * @return columns of the input row of the first layer
     */
    int inputs();

    /**
     * Number of outputs.
     *
     * @return columns of the output row of the last layer
     */
    int outputs();
}
