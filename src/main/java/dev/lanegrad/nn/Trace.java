package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/**
 * Something that a layer computed in the last forward pass.
 *
 * @param quantity what it is: {@code "weighted sums"}, {@code "activation"}, in a residual block
 *     {@code "body.0 weighted sums"}
 * @param values a view that the next pass overwrites; where a later layer works in place, what that one made of it
 */
public record Trace(String quantity, Matrix values) {
}
