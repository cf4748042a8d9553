package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import java.util.List;

/**
 * f(z) = z, held in [min, max]; from the output y: dz = dy if min &lt; y &lt; max or y is NaN, else +0. ONNX's Clip. At
 * both kinks the derivative is 0, as in PyTorch.
 *
 * @param min least value, finite
 * @param max largest value, finite and above min
 */
public record HardTanh(float min, float max) implements Activation.Elementwise {
    /** The default {@code min}. */
    public static final float DEFAULT_MIN = -1;

    /** The default {@code max}. */
    public static final float DEFAULT_MAX = 1;

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a parameter is not in range
     */
    public HardTanh {
        Parameters.finite("hard_tanh", "min", min);
        Parameters.finite("hard_tanh", "max", max);
        if (!(min < max)) {
            throw new IllegalArgumentException("hard_tanh needs min < max, given " + min + " and " + max);
        }
    }

    @Override
    public String name() {
        return "hard_tanh";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
    }

    @Override
    public Accuracy accuracy() {
        return Accuracy.EXACT;
    }

    @Override
    public Limits limits() {
        return new Limits(min, held(-0f), held(0f), max);
    }

    @Override
    public Limits slopes() {
        return new Limits(0, middle(), middle(), 0);
    }

    @Override
    public String extremes() {
        return "nothing is rounded";
    }

    @Override
    public List<Float> parameters() {
        return List.of(min, max);
    }

    @Override
    public Activation withParameters(float... parameters) {
        Parameters.count(name(), List.of("min", "max"), parameters);
        return new HardTanh(parameters[0], parameters[1]);
    }

    @Override
    public float p() {
        return min;
    }

    @Override
    public float q() {
        return max;
    }

    private float held(float y) {
        return y <= min ? min : y >= max ? max : y;
    }

    private float middle() {
        return min < 0 && 0 < max ? 1 : 0;
    }
}
