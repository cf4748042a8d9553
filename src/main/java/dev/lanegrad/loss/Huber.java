package dev.lanegrad.loss;

/**
 * Huber's loss (Huber, "Robust estimation of a location parameter", 1964): squared near the target, absolute far from
 * it, so that outliers pull with a bounded force. With d = y - t and c = min(|d|, delta): l = c (|d| - c / 2), which is
 * d^2 / 2 up to delta and delta (|d| - delta / 2) beyond; slope clamp(d, -delta, delta). As PyTorch's {@code HuberLoss}.
 *
 * <p>In floats l = c * fma(-0.5, c, |d|). NaN passes the clamp.
 *
 * @param delta where the square ends, positive and finite
 */
public record Huber(float delta) implements Loss.Elementwise {
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
    public Outputs outputs() {
        return Outputs.VALUES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.REAL;
    }

    @Override
    public String text() {
        return name() + "(" + delta + ")";
    }
}
