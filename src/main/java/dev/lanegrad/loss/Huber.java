package dev.lanegrad.loss;

/**
 * Huber's loss (Huber, "Robust estimation of a location parameter", 1964): squared near the target, absolute far from
 * it, so that outliers pull with a bounded force. For a row of m outputs, with d = y - t and c = min(|d|, delta):
 * loss = sum(c (|d| - c / 2)) / m, which is d^2 / 2 up to delta and delta (|d| - delta / 2) beyond, as in PyTorch's
 * {@code HuberLoss} (mean over all elements); gradient = clamp(d, -delta, delta) * (scale * (1 / m)).
 *
 * <p>The sum runs in virtual lanes by fma(c, fma(-0.5, c, |d|), sum); the division is one float operation, and so are
 * 1 / m and its product with the scale. NaN passes the clamp.
 *
 * @param delta where the square ends, positive and finite
 */
public record Huber(float delta) implements Loss.Defaults {
    /** PyTorch's default. */
    public static final float DEFAULT_DELTA = 1;

    /**
     * Checks delta.
     *
     * @throws IllegalArgumentException if delta is not positive and finite
     */
    public Huber {
        if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the delta of a huber loss must be positive and finite, given " + delta);
        }
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public String text() {
        return name() + "(" + delta + ")";
    }

    @Override
    public Loss withParameters(float... parameters) {
        if (parameters.length != 1) {
            throw new IllegalArgumentException("huber has one parameter, delta, given " + parameters.length);
        }
        return new Huber(parameters[0]);
    }
}
