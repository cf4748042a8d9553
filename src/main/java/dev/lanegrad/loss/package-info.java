/**
 * Descriptions of losses: formula, gradient, order of operations, parameters and defaults, what the prediction is
 * ({@link dev.lanegrad.loss.Outputs}), what targets may be ({@link dev.lanegrad.loss.TargetDomain}), and how the losses of
 * rows become one number ({@link dev.lanegrad.loss.Reduction}).
 *
 * <p>One loss value a row, summed along the row in the virtual lanes of {@code spec}; the gradient is multiplied by the
 * reduction's scale and overwrites its target. Formulas are given for one element or one row: l is its loss, the slope its
 * derivative with respect to the prediction.
 *
 * <p>Adding an element-wise one takes its record here, its name in {@link dev.lanegrad.loss.Loss}, its scalar loss and slope
 * in {@code reference}, and a constant or two in {@code simd}; the switches over this sealed type refuse to compile until
 * all are there, and tests and gates find it by enumeration.
 *
 * <p>Not here: loops (see {@code reference} and {@code simd}), data sets.
 */
@NullMarked
package dev.lanegrad.loss;

import org.jspecify.annotations.NullMarked;
