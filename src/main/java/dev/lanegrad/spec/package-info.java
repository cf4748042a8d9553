/**
 * What the scalar reference and the vector code agree on, and therefore the specification of every bit: the order of
 * summation, coefficients of the polynomials, error bounds, counter-based random numbers.
 *
 * <p>Constants and index rules only. The two implementations share what stands here and nothing else; no loop over
 * data and no Vector API belongs here. A change of anything here that changes bits raises
 * {@link dev.lanegrad.spec.SummationOrder#VERSION} and is named in the CHANGELOG.
 */
@NullMarked
package dev.lanegrad.spec;

import org.jspecify.annotations.NullMarked;
