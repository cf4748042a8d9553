package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.spec.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The first NaN or Inf is found where it arose: one sample of an epoch of single samples makes it, in one operation of one
 * layer, whatever the operations after it make of it.
 */
class NonFiniteTest {
    private static final int ROWS = 4;
    private static final int SEED = 3;
    /** So small that steps without overflow change no weight. */
    private static final Optimizer STILL = Optimizer.sgd(1e-37f);
    private static final Activation SELU = Activation.parse("selu");

    /**
     * Something that overflows.
     *
     * @param descent how parameters move
     * @param usual feature and target of the harmless samples
     * @param bad feature and target of the other one
     * @param layer the index of the layer that is to be named, -1 for the loss
     * @param place the operation that is to be named
     */
    private record Case(Network network, Loss loss, Descent descent, float[] usual, float[] bad, int layer, String place) {
    }

    private static Named<Case> of(String name, Network network, Loss loss, Descent descent, float[] usual, float[] bad,
            int layer,
            String place) {
        return Named.of(name, new Case(network, loss, descent, usual, bad, layer, place));
    }

    /** A network of one input with these weights of its dense layers instead of random ones, one a column in turn. */
    private static Network network(Consumer<Network.Builder> layers, float[]... weights) {
        Network.Builder builder = Network.input(1);
        layers.accept(builder);
        Network network = builder.build(1);
        List<Matrix> matrices = network.parameters().stream().filter(p -> p.isWeight()).map(p -> p.value()).toList();
        assertEquals(weights.length, matrices.size());
        for (int i = 0; i < weights.length; i++) {
            for (int c = 0; c < matrices.get(i).columns(); c++) {
                for (int r = 0; r < matrices.get(i).rows(); r++) {
                    matrices.get(i).set(r, c, weights[i][c % weights[i].length]);
                }
            }
        }
        return network;
    }

    private static float[] v(float... values) {
        return values;
    }

