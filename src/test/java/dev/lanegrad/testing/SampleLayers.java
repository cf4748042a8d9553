package dev.lanegrad.testing;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.BatchNormalization;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Dropout;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.LayerNormalization;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.ParametricRelu;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.nn.RmsNormalization;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Every kind of layer, in the forms that differ. Tests enumerate {@link #all()}. */
public final class SampleLayers {
    private SampleLayers() {
    }

    /**
     * A layer in a network.
     *
     * @param name for messages
     * @param kind the class that the sample stands for
     * @param add adds the layer, of any width; residual blocks take theirs from {@link #WIDTH}
     */
    public record Sample(String name, Class<? extends Layer> kind, Consumer<Network.Builder> add) {
        /** Whether a row's result depends on its batch in training. */
        public boolean seesBatch() {
            return name.contains("batch");
        }

        /** Whether training draws random numbers. */
        public boolean drops() {
            return name.contains("dropout");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Columns before each sample in {@link #network}: no multiple of a vector's lanes. */
    public static final int WIDTH = 19;

    /** Every sample; each kind of layer has one at least. */
    public static List<Sample> all() {
        return List.of(
                new Sample("dense", Dense.class, b -> b.dense(WIDTH, Activation.TANH)),
                new Sample("activation that keeps its output", ActivationLayer.class, b -> b.activation(Activation.TANH)),
                new Sample("activation that keeps its input", ActivationLayer.class,
                        b -> b.activation(Activation.LEAKY_RELU)),
                new Sample("activation of rows", ActivationLayer.class, b -> b.activation(Activation.SOFTMAX)),
                new Sample("activations in a row", ActivationLayer.class,
                        b -> b.activation(Activation.IDENTITY).activation(Activation.SIGMOID).activation(Activation.TANH)),
                new Sample("dropout", Dropout.class, b -> b.dropout(0.4f)),
                new Sample("dropout of nothing", Dropout.class, b -> b.dropout(0)),
                new Sample("dropout before an activation", Dropout.class,
                        b -> b.dropout(0.3f).activation(Activation.TANH).dropout(0.2f)),
                new Sample("parametric relu", ParametricRelu.class, Network.Builder::parametricRelu),
                new Sample("parametric relu of columns", ParametricRelu.class, b -> b.parametricRelu(true, -0.3f)),
                new Sample("batch normalization", BatchNormalization.class, Network.Builder::batchNormalization),
                new Sample("batch normalization and activation", BatchNormalization.class,
                        b -> b.batchNormalization(1e-3f, 0.3f).activation(Activation.TANH)),
                new Sample("layer normalization", LayerNormalization.class, Network.Builder::layerNormalization),
                new Sample("rms normalization", RmsNormalization.class, Network.Builder::rmsNormalization),
                new Sample("residual of dense", Residual.class, b -> b.residual(f -> f.dense(7, Activation.TANH)
                        .dense(WIDTH))),
                new Sample("residual that ends in an activation", Residual.class, b -> b.residual(f -> f.dense(WIDTH,
                        Activation.TANH))),
                new Sample("residual of a normalization", Residual.class, b -> b.residual(f -> f.layerNormalization()
                        .dense(WIDTH).parametricRelu(true, 0.2f)).activation(Activation.TANH)),
                new Sample("residual with dropout", Residual.class, b -> b.residual(f -> f.dropout(0.5f))),
                new Sample("residual of residual with batch normalization and dropout", Residual.class,
                        b -> b.residual(f -> f.dense(WIDTH).batchNormalization().activation(Activation.SIGMOID)
                                .residual(g -> g.activation(Activation.TANH).rmsNormalization().dense(WIDTH))
                                .dropout(0.1f))));
    }

    /**
     * A network of {@link #WIDTH} inputs and 5 outputs with the layer first, after a linear dense layer (over which it may work in
     * place), after one with an activation (over which it may not). No parameter or statistic has a value
     * of the start.
     */
    public static Network network(Sample sample, long seed) {
        Network.Builder builder = Network.input(WIDTH);
        for (int outputs : new int[] {0, WIDTH, -WIDTH}) {
            if (outputs != 0) {
                builder.dense(WIDTH, outputs > 0 ? Activation.IDENTITY : Activation.TANH);
            }
            sample.add().accept(builder);
        }
        Network network = builder.dense(5).build(seed);
        shake(network, seed);
        return network;
    }

    /** Moves every parameter and statistic a little; variances stay positive. */
    public static void shake(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Parameter parameter : network.tensors().values()) {
            Matrix value = parameter.value();
            for (int r = 0; r < value.rows(); r++) {
                for (int c = 0; c < value.columns(); c++) {
                    value.set(r, c, value.get(r, c) + (random.nextInt(1024) - 511.5f) / 2048);
                }
            }
        }
    }
}
