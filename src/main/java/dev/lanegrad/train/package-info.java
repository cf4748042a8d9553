/**
 * Training: {@link dev.lanegrad.train.Trainer} (epochs, batches, validation, early stopping, scaling), callbacks and
 * reports, logs, evaluation, checkpoints ({@link dev.lanegrad.train.Checkpoints}), the search for a learning rate, the
 * comparison of gradients with finite differences, the diagnosis of gradient flow, and the search for the first NaN or Inf.
 *
 * <p>Losses are means over rows unless a {@link dev.lanegrad.loss.Reduction} says otherwise; a step uses the gradient of its
 * batch's reduced loss. A run is a function of weights, data,
 * settings and seed, to the bit.
 *
 * <p>Not here: kernels, files, inference ({@code infer}).
 */
@NullMarked
package dev.lanegrad.train;

import org.jspecify.annotations.NullMarked;
