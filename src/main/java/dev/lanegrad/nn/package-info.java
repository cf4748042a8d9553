/**
 * Networks: {@link dev.lanegrad.nn.Network} (a chain of {@linkplain dev.lanegrad.nn.Layer layers}), their parameters and
 * initializers, the {@link dev.lanegrad.nn.Workspace} in which forward and backward passes run, and the
 * {@link dev.lanegrad.nn.Model} that is saved and served.
 *
 * <p>y = f(x W + b) with x (batch x in), W (in x out), b (1 x out); a batch has one row a sample. A network holds
 * parameters and no state of a pass.
 *
 * <p>Not here: arithmetic (kernels), files ({@code io}), the training loop ({@code train}).
 */
@NullMarked
package dev.lanegrad.nn;

import org.jspecify.annotations.NullMarked;
