package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Residual} block: y = x + f(x), written over f(x) where f does not need that any more. */
final class ResidualState extends LayerState {
    private final StateChain body;
    private final Kernels kernels;

    ResidualState(Residual layer, int maxRows, Kernels kernels, int serial, boolean apart) {
        this(layer, maxRows, kernels, new StateChain(layer.body(), maxRows, kernels, serial + 1, apart), apart);
    }

    private ResidualState(Residual layer, int maxRows, Kernels kernels, StateChain body, boolean apart) {
        super(apart || body.last().readsOutput() ? new Buffer(maxRows, layer.outputs()) : body.last().outputs,
                new Buffer(maxRows, layer.outputs()));
        this.body = body;
        this.kernels = kernels;
    }

    @Override
    void compute(Matrix x, Matrix y, Pass pass) {
        body.forward(x, pass);
        kernels.layers().add(x, body.last().output(), y);
    }

    @Override
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        // The body writes over its dy, which the sum needs afterwards.
        kernels.activate(Activation.IDENTITY, outputGradient(), body.last().outputGradient());
        body.backward(x, dx, accumulate);
        if (dx != null) {
            kernels.layers().add(outputGradient(), dx, dx);
        }
    }

    @Override
    boolean readsOutput() {
        return false;
    }

    @Override
    List<Matrix> gradients() {
        return body.gradients();
    }

    @Override
    List<Trace> traces() {
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            for (Trace trace : body.get(i).traces()) {
                traces.add(new Trace("body." + i + " " + trace.quantity(), trace.values()));
            }
        }
        traces.add(new Trace("output", output()));
        return List.copyOf(traces);
    }

    @Override
    List<LayerView> inner(String prefix, Matrix x) {
        return body.views(prefix, x);
    }
}
