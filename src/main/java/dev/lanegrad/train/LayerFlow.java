package dev.lanegrad.train;

/**
 * What a step did in one layer. A number that has no meaning for a layer (the weights of a dropout, dead units of a tanh) is
 * NaN.
 *
 * @param name {@code "layers.0"}, or {@code "layers.2.body.0"} in a residual block
 * @param text the layer in words: {@code "128 relu"}
 * @param activations root mean square of the layer's outputs; of a layer over which the next one writes, that one's
 * @param gradient L2 norm, over the batch, of the loss's gradient with respect to the layer's output, for a layer with an
 *     activation with respect to its weighted sums
 * @param weights L2 norm of the layer's first parameter (weight, gamma, slope) after the update
 * @param weightGradient L2 norm of that parameter's gradient
 * @param updateRatio L2 norm of that parameter's update divided by its norm before
 * @param dead share of units on whose flat side (slope below 0.01) every one of the last samples fell, about a thousand or
 *     an epoch of them; for activations that are flat on one side, as relu is
 * @param saturated share of outputs whose slope is below a twentieth of the slope at 0; for activations that are flat on both
 *     sides, as tanh is
 * @param sparsity share of outputs that are exactly 0
 */
public record LayerFlow(String name, String text, double activations, double gradient, double weights,
        double weightGradient, double updateRatio, double dead, double saturated, double sparsity) {
}
