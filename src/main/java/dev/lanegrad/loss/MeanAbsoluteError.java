package dev.lanegrad.loss;

/**
 * Mean absolute error. For a row of m outputs: loss = sum(|y - t|) / m, as in PyTorch's {@code L1Loss} (mean over all
 * elements); gradient = sign(y - t) * (scale * (1 / m)).
 *
 * <p>The sum runs in virtual lanes; the division is one float operation, and so are 1 / m and its product with the
 * scale. The sign is {@link Math#signum(float)}: 0 at the kink, with the sign of the zero, and NaN for NaN.
 */
public record MeanAbsoluteError() implements Loss.Defaults {
    @Override
    public String name() {
        return "mean_absolute_error";
    }
}
