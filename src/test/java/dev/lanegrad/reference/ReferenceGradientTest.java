package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.ThresholdedRelu;
import dev.lanegrad.activation.Softplus;
import dev.lanegrad.activation.Selu;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.activation.HardTanh;
import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.HardSigmoid;
import dev.lanegrad.activation.Elu;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Hinge;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.LogCosh;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.Outputs;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SquaredHinge;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/**
 * Gradients of the reference against central differences of the formulas in {@code double} ({@link Doubles}).
 *
 * <p>With a step of 1e-4 the difference is within about 1e-8 of the derivative, and float gradients of numbers near one
 * are within some 1e-7: so the tolerance of 2e-6 sees a wrong sign, factor, index or term, not rounding. The functions
 * with a kink (relu, leaky relu) have no derivative there: elements within {@link #KINK} of it are skipped, and their
 * number is bounded.
 */
class ReferenceGradientTest {
    private static final Kernels KERNELS = new ReferenceKernels();

    private static final double STEP = 1e-4;

    private static final double TOLERANCE = 2e-6;

    /** Ten steps: no difference reaches over a kink. */
    private static final double KINK = 1e-3;

    /** No random output comes as near to a kink as one that an activation of (almost) no slope holds there. */
    private static final double HELD = 1e-30;

    private static void assertGradient(String what, double expected, float actual) {
        if (!(Math.abs(actual - expected) <= TOLERANCE * (1 + Math.abs(expected)))) {
            throw new AssertionError(what + ": the difference quotient is " + expected + ", the gradient " + actual);
        }
    }

    /** Central difference of a function of values[i]. */
    private static double difference(double[] values, int i, DoubleSupplier function) {
        double old = values[i];
        values[i] = old + STEP;
        double above = function.getAsDouble();
        values[i] = old - STEP;
        double below = function.getAsDouble();
        values[i] = old;
        return (above - below) / (2 * STEP);
    }

    @Test
    void theGateCanFail() {
        assertGradient("equal", 1, 1);
        assertThrows(AssertionError.class, () -> assertGradient("relative", 1, 1.00001f));
        assertThrows(AssertionError.class, () -> assertGradient("small", 0, 1e-5f));
        assertThrows(AssertionError.class, () -> assertGradient("sign", 0.1, -0.1f));
        assertThrows(AssertionError.class, () -> assertGradient("NaN", 1, Float.NaN));
        assertThrows(AssertionError.class, () -> assertGradient("NaN", Double.NaN, 1));
        assertThrows(AssertionError.class, () -> assertGradient("Inf", 1, Float.POSITIVE_INFINITY));
        double[] x = {3, 5};
        assertEquals(10, difference(x, 1, () -> x[0] + x[1] * x[1]), 1e-7);
    }

    /** Where the slope, or the value itself, jumps. */
    private static double[] kinks(Activation activation) {
        return switch (activation) {
            case Relu f -> new double[] {0};
            case Relu6 f -> new double[] {0, 6};
            case LeakyRelu f -> new double[] {0};
            case ThresholdedRelu f -> new double[] {f.threshold()};
            case Elu f -> new double[] {0};
            case Selu f -> new double[] {0};
            case Softplus f -> new double[] {f.threshold() / f.beta()};
            case HardSigmoid f -> new double[] {-f.beta() / f.alpha(), (1 - f.beta()) / f.alpha()};
            case HardSwish f -> new double[] {-3, 3};
            case HardTanh f -> new double[] {f.min(), f.max()};
            default -> new double[0];
        };
    }

    private static boolean nearKink(Activation f, double z) {
        return Arrays.stream(kinks(f)).anyMatch(kink -> Math.abs(z - kink) < KINK);
    }

    static Matrix values(SplittableRandom random, int rows, int columns, float range) {
        float[] values = Floats.plain(random, rows * columns);
        for (int i = 0; i < values.length; i++) {
            values[i] *= range;
        }
        return Matrix.of(rows, columns, values);
    }

