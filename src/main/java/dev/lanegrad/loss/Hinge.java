package dev.lanegrad.loss;

/**
 * Hinge loss of scores y with targets t of -1 or 1: l = max(0, v) with v = 1 - t y, the amount by which y is not beyond the
 * margin on the target's side; slope -t where v &gt; 0, else 0 (as at the kink). As Keras's {@code Hinge}, the mean over
 * all outputs; PyTorch has none for two classes.
 *
 * <p>In floats v = fma(-t, y, 1). NaN is neither above 0 nor below, and passes.
 */
public record Hinge() implements Loss.Elementwise {
    @Override
    public String name() {
        return "hinge";
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
