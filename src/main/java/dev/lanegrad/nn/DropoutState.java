package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Dropout} layer: the mask is computed again where it is needed, not kept. */
final class DropoutState extends LayerState {
    private final Kernels kernels;
    private final DropoutMask mask;
    private boolean drops;

    DropoutState(Dropout layer, int maxRows, Kernels kernels, int serial) {
        super(layer, maxRows);
        this.kernels = kernels;
        mask = new DropoutMask(layer.rate(), 0, serial, 0, 0);
    }

    /** In place. */
    DropoutState(Dropout layer, Kernels kernels, int serial, LayerState before) {
        super(before.outputs, before.outputGradients);
        this.kernels = kernels;
        mask = new DropoutMask(layer.rate(), 0, serial, 0, 0);
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        drops = pass.training() && mask.threshold() > 0;
        mask.set(pass.seed(), (int) pass.step(), pass.firstRow());
        apply(x, y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        if (dx != null) {
            apply(outputGradient(), dx);
        }
    }

    private void apply(Matrix from, Matrix to) {
        if (drops) {
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
