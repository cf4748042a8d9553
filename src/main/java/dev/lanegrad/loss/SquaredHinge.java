package dev.lanegrad.loss;

/**
 * Squared hinge loss of scores y with targets t of -1 or 1: l = max(0, v)^2 with v = 1 - t y as in {@link Hinge}, slope
 * -2 max(0, v) t. As Keras's {@code SquaredHinge}, the mean over all outputs.
 */
public record SquaredHinge() implements Loss.Elementwise {
    @Override
    public String name() {
        return "squared_hinge";
    }

    @Override
    public Outputs outputs() {
        return Outputs.VALUES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.SIGNS;
    }
}
