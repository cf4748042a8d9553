package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a {@link Network.Builder} was told: layers that will be made once the seed is known. */
final class NetworkPlan {
    private final List<Plan> plans = new ArrayList<>();
    private final int inputs;
    private final int depth;
    private int width;

    /** Makes a layer. */
    private interface Plan {
        /** The layer whose parameters are called prefix + name; serial counts layers in depth-first order. */
        Layer make(String prefix, long seed, Serial serial);
    }

    /** Numbers the layers of a network, nested ones too: each starts from random numbers of its own. */
    private static final class Serial {
        private int next;

        int take() {
            return next++;
        }
    }

    NetworkPlan(int inputs) {
        this(inputs, 0);
    }

    private NetworkPlan(int inputs, int depth) {
        this.inputs = inputs;
        this.depth = depth;
        width = inputs;
    }

    /** Columns after the layers so far. */
    int width() {
        return width;
    }

    /** Adds a layer without parameters. */
    void add(Layer layer) {
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return layer;
        });
    }

    void dense(int outputs, Activation activation, Initializer initializer) {
        if (outputs < 1) {
            throw new IllegalArgumentException("layer " + plans.size() + " needs at least one output, given " + outputs);
        }
        int in = width;
        plans.add((prefix, seed, serial) -> {
            Matrix weight = Matrix.create(in, outputs);
            initializer.fill(weight, seed, serial.take());
            return new Dense(new Parameter(prefix + "weight", weight), filled(prefix + "bias", outputs, 0), activation);
        });
        width = outputs;
    }

    void parametricRelu(int slopes, float start) {
        int n = width;
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return new ParametricRelu(filled(prefix + "slope", slopes, start), n);
        });
    }

    void batchNormalization(float epsilon, float momentum) {
        int n = width;
        // Made once to check the numbers.
        batchNormalization("", 1, epsilon, momentum);
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return batchNormalization(prefix, n, epsilon, momentum);
        });
    }

    private static BatchNormalization batchNormalization(String prefix, int n, float epsilon, float momentum) {
        return new BatchNormalization(filled(prefix + "gamma", n, 1), filled(prefix + "beta", n, 0),
                filled(prefix + "running_mean", n, 0), filled(prefix + "running_variance", n, 1), epsilon, momentum);
    }

    void layerNormalization(float epsilon) {
        int n = width;
        Layers.requireEpsilon(epsilon);
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return new LayerNormalization(filled(prefix + "gamma", n, 1), filled(prefix + "beta", n, 0), epsilon);
        });
    }

    void rmsNormalization(float epsilon) {
        int n = width;
        Layers.requireEpsilon(epsilon);
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return new RmsNormalization(filled(prefix + "gamma", n, 1), epsilon);
        });
    }

    void residual(Consumer<Network.Builder> body) {
        if (depth == Residual.MAX_DEPTH) {
            throw new IllegalArgumentException("residual blocks stand in each other more than " + Residual.MAX_DEPTH
                    + " deep");
        }
        NetworkPlan nested = new NetworkPlan(width, depth + 1);
        body.accept(new Network.Builder(nested));
        if (nested.plans.isEmpty() || nested.width != width) {
            throw new IllegalArgumentException("layer " + plans.size() + " is a residual block "
                    + (nested.plans.isEmpty()
                            ? "without a layer"
                            : "of " + width + " inputs and " + nested.width + " outputs, expected as many"));
        }
        plans.add((prefix, seed, serial) -> {
            serial.take();
            return new Residual(nested.make(prefix + "body.", seed, serial));
        });
    }

    /** The layers of a whole network. */
    List<Layer> build(long seed) {
        if (depth > 0) {
            throw new IllegalStateException("this builder is that of a residual block of " + inputs
                    + " inputs; build the network from the outer one");
        }
        return make("layers.", seed, new Serial());
    }

    private List<Layer> make(String prefix, long seed, Serial serial) {
        List<Layer> layers = new ArrayList<>();
        for (Plan plan : plans) {
            layers.add(plan.make(prefix + layers.size() + ".", seed, serial));
        }
        return layers;
    }

    private static Parameter filled(String name, int n, float value) {
        Matrix matrix = Matrix.create(1, n);
        matrix.fill(value);
        return new Parameter(name, matrix);
    }
}
