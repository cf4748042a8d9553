package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one forward and backward pass over a network: activations, gradients, kernels. Not thread-safe; use one a
 * thread. Allocation: everything when it is made, small views when the number of rows changes.
 */
public final class Workspace {
    private final Network network;
    private final Kernels kernels;
    private final int maxRows;
    private final List<LayerState> states = new ArrayList<>();
    private @Nullable Matrix input;

    /** Buffers of one layer; the views have as many rows as the last forward pass. */
    private static final class LayerState {
        final Dense layer;
        final Matrix sums;
        final Matrix outputs;
        final Matrix outputGradients;
        final Matrix weightGradient;
        final Matrix biasGradient;
        Matrix z;
        Matrix y;
        Matrix dy;

        LayerState(Dense layer, int maxRows) {
            this.layer = layer;
            sums = Matrix.create(maxRows, layer.outputs());
            outputs = layer.activation().keeps() == Activation.Keeps.OUTPUT
                    ? sums
                    : Matrix.create(maxRows, layer.outputs());
            outputGradients = Matrix.create(maxRows, layer.outputs());
            weightGradient = Matrix.create(layer.inputs(), layer.outputs());
            biasGradient = Matrix.create(1, layer.outputs());
            view(maxRows);
        }

        void view(int rows) {
            z = sums.rows(0, rows);
            y = outputs.rows(0, rows);
            dy = outputGradients.rows(0, rows);
        }
    }

    /**
     * Allocates the buffers.
     *
     * @param network the network; its parameters are read by {@link #forward} and {@link #backward}
     * @param maxRows largest batch, at least 1
     * @param kernels what computes; used by this workspace alone
     * @throws IllegalArgumentException if {@code maxRows} is below 1
     */
    public Workspace(Network network, int maxRows, Kernels kernels) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("a workspace needs room for at least one row, given " + maxRows);
        }
        this.network = network;
        this.kernels = kernels;
        this.maxRows = maxRows;
        for (Dense layer : network.layers()) {
            states.add(new LayerState(layer, maxRows));
        }
    }

    /**
     * The network's output for a batch.
     *
     * @param x rows x inputs; kept until {@link #backward}, and must not change before it
     * @return rows x outputs, a view that the next call overwrites
     * @throws IllegalArgumentException if the batch is too large or has another number of columns
     */
    public Matrix forward(Matrix x) {
        if (x.rows() > maxRows || x.columns() != network.inputs()) {
            throw new IllegalArgumentException("the batch is " + x.shape() + ", expected 1 to " + maxRows + " x "
                    + network.inputs());
        }
        input = x;
        Matrix in = x;
        for (LayerState state : states) {
            if (state.z.rows() != x.rows()) {
                state.view(x.rows());
            }
            kernels.dense(in, state.layer.weight().value(), state.layer.bias().value(), state.z);
            kernels.activate(state.layer.activation(), state.z, state.y);
            in = state.y;
        }
        return in;
    }

    /**
     * Where the loss's gradient with respect to the last output goes before {@link #backward}.
     *
     * @return rows x outputs of the last forward pass, overwritten by {@link #backward}
     */
    public Matrix outputGradient() {
        requireForward();
        return states.getLast().dy;
    }

    /**
     * Backpropagation: from {@link #outputGradient()} to the gradient of every parameter. The gradient with respect to
     * the network's input is not computed.
     *
     * @param accumulate whether parameter gradients are added to what is there, going on with the same sums (the next
     *     micro-batch of one batch); otherwise they are overwritten
     * @throws IllegalStateException if there was no forward pass
     */
    public void backward(boolean accumulate) {
        Matrix x = requireForward();
        for (int i = states.size() - 1; i >= 0; i--) {
            LayerState state = states.get(i);
            Activation activation = state.layer.activation();
            Matrix kept = activation.keeps() == Activation.Keeps.OUTPUT ? state.y : state.z;
            Matrix in = i == 0 ? x : states.get(i - 1).y;
            kernels.activationGradient(activation, kept, state.dy, state.dy);
            kernels.weightGradient(in, state.dy, state.weightGradient, accumulate);
            kernels.biasGradient(state.dy, state.biasGradient, accumulate);
            if (i > 0) {
                kernels.inputGradient(state.dy, state.layer.weight().value(), states.get(i - 1).dy);
            }
        }
    }

    /**
     * Gradients in the order of {@link Network#parameters()}.
     *
     * @return the matrices that {@link #backward} writes
     */
    public List<Matrix> gradients() {
        List<Matrix> gradients = new ArrayList<>();
        for (LayerState state : states) {
            gradients.add(state.weightGradient);
            gradients.add(state.biasGradient);
        }
        return List.copyOf(gradients);
    }

    /**
     * A layer's weighted sums of the last forward pass; where the layer keeps its output only, the output stands here.
     *
     * @param layer the layer's index
     * @return rows x outputs of that layer
     */
    public Matrix weightedSums(int layer) {
        requireForward();
        return states.get(layer).z;
    }

    /**
     * A layer's output of the last forward pass.
     *
     * @param layer the layer's index
     * @return rows x outputs of that layer
     */
    public Matrix output(int layer) {
        requireForward();
        return states.get(layer).y;
    }

    /**
     * What computes; the owner of this workspace may use it between passes.
     *
     * @return the kernels
     */
    public Kernels kernels() {
        return kernels;
    }

    /** The input of the last forward pass. */
    private Matrix requireForward() {
        if (input == null) {
            throw new IllegalStateException("no forward pass has been run in this workspace");
        }
        return input;
    }
}
