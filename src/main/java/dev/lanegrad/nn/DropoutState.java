package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Dropout} layer: the mask is computed again where it is needed, not kept. */
final class DropoutState extends LayerState {
    private final Dropout layer;
    private final Kernels kernels;
    private final int serial;
    private @Nullable DropoutMask mask;

    DropoutState(Dropout layer, int maxRows, Kernels kernels, int serial) {
        super(layer, maxRows);
        this.layer = layer;
        this.kernels = kernels;
        this.serial = serial;
    }

    /** In place. */
    DropoutState(Dropout layer, Kernels kernels, int serial, LayerState before) {
        super(before.outputs, before.outputGradients);
        this.layer = layer;
        this.kernels = kernels;
        this.serial = serial;
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        mask = pass.training() && layer.rate() > 0
                ? new DropoutMask(layer.rate(), pass.seed(), serial, (int) pass.step(), pass.firstRow())
                : null;
        apply(x, y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        if (dx != null) {
            apply(outputGradient(), dx);
        }
    }

    private void apply(Matrix from, Matrix to) {
        if (mask != null) {
            kernels.layers().dropout(mask, from, to);
        } else {
            kernels.activate(Activation.IDENTITY, from, to);
        }
    }

    @Override
    boolean readsOutput() {
        return false;
    }
}
