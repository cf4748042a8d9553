package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import java.util.List;

/**
 * What the last passes of a {@link Workspace} left of one layer; the layers of residual blocks have views of their own. All
 * matrices are those of the workspace: the next pass overwrites them, and where a later layer works in place, they hold what
 * that one made of them.
 *
 * @param name {@code "layers.0"}, or {@code "layers.2.body.0"} in a residual block
 * @param layer the layer
 * @param input rows x inputs
 * @param traces what the forward pass computed, in order; of a dense layer its weighted sums first
 * @param output rows x outputs
 * @param outputGradient rows x outputs, after a backward pass: the loss's gradient with respect to the output, or of a layer
 *     with an activation with respect to what the activation took, since it is computed in place
 * @param gradients gradients of the layer's parameters, in their order
 */
public record LayerView(String name, Layer layer, Matrix input, List<Trace> traces, Matrix output, Matrix outputGradient,
        List<Matrix> gradients) {
    /** Copies the lists, and no matrix: these stay the workspace's, rows x inputs and rows x outputs. */
    public LayerView {
        traces = List.copyOf(traces);
        gradients = List.copyOf(gradients);
    }
}
