package dev.lanegrad.nn;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The states of layers that follow each other: a network's, or those of a residual block. */
final class StateChain {
    private final List<Layer> layers;
    private final List<LayerState> states = new ArrayList<>();

    /**
     * The first layer never works in place: its input belongs to somebody else.
     *
     * @param apart whether no layer works in place
     */
    StateChain(List<Layer> layers, int maxRows, Kernels kernels, int firstSerial, boolean apart) {
        this.layers = layers;
        int serial = firstSerial;
        LayerState before = null;
        for (Layer layer : layers) {
            before = LayerState.of(layer, maxRows, kernels, serial, apart ? null : before, apart);
            states.add(before);
            serial += count(layer);
        }
    }

    /** A layer and those in it. */
    private static int count(Layer layer) {
        return layer instanceof Residual block ? 1 + block.body().stream().mapToInt(StateChain::count).sum() : 1;
    }

    int size() {
        return states.size();
    }

    LayerState get(int index) {
        return states.get(index);
    }

    LayerState last() {
        return states.getLast();
    }

    void forward(Matrix x, Pass pass) {
        Matrix in = x;
        // By index: an iterator is an object.
        for (int i = 0; i < states.size(); i++) {
            states.get(i).forward(in, pass);
            in = states.get(i).output();
        }
    }

    /** From the last layer's dy; see {@link LayerState#backward}. */
    void backward(Matrix x, @Nullable Matrix dx, boolean accumulate) {
        for (int i = states.size() - 1; i >= 0; i--) {
            Matrix in = i == 0 ? x : states.get(i - 1).output();
            Matrix to = i == 0 ? dx : states.get(i - 1).outputGradient();
            states.get(i).backward(in, to, accumulate);
        }
    }

    /** Gradients in the order of the layers' parameters. */
    List<Matrix> gradients() {
        return states.stream().flatMap(state -> state.gradients().stream()).toList();
    }

    /** What the last passes left of each layer, of those in a residual block before the block itself. */
    List<LayerView> views(String prefix, Matrix x) {
        List<LayerView> views = new ArrayList<>();
        Matrix in = x;
        for (int i = 0; i < states.size(); i++) {
            LayerState state = states.get(i);
            String name = prefix + i;
            views.addAll(state.inner(name + ".body.", in));
            views.add(new LayerView(name, layers.get(i), in, state.traces(), state.output(), state.outputGradient(),
                    state.gradients()));
            in = state.output();
        }
        return views;
    }
}
