package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;

/**
 * A piecewise quadratic swish f(z) = z (z + 3) / 6 with z + 3 held in [0, 6]; from the input z: dz = dy * (z / 3 + 1 / 2)
 * if -3 &lt; z &lt; 3, +0 if z &lt;= -3, dy if z &gt;= 3.
 *
 * <p>Howard et al., "Searching for MobileNetV3" (2019). ONNX's HardSwish (alpha 1/6, beta 1/2) and PyTorch's Hardswish.
 */
public record HardSwish() implements Activation.Elementwise {
    /** From here on f(z) = z, and up to its negative f(z) = -0. */
    public static final float BOUND = 3;

    private static final Accuracy ACCURACY = new Accuracy(2.5, 4.0).withRoot(-2, -1)
            .because(
                    "four roundings behind each other: z + 3, its product with z, 1 / 6 as a float, and the product with that");

    private static final Limits LIMITS = new Limits(-0f, -0f, 0, Float.POSITIVE_INFINITY);
    private static final Limits SLOPES = new Limits(0, 0.5f, 0.5f, 1);

    @Override
    public String name() {
        return "hard_swish";
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
        return "-0 up to -3, z from 3 on; subnormal results are rounded twice";
    }
}
