package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A chain of {@linkplain Layer layers}. It holds parameters only: what a forward pass computes lives in a
 * {@link Workspace}, so any number of threads may run one network at once as long as none trains it.
 *
 * <pre>{@code
 * Network network = Network.input(784).dense(128, Activation.RELU).dropout(0.2f).dense(10).build(seed);
 * Network deep = Network.input(64).dense(64)
 *     .residual(body -> body.layerNormalization().dense(256, Activation.RELU).dense(64)).dense(10).build(seed);
 * }</pre>
 */
public final class Network {
    private final List<Layer> layers;

    private Network(List<Layer> layers) {
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
        if (inputs < 1) {
            throw new IllegalArgumentException("a network needs at least one input, given " + inputs);
        }
        return new Builder(new NetworkPlan(inputs));
    }

    /**
     * Makes a network of layers that exist, which it shares.
     *
     * @param layers at least one; each takes as many inputs as the one before has outputs
     * @return the network
     * @throws IllegalArgumentException if there is no layer, two neighbours do not fit or two parameters share memory
     */
    public static Network of(List<? extends Layer> layers) {
        Network network = new Network(List.copyOf(layers));
        Layers.requireChain("a network", network.layers);
        List<Parameter> parameters = List.copyOf(network.tensors().values());
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
    public List<Layer> layers() {
        return layers;
    }

    /**
     * What training moves by gradients: those of each layer, first to last.
     *
     * @return an immutable list
     */
    public List<Parameter> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }

    /**
     * What training moves without gradients: the running statistics of each layer, first to last.
     *
     * @return an immutable list
     */
    public List<Parameter> statistics() {
        return layers.stream().flatMap(layer -> layer.statistics().stream()).toList();
    }

