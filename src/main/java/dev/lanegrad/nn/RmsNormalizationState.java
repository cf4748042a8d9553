package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of an {@link RmsNormalization}: one statistic of each row. */
final class RmsNormalizationState extends LayerState {
    private final RmsNormalization layer;
    private final NormalizationKernels kernels;
    private final Buffer statistics;
    private final Matrix gammaGradient;

    RmsNormalizationState(RmsNormalization layer, int maxRows, Kernels kernels) {
        super(layer, maxRows);
        this.layer = layer;
        this.kernels = kernels.normalizations();
        statistics = new Buffer(maxRows, 1);
        gammaGradient = Matrix.create(1, layer.inputs());
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        kernels.rmsNorm(x, layer.gamma().value(), layer.epsilon(), statistics.use(x.rows()), y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        kernels.rmsNormParameterGradient(x, statistics.view(), outputGradient(), gammaGradient, accumulate);
        if (dx != null) {
            kernels.rmsNormInputGradient(x, statistics.view(), layer.gamma().value(), outputGradient(), dx);
        }
    }

    @Override
    boolean readsOutput() {
        return false;
    }

    @Override
    List<Matrix> gradients() {
        return List.of(gammaGradient);
    }
}
