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
     * Whether this is the weight matrix of a dense layer, which penalties and limits are meant for: not a bias, nor what scales
     * and shifts a normalisation, nor a slope.
     *
     * @return whether the name ends in "weight"
     */
    public boolean isWeight() {
        return name.endsWith("weight");
    }

    /**
     * A parameter with values of its own.
     *
     * @return the copy
     */
    public Parameter copy() {
        return new Parameter(name, value.copy());
    }
}
