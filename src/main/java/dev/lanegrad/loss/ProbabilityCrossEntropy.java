package dev.lanegrad.loss;

/**
 * Binary cross-entropy on probabilities p in [0, 1] with targets t in [0, 1], as PyTorch's {@code BCELoss}:
 * l = -t max(log(p), -100) + -(1 - t) max(log(1 - p), -100), where the second logarithm is log1p(-p); slope
 * (p - t) / max((1 - p) p, 1e-12). A p outside of [0, 1] gives NaN.
 *
 * <p>Prefer {@link BinaryCrossEntropy}: floats near 1 are too far apart for the probabilities of sure answers.
 */
public record ProbabilityCrossEntropy() implements Loss.Elementwise {
    /** The least logarithm: the loss of a wrong answer that was sure is 100, as in PyTorch. */
    public static final float MIN_LOG = -100;

    /** The least divisor of the slope, as in PyTorch. */
    public static final float MIN_VARIANCE = 1e-12f;

    @Override
    public String name() {
        return "binary_cross_entropy_of_probabilities";
    }

    @Override
    public Outputs outputs() {
        return Outputs.PROBABILITIES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.PROBABILITIES;
    }
}
