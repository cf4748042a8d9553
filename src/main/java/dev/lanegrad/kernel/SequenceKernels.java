package dev.lanegrad.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Several frozen layers in one call, over a single row or over blocks of rows: what a product of any shape prepares takes longer
 * than a small layer, and what it writes for the next one to read need not leave the nearest cache. The part of {@link Kernels}
 * that {@link Kernels#sequences()} reaches; what is said there of checks, errors, threads and allocation holds here. The bits are
 * those of the layers one by one.
 */
public abstract class SequenceKernels {
    /** For subclasses. */
    protected SequenceKernels() {
    }

    /**
     * Prepares layers for single rows. The sequence reads the layers' own weights.
     *
     * @param layers one behind the other, made by {@link Kernels#freeze} of the same implementation
     * @return as many of them, from the first on, as gain from it; empty if the first does not
     * @throws IllegalArgumentException if a layer has other inputs than the one before has outputs
     */
    public abstract Optional<FrozenSequence> prepareRow(List<FrozenDense> layers);

    /**
     * Prepares layers for blocks of {@link FrozenSequence#rows()} rows. The sequence has a copy of the layers' weights.
     *
     * @param layers one behind the other, made by {@link Kernels#freeze} of the same implementation
     * @return as many of them, from the first on, as gain from it; empty if the first does not
     * @throws IllegalArgumentException if a layer has other inputs than the one before has outputs
     */
    public abstract Optional<FrozenSequence> prepareBlock(List<FrozenDense> layers);

    /**
     * All layers over some rows. Any number may be given; the last block takes as long as if it were full, and a sequence for
     * single rows takes one after the other. Allocates nothing once warm.
     *
     * @param sequence prepared by the same implementation
     * @param x native memory with the input rows
     * @param xOffset where the first starts, in bytes
     * @param xStride floats from one input row to the next
     * @param y native memory for the output rows; must not overlap the input's, but for rows that start at the same place
     * @param yOffset where the first starts, in bytes
     * @param yStride floats from one output row to the next
     * @param rows how many, at least 1
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     * @throws ClassCastException if the sequence was prepared by the other implementation
     */
    public abstract void forward(FrozenSequence sequence, MemorySegment x, long xOffset, int xStride, MemorySegment y,
            long yOffset, int yStride, int rows);
}