    @Test
    void activations() {
        SplittableRandom random = new SplittableRandom(1);
        for (Activation f : Twins.activations()) {
            int skipped = 0;
            for (int width : new int[] {1, 2, 5, 17, 40}) {
                Matrix z = values(random, 4, width, 6);
                Matrix dy = values(random, 4, width, 1);
                Matrix y = Matrix.create(4, width);
                Matrix dz = Matrix.create(4, width);
                KERNELS.activate(f, z, y);
                KERNELS.activationGradient(f, f.keeps() == Activation.Keeps.INPUT ? z : y, dy, dz);
                for (int r = 0; r < 4; r++) {
                    double[] zs = Doubles.of(z)[r];
                    double[] weights = Doubles.of(dy)[r];
                    for (int c = 0; c < width; c++) {
                        if (nearKink(f, zs[c])) {
                            skipped++;
                            continue;
                        }
                        double expected = difference(zs, c, () -> dot(weights, Doubles.activate(f, zs)));
                        assertGradient(f.text() + " at " + z.get(r, c), expected, dz.get(r, c));
                    }
                }
            }
            assertTrue(skipped <= 5, skipped + " of 260 points of " + f.text() + " were skipped");
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** What is skipped above: the derivative at zero is the one from below, as in PyTorch. */
    @Test
    void derivativesAtTheKink() {
        for (float zero : new float[] {0f, -0f}) {
            assertEquals(0f, ScalarActivations.gradient(new Relu(), zero, 3));
            assertEquals(0.75f, ScalarActivations.gradient(new LeakyRelu(0.25f), zero, 3));
        }
        assertEquals(3f, ScalarActivations.gradient(new Relu(), Float.MIN_VALUE, 3));
        assertEquals(3f, ScalarActivations.gradient(new LeakyRelu(0.25f), Float.MIN_VALUE, 3));
        assertEquals(0.75f, ScalarActivations.gradient(new LeakyRelu(0.25f), -Float.MIN_VALUE, 3));
    }

    /** Targets of every form that a loss allows; one-hot rows stand for class indices. */
    private record Goal(String name, Targets targets, double[][] rows) {
        static List<Goal> of(SplittableRandom random, Loss loss, int rows, int columns) {
            List<Goal> goals = new ArrayList<>();
            Matrix any = Matrix.create(rows, columns);
            Matrix soft = Matrix.create(rows, columns);
            Matrix oneHot = Matrix.create(rows, columns);
            int[] labels = random.ints(rows, 0, columns).toArray();
            for (int r = 0; r < rows; r++) {
                oneHot.set(r, labels[r], 1);
                for (int c = 0; c < columns; c++) {
                    any.set(r, c, (random.nextInt(256) + 0.5f) / 256);
                    soft.set(r, c, 1f / columns);
                }
            }
            List.of(any, soft, oneHot).forEach(matrix -> Samples.toTargets(loss, matrix));
            goals.add(new Goal("soft", new Targets.Values(soft), Doubles.of(soft)));
            goals.add(new Goal("one-hot", new Targets.Values(oneHot), Doubles.of(oneHot)));
            if (loss.allowsClasses()) {
                goals.add(new Goal("classes", new Targets.Classes(labels, rows), Doubles.of(oneHot)));
            } else {
                goals.add(new Goal("any", new Targets.Values(any), Doubles.of(any)));
            }
            return goals;
        }

        /** The loss of a prediction for a row, nothing if the row is to be ignored. */
        double loss(Loss loss, double[] y, int row) {
            return targets instanceof Targets.Classes classes && loss.ignores(classes.labels()[row])
                    ? 0
                    : Doubles.loss(loss, y, rows[row]);
        }
    }

    @Test
    void losses() {
        SplittableRandom random = new SplittableRandom(2);
        float scale = 0.25f;
        int points = 0;
        int skipped = 0;
        for (int width : new int[] {1, 2, 10, 19}) {
            for (Loss loss : Twins.losses(width)) {
                for (Goal goal : Goal.of(random, loss, 4, width)) {
                    Matrix prediction = predictions(random, loss, 4, width);
                    Matrix gradient = Matrix.create(4, width);
                    KERNELS.loss(loss, prediction, goal.targets(), scale, Matrix.create(1, 4), gradient);
                    for (int r = 0; r < 4; r++) {
                        double[] ys = Doubles.of(prediction)[r];
                        int row = r;
                        for (int c = 0; c < width; c++) {
                            points++;
                            if (kinkDistance(loss, ys[c], goal.rows()[r][c]) < KINK) {
                                skipped++;
                                continue;
                            }
                            double expected = scale * difference(ys, c, () -> goal.loss(loss, ys, row));
                            assertGradient(loss.text() + " " + goal.name() + " of " + width, expected,
                                    gradient.get(r, c));
                        }
                    }
                }
            }
        }
        assertTrue(skipped <= points / 500, skipped + " of " + points + " points were skipped");
    }

    /** Predictions of a loss's kind, away from the poles of logarithms, where a difference says little. */
    private static Matrix predictions(SplittableRandom random, Loss loss, int rows, int columns) {
        Matrix matrix = values(random, rows, columns, 5);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float value = matrix.get(r, c);
                matrix.set(r, c, switch (loss.outputs()) {
                    case VALUES, LOG_RATES, LOGITS, CLASS_LOGITS -> value;
                    case RATES -> 0.5f + Math.abs(value);
                    case PROBABILITIES -> 0.5f + 0.06f * value;
                    case CLASS_LOG_PROBABILITIES -> -Math.abs(value);
                });
            }
        }
        return matrix;
    }

