/**
 * The list of operations that Lanegrad computes, {@link dev.lanegrad.kernel.Kernels}, with their checks.
 *
 * <p>Two implementations stand beside each other: {@code reference} (scalar, the specification) and {@code simd}
 * (vectorised); networks, training and prediction run on either, with the same bits. Conventions: row-major, one row a
 * sample, y = f(x W + b); gradients of activations and inputs overwrite, weight and bias gradients say whether they
 * accumulate.
 *
 * <p>Not here: any arithmetic.
 */
@NullMarked
package dev.lanegrad.kernel;

import org.jspecify.annotations.NullMarked;
