/**
 * Descriptions of activation functions: formula, derivative, parameters, accuracy, and whether the backward pass keeps
 * the INPUT z or the OUTPUT y of y = f(z).
 *
 * <p>An activation's gradient overwrites its target: dz = dy * f'(z), elementwise, or the row's Jacobian times dy.
 *
 * <p>Adding one takes four edits: the record here, its name in {@link dev.lanegrad.activation.Activation}, its scalar
 * value and derivative in {@code reference}, its vector value and derivative in {@code simd}; the switches over this
 * sealed type refuse to compile until all are there, and tests and benchmarks find it by enumeration.
 *
 * <p>Not here: loops, the Vector API, coefficients (those are in {@code spec}).
 */
@NullMarked
package dev.lanegrad.activation;

import org.jspecify.annotations.NullMarked;
