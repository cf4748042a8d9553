package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.UnitSpec;

/**
 * f(z) = z tanh(log(1 + exp(z))), that is z n / (n + 2) with n = exp(z) (exp(z) + 2); from the input z: dz = dy * f'(z).
 *
 * <p>Misra, "Mish: a self regularized non-monotonic activation function" (2019). The lower tail keeps its relative
 * accuracy down to the subnormals.
 */
public record Mish() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(UnitSpec.MISH_MAX_ULP, 5.5).withRoot(-2, -0.5)
            .withDerivativeAtInput(4 * Accuracy.ABSOLUTE)
            .because("quotients of polynomials of the exponential: to carry their roundings along doubles the time");

    private static final Limits LIMITS = new Limits(-0f, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(-0f, 0.6f, 0.6f, 1);

    @Override
    public String name() {
        return "mish";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return ACCURACY;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Limits slopes() {
        return SLOPES;
    }

    @Override
    public String extremes() {
        return "z above 9.1; subnormal below -91.9, -0 below -108.7; the slope is 0 near -1.1924";
    }
}
