package dev.lanegrad.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.train.Evaluation;
import dev.lanegrad.train.Trainer;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Facts that every textbook states, on both implementations. */
class TextbookTest {
    static List<Supplier<Kernels>> kernels() {
        return List.of(VectorSupport::kernels, ReferenceKernels::new);
    }

    private static Dense layer(Matrix weight, Matrix bias, Activation activation) {
        return new Dense(new Parameter("w", weight), new Parameter("b", bias), activation);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void oneNeuron(Supplier<Kernels> kernels) {
        Dense neuron = layer(Matrix.of(1, 1, -1.5f), Matrix.of(1, 1, 1f), Activation.RELU);
        Matrix x = Matrix.of(1, 1, 2f);
        Matrix z = Matrix.create(1, 1);
        kernels.get().dense(x, neuron.weight().value(), neuron.bias().value(), z);
        assertEquals(-2f, z.get(0, 0));
        Matrix y = new Workspace(Network.of(List.of(neuron)), 1, kernels.get()).forward(x);
        assertEquals(0f, y.get(0, 0));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void twoLinearLayersAreOneWithTheProductOfTheirWeights(Supplier<Kernels> kernels) {
        // Small integers, so that every product and sum is exact and the two sides can be equal to the bit.
        Matrix first = Matrix.of(2, 3, 1, -2, 3, 4, 0, -1);
        Matrix second = Matrix.of(3, 2, 2, 1, -1, 5, 0, 3);
        Matrix product = Matrix.of(2, 2, 4, 0, 8, 1);
        Matrix zeros3 = Matrix.create(1, 3);
        Matrix zeros2 = Matrix.create(1, 2);
        Network two = Network.of(List.of(layer(first, zeros3, Activation.IDENTITY),
                layer(second, zeros2, Activation.IDENTITY)));
        Network one = Network.of(List.of(layer(product, zeros2, Activation.IDENTITY)));
        Matrix x = Matrix.of(4, 2, 1, 2, -3, 4, 5, -6, 0, 7);
        Matrix a = new Workspace(two, 4, kernels.get()).forward(x);
        Matrix b = new Workspace(one, 4, kernels.get()).forward(x);
        for (int r = 0; r < 4; r++) {
            for (int c = 0; c < 2; c++) {
                assertEquals(b.get(r, c), a.get(r, c));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void exclusiveOrNeedsAHiddenLayer(Supplier<Kernels> kernels) {
        Dataset xor = Samples.xor();
        Network deep = Network.input(2).dense(8, Activation.TANH).dense(1).build(1);
        Trainer.of(deep, Loss.BINARY_CROSS_ENTROPY, Optimizer.adam(0.05f)).epochs(300).fullBatch().kernels(kernels)
                .fit(xor);
        double deepLoss = Evaluation.of(deep, Loss.BINARY_CROSS_ENTROPY, xor, kernels.get()).loss();
        assertTrue(deepLoss < 0.05, "loss with a hidden layer: " + deepLoss);

        Network linear = Network.input(2).dense(1).build(1);
        Trainer.of(linear, Loss.BINARY_CROSS_ENTROPY, Optimizer.adam(0.05f)).epochs(300).fullBatch().kernels(kernels)
                .fit(xor);
        double linearLoss = Evaluation.of(linear, Loss.BINARY_CROSS_ENTROPY, xor, kernels.get()).loss();
        // No line separates the classes; the best that remains is probability 1/2 everywhere, a loss of ln 2.
        assertTrue(linearLoss > 0.69, "loss without a hidden layer: " + linearLoss);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gradientsVanishInDeepSigmoidNetworksOnly(Supplier<Kernels> kernels) {
        double sigmoid = firstToLastGradient(Activation.SIGMOID, kernels.get());
        double relu = firstToLastGradient(Activation.RELU, kernels.get());
        assertTrue(sigmoid < 1e-4, "sigmoid: first layer's gradient / last layer's = " + sigmoid);
        assertTrue(relu > 1e-2, "relu: first layer's gradient / last layer's = " + relu);
    }

    private static double firstToLastGradient(Activation activation, Kernels kernels) {
        Network.Builder builder = Network.input(16);
        for (int i = 0; i < 10; i++) {
            builder.dense(16, activation);
        }
        Network network = builder.dense(3).build(7);
        Dataset data = Samples.classes(64, 16, 3, 1);
        Workspace workspace = new Workspace(network, 64, kernels);
        Matrix prediction = workspace.forward(data.features());
        kernels.loss(Loss.SOFTMAX_CROSS_ENTROPY, prediction, data.targets(), 1f / 64, Matrix.create(1, 64),
                workspace.outputGradient());
        workspace.backward(false);
        List<Matrix> gradients = workspace.gradients();
        return norm(gradients.getFirst()) / norm(gradients.get(gradients.size() - 4));
    }

    private static double norm(Matrix matrix) {
        double sum = 0;
        for (float value : matrix.toArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void oneStepOfGradientDescent(Supplier<Kernels> kernels) {
        // y = w x + b with w = 2, b = 1 at x = 3: y = 7, target 5, so dL/dy = 2 (7 - 5) = 4, dw = 12, db = 4.
        Matrix weight = Matrix.of(1, 1, 2f);
        Matrix bias = Matrix.of(1, 1, 1f);
        Network network = Network.of(List.of(layer(weight, bias, Activation.IDENTITY)));
        Trainer.of(network, Loss.MEAN_SQUARED_ERROR, Optimizer.sgd(0.25f)).epochs(1).fullBatch().kernels(kernels)
                .fit(Dataset.ofValues(Matrix.of(1, 1, 3f), Matrix.of(1, 1, 5f)));
        assertEquals(2f - 0.25f * 12f, weight.get(0, 0));
        assertEquals(1f - 0.25f * 4f, bias.get(0, 0));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void lossesByHand(Supplier<Kernels> kernels) {
        Matrix rowLoss = Matrix.create(1, 1);
        Matrix gradient = Matrix.create(1, 2);
        Matrix logits = Matrix.of(1, 2, 0, 0);
        kernels.get().loss(Loss.SOFTMAX_CROSS_ENTROPY, logits, new Targets.Classes(new int[] {1}, 1), 1, rowLoss, gradient);
        assertEquals((float) Math.log(2), rowLoss.get(0, 0));
        assertEquals(0.5f, gradient.get(0, 0));
        assertEquals(-0.5f, gradient.get(0, 1));
        kernels.get().loss(Loss.BINARY_CROSS_ENTROPY, logits, new Targets.Values(Matrix.of(1, 2, 1, 0)), 1, rowLoss,
                gradient);
        assertEquals((float) Math.log(2), rowLoss.get(0, 0));
        assertEquals(-0.25f, gradient.get(0, 0));
        kernels.get().loss(Loss.MEAN_SQUARED_ERROR, logits, new Targets.Values(Matrix.of(1, 2, 1, 3)), 1, rowLoss, gradient);
        assertEquals(5f, rowLoss.get(0, 0));
        assertEquals(-3f, gradient.get(0, 1));
    }

    /** Differences of 0.25, -3, 0 and 5, one row of four outputs. */
    @ParameterizedTest
    @MethodSource("kernels")
    void robustLossesByHand(Supplier<Kernels> kernels) {
        Matrix y = Matrix.of(1, 4, 1.25f, -1, 7, 6);
        Targets t = new Targets.Values(Matrix.of(1, 4, 1, 2, 7, 1));
        Matrix rowLoss = Matrix.create(1, 1);
        Matrix gradient = Matrix.create(1, 4);
        kernels.get().loss(Loss.MEAN_ABSOLUTE_ERROR, y, t, 1, rowLoss, gradient);
        assertEquals((0.25f + 3 + 0 + 5) / 4, rowLoss.get(0, 0));
        Bits.assertSame("gradient", new float[] {0.25f, -0.25f, 0, 0.25f}, gradient.toArray());
        // Halves of squares up to 2; beyond it 2 (3 - 1) = 4 and 2 (5 - 1) = 8.
        kernels.get().loss(new Huber(2), y, t, 1, rowLoss, gradient);
        assertEquals((0.03125f + 4 + 0 + 8) / 4, rowLoss.get(0, 0));
        Bits.assertSame("gradient", new float[] {0.0625f, -0.5f, 0, 0.5f}, gradient.toArray());
        // At delta itself the two formulas meet: 3 * 3 / 2 = 3 (3 - 3 / 2); 5 is beyond.
        kernels.get().loss(new Huber(3), y, t, 0.5f, rowLoss, gradient);
        assertEquals((0.03125f + 4.5f + 0 + 10.5f) / 4, rowLoss.get(0, 0));
        Bits.assertSame("gradient", new float[] {0.03125f, -0.375f, 0, 0.375f}, gradient.toArray());
    }

    /** Probabilities of 1/2, 1/4 and 1/4; weights of 1, 6 and 0. */
    @ParameterizedTest
    @MethodSource("kernels")
    void classWeightsByHand(Supplier<Kernels> kernels) {
        Loss loss = new SoftmaxCrossEntropy(List.of(1f, 6f, 0f));
        float ln2 = (float) Math.log(2);
        Matrix z = Matrix.of(3, 3, ln2, 0, 0, ln2, 0, 0, ln2, 0, 0);
        Matrix rowLoss = Matrix.create(1, 3);
        Matrix gradient = Matrix.create(3, 3);
        kernels.get().loss(loss, z, new Targets.Classes(new int[] {0, 1, 2}, 3), 1f / 7, rowLoss, gradient);
        assertArrayEquals(new float[] {ln2, 6 * 2 * ln2, 0}, rowLoss.toArray(), 1e-5f);
        assertArrayEquals(new float[] {-0.5f / 7, 0.25f / 7, 0.25f / 7, 3f / 7, -4.5f / 7, 1.5f / 7, 0, 0, 0},
                gradient.toArray(), 1e-6f);
        // Halves of two classes; weighted, these are (0.5, 3, 0), (0.5, 0, 0) and (0, 3, 0).
        Matrix t = Matrix.of(3, 3, 0.5f, 0.5f, 0, 0.5f, 0, 0.5f, 0, 0.5f, 0.5f);
        kernels.get().loss(loss, z, new Targets.Values(t), 1, rowLoss, gradient);
        assertArrayEquals(new float[] {0.5f * ln2 + 3 * 2 * ln2, 0.5f * ln2, 3 * 2 * ln2}, rowLoss.toArray(), 1e-5f);
        assertArrayEquals(new float[] {3.5f / 2 - 0.5f, 3.5f / 4 - 3, 3.5f / 4, 0.25f - 0.5f, 0.125f, 0.125f, 1.5f,
            0.75f - 3, 0.75f}, gradient.toArray(), 1e-5f);
    }

    /** A NaN shows in the loss and in its own element of the gradient; an infinite error pulls like any large one. */
    @ParameterizedTest
    @MethodSource("kernels")
    void robustLossesOfWhatIsNotFinite(Supplier<Kernels> kernels) {
        for (Loss loss : List.of(Loss.MEAN_ABSOLUTE_ERROR, Loss.HUBER)) {
            Matrix y = Matrix.of(2, 2, Float.NaN, 3, Float.NEGATIVE_INFINITY, -0f);
            Matrix rowLoss = Matrix.create(1, 2);
            Matrix gradient = Matrix.create(2, 2);
            kernels.get().loss(loss, y, new Targets.Values(Matrix.create(2, 2)), 1, rowLoss, gradient);
            Bits.assertSame("loss", new float[] {Float.NaN, Float.POSITIVE_INFINITY}, rowLoss.toArray());
            Bits.assertSame("gradient", new float[] {Float.NaN, 0.5f, -0.5f, -0f}, gradient.toArray());
        }
    }
}
