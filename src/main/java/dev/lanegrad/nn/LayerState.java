package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one pass over one layer: output, gradients, and what the backward pass needs. A layer that works in place
 * shares the buffers of the one before it.
 */
abstract class LayerState {
    /** y. */
    final Buffer outputs;
    /** dy; a backward pass may overwrite it. */
    final Buffer outputGradients;

    LayerState(Buffer outputs, Buffer outputGradients) {
        this.outputs = outputs;
        this.outputGradients = outputGradients;
    }

    LayerState(Layer layer, int maxRows) {
        this(new Buffer(maxRows, layer.outputs()), new Buffer(maxRows, layer.outputs()));
    }

    /**
     * The state of a layer.
     *
     * @param serial the layer's index in the whole network, nested layers counted
     * @param before what gives the layer its input, if the layer may write over that; null elsewhere
     * @param apart whether nothing may work in place, in the layer either
     */
    static LayerState of(Layer layer, int maxRows, Kernels kernels, int serial, @Nullable LayerState before, boolean apart) {
        boolean free = before != null && !before.readsOutput();
        return switch (layer) {
            case Dense l -> new DenseState(l, maxRows, kernels, apart);
            case ActivationLayer l -> free && before != null && l.activation().keeps() == Activation.Keeps.OUTPUT
                    ? new ActivationState(l, kernels, before)
                    : new ActivationState(l, maxRows, kernels);
            case Dropout l -> free && before != null
                    ? new DropoutState(l, kernels, serial, before)
                    : new DropoutState(l, maxRows, kernels, serial);
            case ParametricRelu l -> new ParametricReluState(l, maxRows, kernels);
            case BatchNormalization l -> new BatchNormalizationState(l, maxRows, kernels);
            case LayerNormalization l -> new LayerNormalizationState(l, maxRows, kernels);
            case RmsNormalization l -> new RmsNormalizationState(l, maxRows, kernels);
            case Residual l -> new ResidualState(l, maxRows, kernels, serial, apart);
        };
    }

    /** y of the last forward pass. */
    final Matrix output() {
        return outputs.view();
    }

    /** dy of the last forward pass. */
    final Matrix outputGradient() {
        return outputGradients.view();
    }

    /** y = f(x). */
    final void forward(Matrix x, Pass pass) {
        outputGradients.use(x.rows());
        compute(x, outputs.use(x.rows()), pass);
    }

    /** y = f(x); x and y are the same elements in place. */
    abstract void compute(Matrix x, Matrix y, Pass pass);

    /**
     * From dy to dx and the gradients of parameters.
     *
     * @param x the input of the forward pass
     * @param dx overwritten; null if nobody asks for it
     * @param accumulate whether gradients of parameters go on from what is there
     */
    abstract void backward(Matrix x, @Nullable Matrix dx, boolean accumulate);

    /** Whether the backward pass reads y, so that a later layer must not write over it. */
    abstract boolean readsOutput();

    /** Gradients in the order of the layer's parameters. */
    List<Matrix> gradients() {
        return List.of();
    }

    /** What the forward pass left, in the order of computation. */
    List<Trace> traces() {
        return List.of(new Trace("output", output()));
    }

    /** What the last passes left of layers within this one. */
    List<LayerView> inner(String prefix, Matrix x) {
        return List.of();
    }
}