    /** How far a prediction is from where the loss or its gradient has a kink. */
    private static double kinkDistance(Loss loss, double y, double t) {
        return switch (loss) {
            case MeanAbsoluteError f -> Math.abs(y - t);
            case Huber f -> Math.abs(Math.abs(y - t) - f.delta());
            case SmoothL1 f -> Math.abs(Math.abs(y - t) - f.beta());
            case Hinge f -> Math.abs(1 - t * y);
            case SquaredHinge f -> Math.abs(1 - t * y);
            case MeanSquaredError f -> Double.POSITIVE_INFINITY;
            case LogCosh f -> Double.POSITIVE_INFINITY;
            case BinaryCrossEntropy f -> Double.POSITIVE_INFINITY;
            case ProbabilityCrossEntropy f -> Double.POSITIVE_INFINITY;
            case KullbackLeibler f -> Double.POSITIVE_INFINITY;
            case Poisson f -> Double.POSITIVE_INFINITY;
            case Loss.OfClasses f -> Double.POSITIVE_INFINITY;
        };
    }

    /** What is skipped above: at the target the gradient of the absolute error is zero, as in PyTorch. */
    @Test
    void lossGradientsAtTheKink() {
        Matrix y = Matrix.of(1, 3, 2, 2, 2);
        Targets t = new Targets.Values(Matrix.of(1, 3, 2, Math.nextUp(2f), Math.nextDown(2f)));
        Matrix gradient = Matrix.create(1, 3);
        KERNELS.loss(Loss.MEAN_ABSOLUTE_ERROR, y, t, 3, Matrix.create(1, 1), gradient);
        Bits.assertSame("mean absolute error", new float[] {0, -1, 1}, gradient.toArray());
    }

    /** The sum of y times fixed weights has the gradients that the backward pass gives for dz = these weights. */
    @Test
    void dense() {
        SplittableRandom random = new SplittableRandom(3);
        for (int[] shape : new int[][] {{1, 1, 1}, {3, 4, 2}, {2, 19, 3}, {5, 3, 18}}) {
            int rows = shape[0];
            Matrix x = values(random, rows, shape[1], 1);
            Matrix weight = values(random, shape[1], shape[2], 1);
            Matrix bias = values(random, 1, shape[2], 1);
            Matrix dz = values(random, rows, shape[2], 1);
            Matrix dx = Matrix.create(rows, shape[1]);
            Matrix dw = Matrix.create(shape[1], shape[2]);
            Matrix db = Matrix.create(1, shape[2]);
            KERNELS.inputGradient(dz, weight, dx);
            KERNELS.weightGradient(x, dz, dw, false);
            KERNELS.biasGradient(dz, db, false);
            double[][] xs = Doubles.of(x);
            double[][] ws = Doubles.of(weight);
            double[] bs = Doubles.of(bias)[0];
            DoubleSupplier sum = () -> {
                double total = 0;
                for (int r = 0; r < rows; r++) {
                    total += dot(Doubles.dense(xs[r], ws, bs), Doubles.of(dz)[r]);
                }
                return total;
            };
            assertGradients("dx", xs, sum, dx);
            assertGradients("dw", ws, sum, dw);
            assertGradients("db", new double[][] {bs}, sum, db);
        }
    }

    static void assertGradients(String what, double[][] values, DoubleSupplier function, Matrix gradient) {
        for (int r = 0; r < values.length; r++) {
            for (int c = 0; c < values[r].length; c++) {
                assertGradient(what + "[" + r + ", " + c + "]", difference(values[r], c, function), gradient.get(r, c));
            }
        }
    }

    /** Every activation in a hidden layer and, where the loss takes its values, in the last one, before every loss. */
    @Test
    void networks() {
        int networks = 0;
        for (Loss loss : Twins.losses(4)) {
            for (Activation hidden : Twins.activations()) {
                network(loss, hidden, last(loss));
                networks++;
                if (loss.outputs() == Outputs.VALUES) {
                    network(loss, Activation.TANH, hidden);
                    networks++;
                }
            }
        }
        long onValues = Twins.losses(4).stream().filter(loss -> loss.outputs() == Outputs.VALUES).count();
        assertEquals((Twins.losses(4).size() + onValues) * Twins.activations().size(), networks);
    }

