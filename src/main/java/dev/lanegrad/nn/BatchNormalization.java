package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;

/**
 * Batch normalisation: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, column by column. In training, mean and
 * variance are those of the batch (so a row's result depends on its batch, by definition), and the running ones move
 * towards them: running = (1 - momentum) * running + momentum * batch's. In evaluation the running ones are used. A frozen
 * network folds it into the dense layer before it.
 *
 * <p>Source: Ioffe and Szegedy, ICML 2015; defaults as PyTorch's BatchNorm1d.
 *
 * @param gamma 1 x width, starts at 1
 * @param beta 1 x width, starts at 0
 * @param runningMean 1 x width, starts at 0; not trained by gradients
 * @param runningVariance 1 x width, starts at 1; not trained by gradients
 * @param epsilon positive
 * @param momentum how far the running statistics move in a step, in [0, 1]
 */
public record BatchNormalization(Parameter gamma, Parameter beta, Parameter runningMean, Parameter runningVariance,
        float epsilon, float momentum) implements Layer {
    /** PyTorch's. */
    public static final float DEFAULT_EPSILON = 1e-5f;
    /** PyTorch's and ONNX's (whose momentum is 1 minus this one). */
    public static final float DEFAULT_MOMENTUM = 0.1f;

    /**
     * Checks shapes and numbers.
     *
     * @throws IllegalArgumentException if the shapes differ, there is more than one row, or epsilon or momentum are out of
     *     range
     */
    public BatchNormalization {
        Layers.requireVectors(gamma, beta, runningMean, runningVariance);
        Layers.requireEpsilon(epsilon);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("the momentum of a batch normalisation must be in [0, 1], given " + momentum);
        }
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
        return "batch_normalization";
    }

    @Override
    public String text() {
        return type();
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of("gamma", "beta", "running_mean", "running_variance"), gamma, beta, runningMean,
                runningVariance);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public List<Parameter> statistics() {
        return List.of(runningMean, runningVariance);
    }

    @Override
    public BatchNormalization copy() {
        return new BatchNormalization(gamma.copy(), beta.copy(), runningMean.copy(), runningVariance.copy(), epsilon,
                momentum);
    }
}
