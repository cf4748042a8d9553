package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.LogSpec;
import dev.lanegrad.spec.SigmoidSpec;
import java.util.List;

/**
 * A smooth rectifier f(z) = log(1 + exp(beta z)) / beta, or z where beta z &gt; threshold; from the input z: dz = dy / (1
 * + exp(-beta z)), or dy above the threshold. ONNX's Softplus with the default parameters.
 *
 * <p>At the default threshold the two branches have the same bits, a lower one is a step. For a beta that is no power of
 * two, beta z is rounded; in the lower tail that error is multiplied by the exponent.
 *
 * @param beta steepness, positive and finite
 * @param threshold beta z above which f(z) = z, finite
 */
public record Softplus(float beta, float threshold) implements Activation.Elementwise {
    /** The default {@code beta}. */
    public static final float DEFAULT_BETA = 1;

    /** The default {@code threshold}. */
    public static final float DEFAULT_THRESHOLD = 20;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not in range
     */
    public Softplus {
        Parameters.positive("softplus", "beta", beta);
        Parameters.finite("softplus", "threshold", threshold);
    }

    @Override
    public String name() {
        return "softplus";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return beta == 1
                ? new Accuracy(LogSpec.SOFTPLUS_MAX_ULP, SigmoidSpec.MAX_ULP)
                : new Accuracy(128, 128)
                        .because("beta z is rounded before the exponential, which multiplies the error by up to 104");
    }

    @Override
    public Limits limits() {
        return new Limits(0, threshold < 0 ? -0f : 0x1.62e430p-1f / beta, threshold < 0 ? 0 : 0x1.62e430p-1f / beta,
                Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(0, threshold < 0 ? 1 : 0.5f, threshold < 0 ? 1 : 0.5f, 1);
    }

    @Override
    public String extremes() {
        return "z above 16.64 / beta; subnormal below -87.33 / beta, +0 below -103.97 / beta";
    }

    @Override
    public List<Float> parameters() {
        return List.of(beta, threshold);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("beta", "threshold"), parameters);
        return new Softplus(parameters[0], parameters[1]);
    }

    @Override
    public float p() {
        return beta;
    }

    @Override
    public float q() {
        return threshold;
    }
}
