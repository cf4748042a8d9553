/**
 * Descriptions of optimizers: formula, parameters, defaults, what state they keep, and the paper they come from; the numbers of
 * a step; clipping.
 *
 * <p>p is the parameter, g its gradient (of the batch's mean loss), t the number of the step from 1; an update
 * overwrites p and the state.
 *
 * <p>Not here: loops (see {@code reference} and {@code simd}), schedules (see {@code optim.schedule}), the training loop (see {@code train}).
 */
@NullMarked
package dev.lanegrad.optim;

import org.jspecify.annotations.NullMarked;
