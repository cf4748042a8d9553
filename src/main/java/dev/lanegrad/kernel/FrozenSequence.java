package dev.lanegrad.kernel;

/**
 * Dense layers that follow each other, prepared by {@link SequenceKernels} for single rows or for blocks of rows: immutable,
 * shared by any number of threads.
 */
public interface FrozenSequence {
    /**
     * How many layers.
     *
     * @return at least 1
     */
    int layers();

    /**
     * How many rows pass together.
     *
     * @return 1, or those of a block
     */
    int rows();

    /**
     * Number of inputs.
     *
     * @return columns of an input row of the first layer
     */
    int inputs();

    /**
     * Number of outputs.
     *
     * @return columns of an output row of the last layer
     */
    int outputs();

    /**
     * Memory on the heap that the sequence takes beside its layers.
     *
     * @return the size in bytes
     */
    long bytes();

    /**
     * The most native scratch memory that kernels take for this sequence, beyond what they have when they are made.
     *
     * @return the size in bytes
     */
    long scratchBytes();
}
