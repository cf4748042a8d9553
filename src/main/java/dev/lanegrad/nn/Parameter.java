package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/**
 * A matrix that training moves. Its gradient is kept by the {@link Workspace}, its optimizer state by the trainer.
 *
 * @param name what messages call it; a model file names tensors by their layer ({@link Network#weightName(int)})
 * @param value the values; training writes to them
 */
public record Parameter(String name, Matrix value) {
}
