/**
 * Descriptions of losses: formula, gradient, order of operations, and the form of their targets.
 *
 * <p>One loss value a row, summed along the row in the virtual lanes of {@code spec}; the gradient is scaled by
 * 1 / (rows of the effective batch, or their weights) and overwrites its target.
 *
 * <p>Not here: loops (see {@code reference} and {@code simd}), data sets.
 */
@NullMarked
package dev.lanegrad.loss;

import org.jspecify.annotations.NullMarked;
