package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * The rectifier with another threshold, f(z) = value if z &lt;= threshold, else z; from the input z: dz = +0 if z &lt;=
 * threshold, else dy. ONNX's ThresholdedRelu (alpha is the threshold, the value 0) and PyTorch's Threshold.
 *
 * @param threshold where the function begins to be z, finite
 * @param value what stands below, finite
 */
public record ThresholdedRelu(float threshold, float value) implements Activation.Elementwise {
    /** The default {@code threshold}. */
    public static final float DEFAULT_THRESHOLD = 1;

    /** The default {@code value}. */
    public static final float DEFAULT_VALUE = 0;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public ThresholdedRelu {
        Parameters.finite("thresholded_relu", "threshold", threshold);
        Parameters.finite("thresholded_relu", "value", value);
    }

    @Override
    public String name() {
        return "thresholded_relu";
    }

    @Override
    public Keeps keeps() {
        return Keeps.INPUT;
    }

    @Override
    public Accuracy accuracy() {
        return Accuracy.EXACT;
    }

    @Override
    public Limits limits() {
        return new Limits(value, threshold >= 0 ? value : -0f, threshold >= 0 ? value : 0, Float.POSITIVE_INFINITY);
    }

    @Override
    public Limits slopes() {
        return new Limits(0, threshold >= 0 ? 0 : 1, threshold >= 0 ? 0 : 1, 1);
    }

    @Override
    public String extremes() {
        return "nothing is rounded";
    }

    @Override
    public List<Float> parameters() {
        return List.of(threshold, value);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("threshold", "value"), parameters);
        return new ThresholdedRelu(parameters[0], parameters[1]);
    }

    @Override
    public float p() {
        return threshold;
    }

    @Override
    public float q() {
        return value;
    }
}