    static final List<Named<Case>> CASES = List.of(
            of("weighted sums", network(n -> n.dense(1), v(4)), Loss.MEAN_ABSOLUTE_ERROR, Descent.of(STILL), v(1, 0),
                    v(3e38f, 0), 0, "weighted sums"),
            of("weighted sums, activation in place",
                    network(n -> n.dense(1).dense(2, Activation.RELU).dense(1), v(1), v(4), v(1)),
                    Loss.MEAN_ABSOLUTE_ERROR, Descent.of(STILL), v(1, 0), v(3e38f, 0), 1, "weighted sums"),
            of("weighted sums in a residual block",
                    network(n -> n.dense(1).residual(b -> b.dense(1)).dense(1), v(1), v(4), v(1)),
                    Loss.MEAN_ABSOLUTE_ERROR, Descent.of(STILL), v(1, 0), v(3e38f, 0), 1, "body.0 weighted sums"),
            of("sum of a residual block", network(n -> n.dense(1).residual(b -> b.dense(1)).dense(1), v(1), v(1), v(1)),
                    Loss.MEAN_ABSOLUTE_ERROR, Descent.of(STILL), v(1, 0), v(3e38f, 0), 1, "output"),
            of("activation", network(n -> n.dense(1).dense(1, SELU).dense(1), v(1), v(1), v(1)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(STILL), v(1, 0), v(3.3e38f, 0), 1, "activation"),
            of("activation in place", network(n -> n.dense(2, Activation.LOG_SOFTMAX), v(1, -1)),
                    Loss.NEGATIVE_LOG_LIKELIHOOD,
                    Descent.of(STILL), v(1, 0), v(3e38f, 1), 0, "activation"),
            of("activation in place over the layer before",
                    network(n -> n.dense(2).activation(Activation.LOG_SOFTMAX), v(1, -1)), Loss.NEGATIVE_LOG_LIKELIHOOD,
                    Descent.of(STILL), v(1, 0), v(3e38f, 1), 1, "activation"),
            of("dropout in place over the layer before", network(n -> n.dense(16).dropout(0.5f).dense(1), v(1), v(1)),
                    Loss.MEAN_ABSOLUTE_ERROR, Descent.of(STILL), v(1, 0), v(3e38f, 0), 1, "output"),
            of("loss", network(n -> n.dense(1).dense(1), v(1), v(1)), Loss.MEAN_SQUARED_ERROR, Descent.of(STILL), v(1, 0),
                    v(1e30f, 0), -1, "mean_squared_error"),
            // dz of layer 0 is 1e20, x as large.
            of("gradient of the first layer", network(n -> n.dense(1).dense(1), v(0), v(1e20f)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(STILL), v(0, 0), v(1e20f, 1), 0, "gradient of layers.0.weight"),
            // The output is 1e18, dy twice that, and the input of layer 1 is 1e30.
            of("gradient of the last layer", network(n -> n.dense(1).dense(1), v(1e30f), v(1e-12f)), Loss.MEAN_SQUARED_ERROR,
                    Descent.of(STILL), v(0, 0), v(1, 0), 1, "gradient of layers.1.weight"),
            of("gradient, clipped", network(n -> n.dense(1).dense(1), v(0), v(1e20f)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(STILL).clip(new Clipping.ByGlobalNorm(1)), v(0, 0), v(1e20f, 1), 0,
                    "gradient of layers.0.weight"),
            of("gradient, by Adam", network(n -> n.dense(1).dense(1), v(0), v(1e20f)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(Optimizer.adam(1e-37f)), v(0, 0), v(1e20f, 1), 0, "gradient of layers.0.weight"),
            // The gradient is 1e30, the rate 1e10; that of the bias is at most 1.
            of("update of the first layer", network(n -> n.dense(1).dense(1), v(0), v(1)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(Optimizer.sgd(1e10f)).group(p -> !p.name().equals("layers.0.weight"), STILL), v(0, 0),
                    v(1e30f, 1), 0, "update of layers.0.weight"),
            // No feature, so no gradient but that of the bias, 2, at a rate of 3e38.
            of("update of the last layer", network(n -> n.dense(1).dense(1), v(1), v(1)), Loss.MEAN_SQUARED_ERROR,
                    Descent.of(STILL).group(p -> p.name().equals("layers.1.bias"), Optimizer.sgd(3e38f)), v(0, 0), v(0, 1),
                    1,
                    "update of layers.1.bias"),
            of("update in a residual block", network(n -> n.dense(1).residual(b -> b.dense(1)).dense(1), v(1), v(1), v(1)),
                    Loss.MEAN_SQUARED_ERROR,
                    Descent.of(STILL).group(p -> p.name().equals("layers.1.body.0.bias"), Optimizer.sgd(3e38f)), v(0, 0),
                    v(0, 1), 1, "update of layers.1.body.0.bias"),
            // A bound of weights after the step does not hide it.
            of("update, bounded", network(n -> n.dense(1).dense(1), v(0), v(1)), Loss.MEAN_ABSOLUTE_ERROR,
                    Descent.of(Optimizer.sgd(1e10f)).group(p -> !p.name().equals("layers.0.weight"), STILL).maxNorm(3),
                    v(0, 0),
                    v(1e30f, 1), 0, "update of layers.0.weight"));

    /** In the first step of an epoch, between others, and in the last one, which no step follows; measured and not. */
    @ParameterizedTest
    @FieldSource("CASES")
    void theFirstOneIsFound(Case c) {
        int[] order = CounterRandom.permutation(SEED, CounterRandom.STREAM_SHUFFLE, 0, ROWS);
        for (int step = 1; step <= ROWS; step++) {
            for (int measured = 0; measured <= 1; measured++) {
                Dataset data = data(c, order[step - 1]);
                Trainer trainer = Trainer.of(c.network.copy(), c.loss, c.descent).batchSize(1).seed(SEED).epochs(1)
                        .measureFlow(measured);
                NonFiniteException e = assertThrows(NonFiniteException.class, () -> trainer.fit(data));
                String place = (c.layer < 0 ? "" : "layer " + c.layer + ", ") + c.place;
                assertTrue(e.getMessage().startsWith("epoch 1, step " + step + ": "), step + ": " + e.getMessage());
                assertTrue(e.getMessage().contains(" first appeared in " + place + ";"), step + ": " + e.getMessage());
                assertEquals(List.of(1, step, c.layer, c.place), List.of(e.epoch(), e.step(), e.layer(), e.quantity()));
            }
        }
    }

    /** Without the one sample nothing overflows. */
    @ParameterizedTest
    @FieldSource("CASES")
    void theOthersAreHarmless(Case c) {
        List<Integer> steps = new ArrayList<>();
        Trainer.of(c.network.copy(), c.loss, c.descent).batchSize(1).seed(SEED).epochs(1).measureFlow(1)
                .callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        steps.add(report.step());
                    }
                }).fit(data(c, -1));
        assertEquals(ROWS, steps.size());
    }

    private static Dataset data(Case c, int bad) {
        Matrix features = Matrix.create(ROWS, 1);
        float[] targets = new float[ROWS];
        for (int r = 0; r < ROWS; r++) {
            float[] sample = r == bad ? c.bad : c.usual;
            features.set(r, 0, sample[0]);
            targets[r] = sample[1];
        }
        if (c.loss.equals(Loss.NEGATIVE_LOG_LIKELIHOOD)) {
            int[] classes = new int[ROWS];
            Arrays.setAll(classes, r -> (int) targets[r]);
            return Dataset.ofClasses(features, classes, List.of("a", "b"));
        }
        Matrix values = Matrix.create(ROWS, 1);
        for (int r = 0; r < ROWS; r++) {
            values.set(r, 0, targets[r]);
        }
        return Dataset.ofValues(features, values);
    }
}
