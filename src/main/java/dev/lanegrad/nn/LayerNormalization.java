package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;

/**
 * Layer normalisation: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, with mean and variance of the row.
 *
 * <p>Source: Ba, Kiros and Hinton, arXiv 1607.06450, 2016; defaults as PyTorch's LayerNorm and ONNX's LayerNormalization.
 *
 * @param gamma 1 x width, starts at 1
 * @param beta 1 x width, starts at 0
 * @param epsilon positive
 */
public record LayerNormalization(Parameter gamma, Parameter beta, float epsilon) implements Layer {
    /** PyTorch's and ONNX's. */
    public static final float DEFAULT_EPSILON = 1e-5f;

    /**
     * Checks shapes and numbers.
     *
     * @throws IllegalArgumentException if the shapes differ, there is more than one row, or epsilon is not positive
     */
    public LayerNormalization {
        Layers.requireVectors(gamma, beta);
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
        return "layer_normalization";
    }

    @Override
    public String text() {
        return type();
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of("gamma", "beta"), gamma, beta);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public LayerNormalization copy() {
        return new LayerNormalization(gamma.copy(), beta.copy(), epsilon);
    }
}
