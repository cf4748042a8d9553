/**
 * The scalar implementation of everything that Lanegrad computes: textbook loops with {@link Math#fma(float, float,
 * float)} on {@code float}, in the order of {@code spec}. This code is the specification: the vector code gives the
 * same bits at every vector width, thread count and batch split, and tests hold it to that without a tolerance.
 *
 * <p>Its own correctness is held against formulas in higher precision (accuracy) and finite differences (gradients).
 *
 * <p>It shares constants with the vector code, never helpers. Not here: the Vector API, or any trick for speed.
 */
@NullMarked
package dev.lanegrad.reference;

import org.jspecify.annotations.NullMarked;
