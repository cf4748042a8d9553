package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one forward and backward pass over a network: outputs, gradients, kernels. Not thread-safe; use one a
 * thread. Allocation: everything when it is made, small objects where the number of rows is another than the last three.
 */
public final class Workspace {
    private final Network network;
    private final Kernels kernels;
    private final int maxRows;
    private final StateChain states;
    private @Nullable Matrix input;

    /**
     * Allocates the buffers.
     *
     * @param network the network; its parameters are read by {@link #forward} and {@link #backward}
     * @param maxRows largest batch, at least 1
     * @param kernels what computes; used by this workspace alone
     * @throws IllegalArgumentException if {@code maxRows} is below 1
     */
    public Workspace(Network network, int maxRows, Kernels kernels) {
        this(network, maxRows, kernels, false);
    }

    private Workspace(Network network, int maxRows, Kernels kernels, boolean apart) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("a workspace needs room for at least one row, given " + maxRows);
        }
        this.network = network;
        this.kernels = kernels;
        this.maxRows = maxRows;
        states = new StateChain(network.layers(), maxRows, kernels, 0, apart);
    }

    /**
     * A workspace in which no layer works in place: {@link #traces} and {@link #views} have what each layer computed. The bits
     * are the same; it takes more memory and time.
     *
     * @param network as in the constructor
     * @param maxRows as in the constructor
     * @param kernels as in the constructor
     * @return the workspace
     * @throws IllegalArgumentException if {@code maxRows} is below 1
     */
    public static Workspace apart(Network network, int maxRows, Kernels kernels) {
        return new Workspace(network, maxRows, kernels, true);
    }

    /**
     * The network's output for a batch, in evaluation: without dropout, with running statistics.
     *
     * @param x rows x inputs; kept until {@link #backward}, and must not change before it
     * @return rows x outputs, a view that the next call overwrites
     * @throws IllegalArgumentException if the batch is too large or has another number of columns
     */
    public Matrix forward(Matrix x) {
        return forward(x, Pass.EVALUATION);
    }

    /**
     * The network's output for a batch. A pass of training moves the network's {@linkplain Network#statistics() running
     * statistics}.
     *
     * @param x rows x inputs; kept until {@link #backward}, and must not change before it
     * @param pass what the pass is for
     * @return rows x outputs, a view that the next call overwrites
     * @throws IllegalArgumentException if the batch is too large or has another number of columns
     */
    public Matrix forward(Matrix x, Pass pass) {
        if (x.rows() > maxRows || x.columns() != network.inputs()) {
            throw new IllegalArgumentException("the batch is " + x.shape() + ", expected 1 to " + maxRows + " x "
                    + network.inputs());
        }
        input = x;
        states.forward(x, pass);
        return states.last().output();
    }

    /**
     * Where the loss's gradient with respect to the last output goes before {@link #backward}.
     *
     * @return rows x outputs of the last forward pass, overwritten by {@link #backward}
     */
    public Matrix outputGradient() {
        requireForward();
        return states.last().outputGradient();
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
        states.backward(requireForward(), null, accumulate);
    }

    /**
     * Gradients in the order of {@link Network#parameters()}.
     *
     * @return the matrices that {@link #backward} writes
     */
    public List<Matrix> gradients() {
        return states.gradients();
    }

    /**
     * What a layer computed in the last forward pass, in the order of computation. Layers that work in place write over
     * what the layer before left.
     *
     * @param layer the layer's index
     * @return at least the layer's output
     */
    public List<Trace> traces(int layer) {
        requireForward();
        return states.get(layer).traces();
    }

    /**
     * What the last passes left of every layer, those of residual blocks too, in the order of computation.
     *
     * @return new views on matrices of this workspace: rows x inputs, rows x outputs and the parameters' shapes
     * @throws IllegalStateException if there was no forward pass
     */
    public List<LayerView> views() {
        return states.views("layers.", requireForward());
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
