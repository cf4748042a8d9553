package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of an {@link ActivationLayer}. */
final class ActivationState extends LayerState {
    private final Activation activation;
    private final Kernels kernels;

    ActivationState(ActivationLayer layer, int maxRows, Kernels kernels) {
        super(layer, maxRows);
        activation = layer.activation();
        this.kernels = kernels;
    }

    /** In place: for an activation that keeps its output. */
    ActivationState(ActivationLayer layer, Kernels kernels, LayerState before) {
        super(before.outputs, before.outputGradients);
        activation = layer.activation();
        this.kernels = kernels;
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        kernels.activate(activation, x, y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        if (dx != null) {
            Matrix kept = activation.keeps() == Activation.Keeps.OUTPUT ? output() : x;
            kernels.activationGradient(activation, kept, outputGradient(), dx);
        }
    }

    @Override
    boolean readsOutput() {
        return activation.keeps() == Activation.Keeps.OUTPUT && !(activation instanceof Identity);
    }

    @Override
    List<Trace> traces() {
        return List.of(new Trace("activation", output()));
    }
}
