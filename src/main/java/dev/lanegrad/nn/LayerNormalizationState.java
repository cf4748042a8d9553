package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.NormalizationSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a {@link LayerNormalization}: the statistics of each row. */
final class LayerNormalizationState extends LayerState {
    private final LayerNormalization layer;
    private final NormalizationKernels kernels;
    private final Buffer statistics;
    private final Matrix gammaGradient;
    private final Matrix betaGradient;

    LayerNormalizationState(LayerNormalization layer, int maxRows, Kernels kernels) {
        super(layer, maxRows);
        this.layer = layer;
        this.kernels = kernels.normalizations();
        statistics = new Buffer(maxRows, NormalizationSpec.ROW_STATISTICS);
        gammaGradient = Matrix.create(1, layer.inputs());
        betaGradient = Matrix.create(1, layer.inputs());
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        kernels.layerNorm(x, layer.gamma().value(), layer.beta().value(), layer.epsilon(), statistics.use(x.rows()), y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        kernels.layerNormParameterGradients(x, statistics.view(), outputGradient(), gammaGradient, betaGradient, accumulate);
        if (dx != null) {
            kernels.layerNormInputGradient(x, statistics.view(), layer.gamma().value(), outputGradient(), dx);
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
