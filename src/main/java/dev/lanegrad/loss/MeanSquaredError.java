package dev.lanegrad.loss;

/**
 * Mean squared error. For a row of m outputs: loss = sum((y - t)^2) / m, as in PyTorch's {@code MSELoss} (mean over all
 * elements); gradient = (y - t) * (scale * (2 / m)).
 *
 * <p>The sum runs in virtual lanes by fma(d, d, sum) with d = y - t; the division is one float operation, and so are
 * 2 / m and its product with the scale.
 */
public record MeanSquaredError() implements Loss.Defaults {
    @Override
    public String name() {
        return "mean_squared_error";
    }
}
