package dev.lanegrad.train;

import java.util.List;

/**
 * How activations and gradients flowed in one step, over its whole batch also where that goes through the network in parts.
 *
 * @param epoch the epoch, from 1
 * @param step the step in this epoch, from 1
 * @param loss the loss of this batch
 * @param smallestInput the smallest root mean square of an input column over the batch, as the network sees it (scaled);
 *     constant zeros left aside
 * @param largestInput the largest one
 * @param layers one entry a layer, those of a residual block before the block
 */
public record FlowReport(int epoch, int step, double loss, double smallestInput, double largestInput,
        List<LayerFlow> layers) {
    /** Copies the list. */
    public FlowReport {
        layers = List.copyOf(layers);
    }
}
