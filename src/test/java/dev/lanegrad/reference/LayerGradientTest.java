package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.testing.DoubleNetwork;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.SampleLayers;
import dev.lanegrad.testing.SampleLayers.Sample;
import dev.lanegrad.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole networks with each kind of layer, on the reference: outputs against the textbook's in {@code double}, and the
 * gradient of every parameter against central differences of those; see {@link ReferenceGradientTest}.
 */
class LayerGradientTest {
    private static final Kernels KERNELS = new ReferenceKernels();
    private static final int ROWS = 6;
    private static final int STEP = 3;
    private static final long SEED = 8;
    private static final double DELTA = 1e-5;
    /** Of outputs near one. */
    private static final double OUTPUT_TOLERANCE = 5e-6;
    /** Ten times what rounding makes of gradients that went through three normalisations, a hundredth of the gradients. */
    private static final double TOLERANCE = 2e-5;

    static List<Sample> samples() {
        return SampleLayers.all();
    }

    private static void assertNear(String what, double expected, double actual, double tolerance) {
        assertTrue(Math.abs(expected - actual) <= tolerance * (1 + Math.abs(expected)),
                () -> what + ": expected " + expected + ", got " + actual);
    }

    @Test
    void theGateCanFail() {
        assertNear("equal", 1, 1, 0);
        assertThrows(AssertionError.class, () -> assertNear("off", 1, 1.001, TOLERANCE));
        assertThrows(AssertionError.class, () -> assertNear("NaN", 1, Double.NaN, TOLERANCE));
    }

    /** The mean of half the squares of the outputs, whose targets are 0. */
    private static double loss(DoubleNetwork network, double[][] x) {
        double sum = 0;
        for (double[] row : network.forward(x)) {
            sum += Doubles.loss(Loss.MEAN_SQUARED_ERROR, row, new double[row.length]);
        }
        return sum / x.length;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void outputsAndGradients(Sample sample) {
        for (boolean training : new boolean[] {false, true}) {
            Matrix x = Samples.uniform(ROWS, SampleLayers.WIDTH, 4);
            Network network;
            DoubleNetwork exact;
            double[][] outputs;
            long seed = 20;
            do {
                network = SampleLayers.network(sample, seed++);
                exact = new DoubleNetwork(network, training, SEED, STEP);
                outputs = exact.forward(Doubles.of(x));
            } while (exact.nearestKink() < 100 * DELTA);
            Pass pass = training ? Pass.training(SEED, STEP) : Pass.EVALUATION;
            Workspace workspace = new Workspace(network, ROWS, KERNELS);
            Matrix y = workspace.forward(x, pass);
            String what = sample + " " + pass;
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < y.columns(); c++) {
                    assertNear(what + " output", outputs[r][c], y.get(r, c), OUTPUT_TOLERANCE);
                }
            }
            if (!training && !network.statistics().isEmpty()) {
                continue;
            }
            KERNELS.loss(Loss.MEAN_SQUARED_ERROR, y, new Targets.Values(Matrix.create(ROWS, y.columns())), 1f / ROWS,
                    Matrix.create(1, ROWS), workspace.outputGradient());
            workspace.backward(false);
            assertGradients(what, network, workspace, exact, Doubles.of(x));
        }
    }

    private static void assertGradients(String what, Network network, Workspace workspace, DoubleNetwork exact,
            double[][] x) {
        assertEquals(network.parameters().size(), workspace.gradients().size());
        for (int i = 0; i < network.parameters().size(); i++) {
            Parameter parameter = network.parameters().get(i);
            double[][] values = exact.values(parameter);
            Matrix gradient = workspace.gradients().get(i);
            for (int r = 0; r < values.length; r++) {
                for (int c = 0; c < values[r].length; c++) {
                    double old = values[r][c];
                    values[r][c] = old + DELTA;
                    double above = loss(exact, x);
                    values[r][c] = old - DELTA;
                    double below = loss(exact, x);
                    values[r][c] = old;
                    assertNear(what + ", " + parameter.name() + "[" + r + ", " + c + "]", (above - below) / (2 * DELTA),
                            gradient.get(r, c), TOLERANCE);
                }
            }
        }
    }
}
