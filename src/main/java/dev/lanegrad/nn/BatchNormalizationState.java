package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.NormalizationSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a {@link BatchNormalization}: the statistics of a batch in training, a scale in evaluation. */
final class BatchNormalizationState extends LayerState {
    private final BatchNormalization layer;
    private final NormalizationKernels kernels;
    private final Matrix statistics;
    private final Matrix scale;
    private final Matrix gammaGradient;
    private final Matrix betaGradient;
    private boolean training;

    BatchNormalizationState(BatchNormalization layer, int maxRows, Kernels kernels) {
        super(layer, maxRows);
        this.layer = layer;
        this.kernels = kernels.normalizations();
        statistics = Matrix.create(NormalizationSpec.BATCH_STATISTICS, layer.inputs());
        scale = Matrix.create(1, layer.inputs());
        gammaGradient = Matrix.create(1, layer.inputs());
        betaGradient = Matrix.create(1, layer.inputs());
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        training = pass.training();
        Matrix gamma = layer.gamma().value();
        Matrix beta = layer.beta().value();
        Matrix mean = layer.runningMean().value();
        Matrix variance = layer.runningVariance().value();
        if (training) {
            kernels.batchNorm(x, gamma, beta, layer.epsilon(), statistics, y);
            kernels.updateRunning(statistics, x.rows(), layer.momentum(), mean, variance);
        } else {
            kernels.evaluationScale(variance, gamma, layer.epsilon(), scale);
            kernels.affine(x, mean, scale, beta, y);
        }
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        if (!training) {
            throw new IllegalStateException("batch normalisation has a backward pass in training only, the last forward pass"
                    + " was one of evaluation");
        }
        kernels.batchNormParameterGradients(x, statistics, outputGradient(), gammaGradient, betaGradient, accumulate);
        if (dx != null) {
            kernels.batchNormInputGradient(x, statistics, layer.gamma().value(), outputGradient(), dx);
        }
    }

    @Override
    boolean readsOutput() {
        return false;
    }

    @Override
    List<Matrix> gradients() {
        return List.of(gammaGradient, betaGradient);
    }
}
