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
     * Memory that the packed layer holds.
     *
     * @return the size in bytes, native memory and heap together
     */
    long bytes();

    /**
     * How much of {@link #bytes()} is on the heap.
     *
     * @return the size in bytes of arrays
     */
    long heapBytes();

    /**
     * The most native scratch memory that kernels take for this layer, beyond what they have when they are made.
     *
     * @return the size in bytes
     */
    long scratchBytes();

    /**
     * What the layer computes and how, for people.
     *
     * @return function, order of the sums and form of the weights
     */
    String text();
}