    /** An activation without a kink that gives what a loss takes. */
    private static Activation last(Loss loss) {
        return switch (loss.outputs()) {
            case VALUES, LOGITS, CLASS_LOGITS -> Activation.IDENTITY;
            // The rates stay near one, and so do all derivatives of their exponential.
            case LOG_RATES -> Activation.TANH;
            case RATES, PROBABILITIES -> Activation.SIGMOID;
            case CLASS_LOG_PROBABILITIES -> Activation.LOG_SOFTMAX;
        };
    }

    private static void network(Loss loss, Activation hidden, Activation last) {
        int rows = 5;
        SplittableRandom random = new SplittableRandom(4);
        Network network;
        Matrix x;
        List<Goal> goals;
        // Weighted sums at a kink, or steps that cross it, would prove nothing: take the first seed without them.
        do {
            network = network(random, hidden, last);
            x = values(random, rows, 3, 1);
            goals = Goal.of(random, loss, rows, 4);
        } while (Math.min(nearestKink(network, Doubles.of(x)), nearestKink(network, Doubles.of(x), loss, goals)) < KINK
                * 10);
        for (Goal goal : goals) {
            Workspace workspace = new Workspace(network, rows, KERNELS);
            Matrix prediction = workspace.forward(x);
            KERNELS.loss(loss, prediction, goal.targets(), 1f / rows, Matrix.create(1, rows),
                    workspace.outputGradient());
            workspace.backward(false);
            List<double[][]> parameters = network.parameters().stream().map(p -> Doubles.of(p.value())).toList();
            double[][] xs = Doubles.of(x);
            Network described = network;
            DoubleSupplier mean = () -> {
                double sum = 0;
                for (int r = 0; r < rows; r++) {
                    sum += goal.loss(loss, forward(described, parameters, xs[r], new double[1]), r);
                }
                return sum / rows;
            };
            for (int i = 0; i < parameters.size(); i++) {
                assertGradients(loss.text() + " " + goal.name() + ", " + network + ", "
                        + network.parameters().get(i).name(), parameters.get(i), mean, workspace.gradients().get(i));
            }
        }
    }

    private static Network network(SplittableRandom random, Activation hidden, Activation last) {
        return Network.of(List.of(layer(random, "first", 3, 5, hidden), layer(random, "second", 5, 4, hidden),
                layer(random, "last", 4, 4, last)));
    }

    private static Dense layer(SplittableRandom random, String name, int in, int out, Activation activation) {
        return new Dense(new Parameter(name + ".weight", values(random, in, out, 1)),
                new Parameter(name + ".bias", values(random, 1, out, 0.5f)), activation);
    }

    private static double nearestKink(Network network, double[][] xs) {
        List<double[][]> parameters = network.parameters().stream().map(p -> Doubles.of(p.value())).toList();
        double[] nearest = {Double.POSITIVE_INFINITY};
        for (double[] x : xs) {
            forward(network, parameters, x, nearest);
        }
        return nearest[0];
    }

    /** The same for the loss. An output that a flat activation holds at a kink stays there, however the weights move. */
    private static double nearestKink(Network network, double[][] xs, Loss loss, List<Goal> goals) {
        List<double[][]> parameters = network.parameters().stream().map(p -> Doubles.of(p.value())).toList();
        double nearest = Double.POSITIVE_INFINITY;
        for (Goal goal : goals) {
            for (int r = 0; r < xs.length; r++) {
                double[] y = forward(network, parameters, xs[r], new double[1]);
                for (int c = 0; c < y.length; c++) {
                    double distance = kinkDistance(loss, y[c], goal.rows()[r][c]);
                    nearest = distance < HELD ? nearest : Math.min(nearest, distance);
                }
            }
        }
        return nearest;
    }

    /** The output of one row; nearest[0] becomes the least distance of a weighted sum from a kink. */
    private static double[] forward(Network network, List<double[][]> parameters, double[] x, double[] nearest) {
        double[] values = x;
        for (int i = 0; i < network.layers().size(); i++) {
            Activation f = ((Dense) network.layers().get(i)).activation();
            double[] z = Doubles.dense(values, parameters.get(2 * i), parameters.get(2 * i + 1)[0]);
            for (double kink : kinks(f)) {
                for (double v : z) {
                    nearest[0] = Math.min(nearest[0], Math.abs(v - kink));
                }
            }
            values = Doubles.activate(f, z);
        }
        return values;
    }
}
