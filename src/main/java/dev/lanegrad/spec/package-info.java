/**
 * What the scalar reference and the vector code agree on, and therefore the specification of every bit: the order of
 * summation, coefficients of the polynomials, error bounds, counter-based random numbers.
 *
 * <p>Constants and index rules only. The two implementations share what stands here and nothing else. A change of
 * anything here that changes bits raises {@link dev.lanegrad.spec.SummationOrder#VERSION} and is named in the CHANGELOG.
 *
 * <p>Not here: loops over data, the Vector API.
 */
@NullMarked
package dev.lanegrad.spec;

import org.jspecify.annotations.NullMarked;
