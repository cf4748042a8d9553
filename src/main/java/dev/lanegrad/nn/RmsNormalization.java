package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;

/**
 * RMS normalisation: y = x / sqrt(mean of x * x + epsilon) * gamma, with the mean over the row.
 *
 * <p>Source: Zhang and Sennrich, NeurIPS 2019; operator as PyTorch's RMSNorm and ONNX's RMSNormalization.
 *
 * @param gamma 1 x width, starts at 1
 * @param epsilon positive
 */
public record RmsNormalization(Parameter gamma, float epsilon) implements Layer {
    /** PyTorch's: the spacing of floats at 1. (ONNX has 1e-5.) */
    public static final float DEFAULT_EPSILON = 0x1p-23f;

    /**
     * Checks shapes and numbers.
     *
     * @throws IllegalArgumentException if there is more than one row, or epsilon is not positive
     */
    public RmsNormalization {
        Layers.requireVectors(gamma);
        Layers.requireEpsilon(epsilon);
    }

    @Override
    public int inputs() {
        return gamma.value().columns();
    }

    @Override
    public int outputs() {
        return gamma.value().columns();
    }

    @Override
    public String type() {
        return "rms_normalization";
    }

    @Override
    public String text() {
        return type();
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of("gamma"), gamma);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma);
    }

    @Override
    public RmsNormalization copy() {
        return new RmsNormalization(gamma.copy(), epsilon);
    }
}
