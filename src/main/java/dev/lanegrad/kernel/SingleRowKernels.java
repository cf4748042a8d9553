package dev.lanegrad.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Several frozen layers over a single row, in one call: what a product of any shape prepares takes longer than a small layer.
 * The part of {@link Kernels} that {@link Kernels#singleRows()} reaches; what is said there of checks, errors, threads and
 * allocation holds here. The bits are those of the layers one by one.
 */
public abstract class SingleRowKernels {
    /** For subclasses. */
    protected SingleRowKernels() {
    }

    /**
     * Prepares layers for {@link #forward}.
     *
     * @param layers one behind the other, made by {@link Kernels#freeze} of the same implementation
     * @return as many of them, from the first on, as gain from it; empty if the first does not
     * @throws IllegalArgumentException if a layer has other inputs than the one before has outputs
     */
    public abstract Optional<FrozenRow> prepare(List<FrozenDense> layers);

    /**
     * All layers over a row. Allocates nothing once warm.
     *
     * @param row made by {@link #prepare} of the same implementation
     * @param x native memory with the input row
     * @param xOffset where it starts, in bytes
     * @param y native memory for the output row; may be the input's
     * @param yOffset where it starts, in bytes
     * @throws IndexOutOfBoundsException if a row reaches past its segment
     * @throws ClassCastException if the row was prepared by the other implementation
     */
    public abstract void forward(FrozenRow row, MemorySegment x, long xOffset, MemorySegment y, long yOffset);
}
