package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * A piecewise linear sigmoid f(z) = alpha z + beta, held in [0, 1]; from the output y: dz = dy * alpha if 0 &lt; y &lt; 1
 * or y is NaN, else +0. The formula is ONNX's, whose default alpha is 0.2; the default here is PyTorch's.
 *
 * <p>Courbariaux, Bengio and David, "BinaryConnect" (2015).
 *
 * @param alpha slope, finite and not 0
 * @param beta value at 0, finite
 */
public record HardSigmoid(float alpha, float beta) implements Activation.Elementwise {
    /** The default {@code alpha}. */
    public static final float DEFAULT_ALPHA = 1 / 6f;

    /** The default {@code beta}. */
    public static final float DEFAULT_BETA = 0.5f;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not in range
     */
    public HardSigmoid {
        Parameters.nonzero("hard_sigmoid", "alpha", alpha);
        Parameters.finite("hard_sigmoid", "beta", beta);
    }

    @Override
    public String name() {
        return "hard_sigmoid";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
    }

    @Override
    public Accuracy accuracy() {
        return new Accuracy(0.5, 0.5);
    }

    @Override
    public Limits limits() {
        return new Limits(alpha > 0 ? 0 : 1, held(beta), held(beta), alpha > 0 ? 1 : 0);
    }

    @Override
    public Limits slopes() {
        return new Limits(0, middle(), middle(), 0);
    }

    @Override
    public String extremes() {
        return "alpha z + beta is rounded once";
    }

    @Override
    public List<Float> parameters() {
        return List.of(alpha, beta);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("alpha", "beta"), parameters);
        return new HardSigmoid(parameters[0], parameters[1]);
    }

    @Override
    public float p() {
        return alpha;
    }

    @Override
    public float q() {
        return beta;
    }

    private static float held(float y) {
        return y <= 0 ? 0 : y >= 1 ? 1 : y;
    }

    private float middle() {
        return beta > 0 && beta < 1 ? alpha : 0;
    }
}
