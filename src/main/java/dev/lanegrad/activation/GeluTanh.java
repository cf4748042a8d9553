package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.GeluSpec;
import dev.lanegrad.spec.Limits;

/**
 * The Gaussian error linear unit in its approximate form f(z) = z / 2 * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 z^3))),
 * that is z / (1 + exp(-v)) with v = 2 sqrt(2 / pi) (z + 0.044715 z^3); from the input z: dz = dy * f'(z). PyTorch's GELU
 * with approximate = "tanh", ONNX's Gelu with the same.
 *
 * <p>Hendrycks and Gimpel, "Gaussian error linear units" (2016). v is computed in two floats, so that the lower tail
 * keeps its relative accuracy.
 */
public record GeluTanh() implements Activation.Elementwise {
    private static final Accuracy ACCURACY = new Accuracy(GeluSpec.TANH_MAX_ULP, 4.0).withRoot(-1.75, -0.25);

    private static final Limits LIMITS = new Limits(-0f, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(-0f, 0.5f, 0.5f, 1);

    @Override
    public String name() {
        return "gelu_tanh";
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
        return "z above 5.2; subnormal below -9.9, -0 below -10.5; the slope is 0 near -0.7524";
    }
}
