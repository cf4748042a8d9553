package dev.lanegrad.loss;

/**
 * The logarithm of the hyperbolic cosine of the error: l = log(cosh(d)) with d = y - t, slope tanh(d); d^2 / 2 near the
 * target, |d| - log(2) far from it, smooth everywhere. As Keras's {@code LogCosh}; PyTorch has none.
 *
 * <p>Method with a = |d|: below {@value dev.lanegrad.spec.LogCoshSpec#SMALL_BELOW} a minimax polynomial in a^2, which
 * neither cancels nor loses small errors; elsewhere (a - log(2)) + log1p(exp(-2 a)), which does not overflow. Within
 * {@value dev.lanegrad.spec.LogCoshSpec#MAX_ULP} ULP of the exact value for d.
 */
public record LogCosh() implements Loss.Elementwise {
    @Override
    public String name() {
        return "log_cosh";
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
