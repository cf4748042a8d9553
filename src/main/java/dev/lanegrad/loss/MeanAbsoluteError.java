package dev.lanegrad.loss;

/**
 * Mean absolute error: l = |d| with d = y - t, slope sign(d), as PyTorch's {@code L1Loss}. The sign is
 * {@link Math#signum(float)}: 0 at the kink, with the sign of the zero, and NaN for NaN.
 */
public record MeanAbsoluteError() implements Loss.Elementwise {
    @Override
    public String name() {
        return "mean_absolute_error";
    }

    @Override
    public Outputs outputs() {
        return Outputs.VALUES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.REAL;
    }
}
