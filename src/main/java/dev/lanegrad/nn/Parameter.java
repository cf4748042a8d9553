package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/**
 * A matrix that training moves. Its gradient is kept by the {@link Workspace}, its optimizer state by the trainer.
 *
 * @param name what messages call it; a model file names tensors by their layers ({@link Network#tensors()})
 * @param value the values; training writes to them
 */
public record Parameter(String name, Matrix value) {
    /**
     * A parameter with values of its own.
     *
     * @return the copy
     */
    public Parameter copy() {
        return new Parameter(name, value.copy());
    }
}