    /**
     * Everything that a model file keeps of the layers, by its name there: {@code "layers.0.weight"},
     * {@code "layers.2.body.0.bias"}.
     *
     * @return an unmodifiable map, layer by layer
     */
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensorsOf("layers.", layers);
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
     * The activation that the outputs come from: that of the last layer, dropout left aside; identity where it has none
     * (a normalisation, a residual block, a parametric relu).
     *
     * @return the activation
     */
    public Activation lastActivation() {
        for (Layer layer : layers.reversed()) {
            switch (layer) {
                case Dropout l -> {
                    continue;
                }
                case Dense l -> {
                    return l.activation();
                }
                case ActivationLayer l -> {
                    return l.activation();
                }
                case ParametricRelu l -> {
                    return Activation.IDENTITY;
                }
                case BatchNormalization l -> {
                    return Activation.IDENTITY;
                }
                case LayerNormalization l -> {
                    return Activation.IDENTITY;
                }
                case RmsNormalization l -> {
                    return Activation.IDENTITY;
                }
                case Residual l -> {
                    return Activation.IDENTITY;
                }
            }
        }
        return Activation.IDENTITY;
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
     * A network with its own copy of every parameter and statistic.
     *
     * @return the copy
     */
    public Network copy() {
        return new Network(layers.stream().map(Layer::copy).toList());
    }

    /**
     * A network that computes what this one does in evaluation, with fewer layers: dropout is left out, batch
     * normalisation and activation are made part of a dense layer that stands directly before them. Folding a batch
     * normalisation changes the order of operations and so the roundings; nothing else changes bits.
     *
     * @param kernels what computes the folded weights; its implementation does not matter
     * @return the network; it shares the parameters of layers that stay as they are
     */
    public Network folded(Kernels kernels) {
        return of(new Folding(kernels, Arena::ofAuto).fold(layers));
    }

    /**
     * {@link #folded(Kernels)} with what is computed anew in memory of the caller's.
     *
     * @param kernels what computes the folded weights; its implementation does not matter
     * @param arena where the folded weights go; the network is of use until it is closed
     * @return the network; it shares the parameters of layers that stay as they are
     */
    public Network folded(Kernels kernels, Arena arena) {
        return of(new Folding(kernels, () -> arena).fold(layers));
    }

    /** Inputs and layers: {@code "784-128 relu-dropout(0.2)-10 identity"}. */
    @Override
    public String toString() {
        return layers.stream().map(Layer::text).collect(Collectors.joining("-", inputs() + "-", ""));
    }

    /** Describes a network layer by layer. Not thread-safe. */
    public static final class Builder {
        private final NetworkPlan plan;

        Builder(NetworkPlan plan) {
            this.plan = plan;
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
            plan.dense(outputs, activation, initializer);
            return this;
        }

        /**
         * Adds an activation as a layer of its own; before it, a dense layer without activation takes the
         * {@linkplain Initializer#forActivation initializer} as an argument where the default does not suit.
         *
         * @param activation the function
         * @return this builder
         */
        public Builder activation(Activation activation) {
            plan.add(new ActivationLayer(plan.width(), activation));
            return this;
        }

        /**
         * Adds dropout.
         *
         * @param rate probability of being dropped in training, in [0, 1)
         * @return this builder
         * @throws IllegalArgumentException if the rate is out of range
         */
        public Builder dropout(float rate) {
            plan.add(new Dropout(plan.width(), rate));
            return this;
        }

        /**
         * Adds a parametric relu with one slope for all columns, which starts at
         * {@link ParametricRelu#DEFAULT_SLOPE}.
         *
         * @return this builder
         */
        public Builder parametricRelu() {
            plan.parametricRelu(1, ParametricRelu.DEFAULT_SLOPE);
            return this;
        }

        /**
         * Adds a parametric relu.
         *
         * @param everyColumn whether each column has a slope of its own
         * @param slope what the slopes start as
         * @return this builder
         */
        public Builder parametricRelu(boolean everyColumn, float slope) {
            plan.parametricRelu(everyColumn ? plan.width() : 1, slope);
            return this;
        }

        /**
         * Adds batch normalisation with the usual epsilon and momentum.
         *
         * @return this builder
         */
        public Builder batchNormalization() {
            return batchNormalization(BatchNormalization.DEFAULT_EPSILON, BatchNormalization.DEFAULT_MOMENTUM);
        }

        /**
         * Adds batch normalisation.
         *
         * @param epsilon added to the variance, positive
         * @param momentum how far the running statistics move in a step, in [0, 1]
         * @return this builder
         * @throws IllegalArgumentException if a number is out of range
         */
        public Builder batchNormalization(float epsilon, float momentum) {
            plan.batchNormalization(epsilon, momentum);
            return this;
        }

        /**
         * Adds layer normalisation with the usual epsilon.
         *
         * @return this builder
         */
        public Builder layerNormalization() {
            return layerNormalization(LayerNormalization.DEFAULT_EPSILON);
        }

        /**
         * Adds layer normalisation.
         *
         * @param epsilon added to the variance, positive
         * @return this builder
         * @throws IllegalArgumentException if epsilon is out of range
         */
        public Builder layerNormalization(float epsilon) {
            plan.layerNormalization(epsilon);
            return this;
        }

        /**
         * Adds RMS normalisation with the usual epsilon.
         *
         * @return this builder
         */
        public Builder rmsNormalization() {
            return rmsNormalization(RmsNormalization.DEFAULT_EPSILON);
        }

        /**
         * Adds RMS normalisation.
         *
         * @param epsilon added to the mean square, positive
         * @return this builder
         * @throws IllegalArgumentException if epsilon is out of range
         */
        public Builder rmsNormalization(float epsilon) {
            plan.rmsNormalization(epsilon);
            return this;
        }

        /**
         * Adds a residual block.
         *
         * @param body adds the layers of the block to the builder that it is given: at least one, the last one as wide as
         *     what stands before the block
         * @return this builder
         * @throws IllegalArgumentException if the block has no layer, its widths do not fit, or blocks are nested too deeply
         */
        public Builder residual(Consumer<Builder> body) {
            plan.residual(body);
            return this;
        }

        /**
         * Allocates and initialises the network.
         *
         * @param seed decides the weights; the same seed gives the same bits on every machine
         * @return the network, its memory freed by the garbage collector
         * @throws IllegalArgumentException if no layer was added
         * @throws IllegalStateException if this is the builder of a residual block
         */
        public Network build(long seed) {
            return of(plan.build(seed));
        }
    }
}
