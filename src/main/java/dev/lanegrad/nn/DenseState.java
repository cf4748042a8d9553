package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Dense} layer. */
final class DenseState extends LayerState {
    private final Dense layer;
    private final Kernels kernels;
    /** z; the outputs' buffer where the activation keeps its output, and so may work in place. */
    private final Buffer sums;
    private final Matrix weightGradient;
    private final Matrix biasGradient;

    DenseState(Dense layer, int maxRows, Kernels kernels, boolean apart) {
        super(layer, maxRows);
        this.layer = layer;
        this.kernels = kernels;
        sums = !apart && keepsOutput() ? outputs : new Buffer(maxRows, layer.outputs());
        weightGradient = Matrix.create(layer.inputs(), layer.outputs());
        biasGradient = Matrix.create(1, layer.outputs());
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        Matrix z = sums.use(x.rows());
        kernels.dense(x, layer.weight().value(), layer.bias().value(), z);
        kernels.activate(layer.activation(), z, y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        Matrix dz = outputGradient();
        kernels.activationGradient(layer.activation(), keepsOutput() ? output() : sums.view(), dz, dz);
        kernels.weightGradient(x, dz, weightGradient, accumulate);
        kernels.biasGradient(dz, biasGradient, accumulate);
        if (dx != null) {
            kernels.inputGradient(dz, layer.weight().value(), dx);
        }
    }

    @Override
    boolean readsOutput() {
        return keepsOutput() && !(layer.activation() instanceof Identity);
    }

    private boolean keepsOutput() {
        return layer.activation().keeps() == Activation.Keeps.OUTPUT;
    }

    @Override
    List<Matrix> gradients() {
        return List.of(weightGradient, biasGradient);
    }

    @Override
    List<Trace> traces() {
        return List.of(new Trace("weighted sums", sums.view()), new Trace("activation", output()));
    }
}
