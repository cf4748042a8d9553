package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/**
 * A matrix that training moves. Its gradient is kept by the {@link Workspace}, its optimizer state by the trainer.
 *
 * @param name unique in its network; the tensor's name in a model file
 * @param value the values; training writes to them
 */
public record Parameter(String name, Matrix value) {
}
