package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a {@link ParametricRelu}. The columns' chains are kept apart, so that accumulation goes on with them. */
final class ParametricReluState extends LayerState {
    private final Matrix slope;
    private final Kernels kernels;
    private final Matrix columnSums;
    private final Matrix slopeGradient;

    ParametricReluState(ParametricRelu layer, int maxRows, Kernels kernels) {
        super(layer, maxRows);
        slope = layer.slope().value();
        this.kernels = kernels;
        columnSums = Matrix.create(1, layer.width());
        slopeGradient = slope.columns() == layer.width() ? columnSums : Matrix.create(1, 1);
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        kernels.layers().parametricRelu(x, slope, y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        kernels.layers().slopeGradient(x, outputGradient(), columnSums, accumulate);
        if (slopeGradient.columns() != columnSums.columns()) {
            kernels.layers().rowSums(columnSums, slopeGradient);
        }
        if (dx != null) {
            kernels.layers().parametricReluGradient(x, slope, outputGradient(), dx);
        }
    }

    @Override
    boolean readsOutput() {
        return false;
    }

    @Override
    List<Matrix> gradients() {
        return List.of(slopeGradient);
    }

    @Override
    List<Trace> traces() {
        return List.of(new Trace("activation", output()));
    }
}
