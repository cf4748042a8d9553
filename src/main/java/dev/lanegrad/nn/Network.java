package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of dense layers. It holds parameters only: what a forward pass computes lives in a {@link Workspace}, so any
 * number of threads may run one network at once as long as none trains it.
 *
 * <pre>{@code
 * Network network = Network.input(784).dense(128, Activation.RELU).dense(10).build(seed);
 * }</pre>
 */
public final class Network {
    private final List<Dense> layers;

    private Network(List<Dense> layers) {
        this.layers = layers;
    }

    /**
     * Starts to describe a network.
     *
     * @param inputs number of inputs, at least 1
     * @return a builder
     * @throws IllegalArgumentException if there is no input
     */
    public static Builder input(int inputs) {
        return new Builder(inputs);
    }

    /**
     * Makes a network of layers that exist, which it shares.
     *
     * @param layers at least one; each takes as many inputs as the one before has outputs
     * @return the network
     * @throws IllegalArgumentException if there is no layer, two neighbours do not fit or two parameters share memory
     */
    public static Network of(List<Dense> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one layer");
        }
        for (int i = 1; i < layers.size(); i++) {
            if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
                throw new IllegalArgumentException("layer " + i + " takes " + layers.get(i).inputs() + " inputs, layer "
                        + (i - 1) + " has " + layers.get(i - 1).outputs() + " outputs");
            }
        }
        Network network = new Network(List.copyOf(layers));
        List<Parameter> parameters = network.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (parameters.get(i).value().overlaps(parameters.get(j).value())) {
                    throw new IllegalArgumentException("parameters " + parameters.get(j).name() + " and "
                            + parameters.get(i).name() + " share memory; each needs its own");
                }
            }
        }
        return network;
    }

    /**
     * The layers, first to last.
     *
     * @return an immutable list
     */
    public List<Dense> layers() {
        return layers;
    }

    /**
     * All parameters: weight and bias of each layer, first to last.
     *
     * @return an immutable list
     */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (Dense layer : layers) {
            parameters.add(layer.weight());
            parameters.add(layer.bias());
        }
        return List.copyOf(parameters);
    }

    /**
     * Number of inputs.
     *
     * @return columns of an input row
     */
    public int inputs() {
        return layers.getFirst().inputs();
    }

    /**
     * Number of outputs.
     *
     * @return columns of an output row
     */
    public int outputs() {
        return layers.getLast().outputs();
    }

    /**
     * Number of trainable values.
     *
     * @return the sum of the parameters' sizes
     */
    public long parameterCount() {
        return parameters().stream().mapToLong(p -> p.value().size()).sum();
    }

    /**
     * A network with its own copy of every parameter.
     *
     * @return the copy
     */
    public Network copy() {
        return new Network(layers.stream()
                .map(l -> new Dense(new Parameter(l.weight().name(), l.weight().value().copy()),
                        new Parameter(l.bias().name(), l.bias().value().copy()), l.activation()))
                .toList());
    }

    /** Widths and activations: {@code "784-128 relu-10 identity"}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(inputs());
        for (Dense layer : layers) {
            text.append('-').append(layer.outputs()).append(' ').append(layer.activation().text());
        }
        return text.toString();
    }

    /** Describes a network layer by layer. Not thread-safe. */
    public static final class Builder {
        private record Plan(int outputs, Activation activation, Initializer initializer) {
        }

        private final int inputs;
        private final List<Plan> plans = new ArrayList<>();

        private Builder(int inputs) {
            if (inputs < 1) {
                throw new IllegalArgumentException("a network needs at least one input, given " + inputs);
            }
            this.inputs = inputs;
        }

        /**
         * Adds a dense layer without activation.
         *
         * @param outputs number of outputs, at least 1
         * @return this builder
         * @throws IllegalArgumentException if there is no output
         */
        public Builder dense(int outputs) {
            return dense(outputs, Activation.IDENTITY);
        }

        /**
         * Adds a dense layer with the activation's usual initializer.
         *
         * @param outputs number of outputs, at least 1
         * @param activation applied to the weighted sums
         * @return this builder
         * @throws IllegalArgumentException if there is no output
         */
        public Builder dense(int outputs, Activation activation) {
            return dense(outputs, activation, Initializer.forActivation(activation));
        }

        /**
         * Adds a dense layer.
         *
         * @param outputs number of outputs, at least 1
         * @param activation applied to the weighted sums
         * @param initializer fills the weights; biases start at zero
         * @return this builder
         * @throws IllegalArgumentException if there is no output
         */
        public Builder dense(int outputs, Activation activation, Initializer initializer) {
            if (outputs < 1) {
                throw new IllegalArgumentException("layer " + plans.size() + " needs at least one output, given " + outputs);
            }
            plans.add(new Plan(outputs, activation, initializer));
            return this;
        }

        /**
         * Allocates and initialises the network.
         *
         * @param seed decides the weights; the same seed gives the same bits on every machine
         * @return the network, its memory freed by the garbage collector
         * @throws IllegalArgumentException if no layer was added
         */
        public Network build(long seed) {
            List<Dense> layers = new ArrayList<>();
            int in = inputs;
            for (int i = 0; i < plans.size(); i++) {
                Plan plan = plans.get(i);
                Matrix weight = Matrix.create(in, plan.outputs());
                plan.initializer().fill(weight, seed, i);
                Matrix bias = Matrix.create(1, plan.outputs());
                layers.add(new Dense(new Parameter(weightName(i), weight), new Parameter(biasName(i), bias),
                        plan.activation()));
                in = plan.outputs();
            }
            return of(layers);
        }
    }

    /**
     * The name of a layer's weight.
     *
     * @param layer the layer's index
     * @return {@code "layers.0.weight"} and so on
     */
    public static String weightName(int layer) {
        return "layers." + layer + ".weight";
    }

    /**
     * The name of a layer's bias.
     *
     * @param layer the layer's index
     * @return {@code "layers.0.bias"} and so on
     */
    public static String biasName(int layer) {
        return "layers." + layer + ".bias";
    }
}
