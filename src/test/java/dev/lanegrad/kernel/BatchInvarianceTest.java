package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A row's result is a function of that row and of the layer's shape: not of the rows around it, their number, or the
 * row's place among them. And a batch's gradient is the same whether it is computed at once or in parts.
 */
@Tag("bits")
class BatchInvarianceTest {
    /** More than one block of rows of the matmul (144), and rows left over. */
    static final int ROWS = 275;

    /** One row, the row kernel's most (4), a tile (8) and its neighbours, more than a block. */
    private static final int[] COUNTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 20, 31, 64, 257};

    static final List<Kernels> BOTH = List.of(Twins.REFERENCE, Twins.VECTOR);

    static Matrix plain(SplittableRandom random, int rows, int columns) {
        return Matrix.of(rows, columns, Floats.plain(random, rows * columns));
    }

    /** Computes rows {@code from} to {@code from + count - 1} of a batch alone. */
    interface RowOperation {
        float[] run(Kernels kernels, int from, int count);
    }

    /** Every part of the batch has the bits that it has in the whole batch. */
    static void invariant(String what, RowOperation operation) {
        float[] whole = operation.run(Twins.REFERENCE, 0, ROWS);
        int width = whole.length / ROWS;
        Bits.assertSame(what + " of the whole batch", width, whole, operation.run(Twins.VECTOR, 0, ROWS));
        for (int count : COUNTS) {
            // Every place modulo 8 for single rows, fewer for larger parts; always the last place.
            for (int from = 0; from <= ROWS - count; from += Math.max(1, Math.min(ROWS - count - from, 7 * count))) {
                check(what, operation, whole, width, from, count);
            }
        }
        for (int from = 250; from < ROWS; from++) {
            check(what, operation, whole, width, from, 1);
        }
    }

    private static void check(String what, RowOperation operation, float[] whole, int width, int from, int count) {
        Bits.assertSame(what + ", rows " + from + " to " + (from + count - 1), width,
                Arrays.copyOfRange(whole, from * width, (from + count) * width),
                operation.run(Twins.VECTOR, from, count));
    }

    @Test
    void products() {
        SplittableRandom random = new SplittableRandom(1);
        for (int[] shape : new int[][] {{1, 1}, {20, 1}, {33, 10}, {40, 17}, {65, 33}, {31, 65}, {300, 70}}) {
            int in = shape[0];
            int out = shape[1];
            Matrix x = plain(random, ROWS, in);
            Matrix dz = plain(random, ROWS, out);
            Matrix weight = plain(random, in, out);
            Matrix bias = plain(random, 1, out);
            invariant("dense " + in + " x " + out, (kernels, from, count) -> {
                Matrix y = Matrix.create(count, out);
                kernels.dense(x.rows(from, count), weight, bias, y);
                return y.toArray();
            });
            invariant("input gradient " + in + " x " + out, (kernels, from, count) -> {
                Matrix dx = Matrix.create(count, in);
                kernels.inputGradient(dz.rows(from, count), weight, dx);
                return dx.toArray();
            });
            invariant("frozen " + in + " x " + out, (kernels, from, count) -> {
                FrozenDense layer = kernels.freeze(weight, bias, Activation.SOFTMAX);
                Matrix y = Matrix.create(count, out);
                kernels.forward(layer, x.segment(), x.offset(from, 0), in, y.segment(), 0, out, count);
                return y.toArray();
            });
        }
    }

    @Test
    void activations() {
        SplittableRandom random = new SplittableRandom(2);
        for (int width : new int[] {1, 7, 16, 33}) {
            Matrix z = Matrix.of(ROWS, width, Floats.array(random, Floats.Kind.FEW_SPECIALS, ROWS * width));
            Matrix dy = plain(random, ROWS, width);
            for (Activation f : Twins.activations()) {
                invariant(f.text(), (kernels, from, count) -> {
                    Matrix y = Matrix.create(count, width);
                    kernels.activate(f, z.rows(from, count), y);
                    return y.toArray();
                });
                invariant(f.text() + " gradient", (kernels, from, count) -> {
                    Matrix dz = Matrix.create(count, width);
                    kernels.activationGradient(f, z.rows(from, count), dy.rows(from, count), dz);
                    return dz.toArray();
                });
            }
        }
    }

    @Test
    void losses() {
        SplittableRandom random = new SplittableRandom(3);
        int width = 19;
        Matrix prediction = plain(random, ROWS, width);
        Matrix values = plain(random, ROWS, width);
        int[] labels = random.ints(ROWS, 0, width).toArray();
        for (Loss loss : Twins.losses(width)) {
            for (boolean classes : new boolean[] {false, true}) {
                if (classes && !loss.allowsClasses()) {
                    continue;
                }
                invariant(loss.text(), (kernels, from, count) -> {
                    // One more column than the gradient: the row's loss.
                    Matrix result = Matrix.create(count, width + 1);
                    Matrix rowLoss = Matrix.create(1, count);
                    Targets targets = classes
                            ? new Targets.Classes(Arrays.copyOfRange(labels, from, from + count), count)
                            : new Targets.Values(values.rows(from, count));
                    kernels.loss(loss, prediction.rows(from, count), targets, 1f / ROWS, rowLoss,
                            result.columns(0, width));
                    for (int r = 0; r < count; r++) {
                        result.set(r, width, rowLoss.get(0, r));
                    }
                    return result.toArray();
                });
            }
        }
    }

    @Test
    void standardize() {
        SplittableRandom random = new SplittableRandom(4);
        Matrix x = plain(random, ROWS, 21);
        Matrix mean = plain(random, 1, 21);
        Matrix factor = plain(random, 1, 21);
        invariant("standardize", (kernels, from, count) -> {
            Matrix y = Matrix.create(count, 21);
            kernels.standardize(x.rows(from, count), mean, factor, y);
            return y.toArray();
        });
    }

    /** The whole way through a network, in one workspace that has seen other batches before. */
    @SuppressWarnings("ReferenceEquality") // The workspace that belongs to this instance of the kernels.
    @Test
    void networks() {
        SplittableRandom random = new SplittableRandom(5);
        Network network = Network.input(20).dense(70, Activation.RELU).dense(33, Activation.TANH)
                .dense(17, Activation.LEAKY_RELU).dense(9, Activation.SIGMOID).dense(5, Activation.SOFTMAX).build(7);
        Matrix x = plain(random, ROWS, 20);
        Workspace reference = new Workspace(network, ROWS, Twins.REFERENCE);
        Workspace vector = new Workspace(network, ROWS, Twins.VECTOR);
        invariant(network.toString(), (kernels, from, count) -> (kernels == Twins.VECTOR ? vector : reference)
                .forward(x.rows(from, count)).toArray());
    }

    /** Parts of every size, and cuts around the matmul's block of terms, which here are rows. */
    @Test
    void accumulatedGradientsAreThoseOfTheWholeBatch() {
        SplittableRandom random = new SplittableRandom(6);
        for (int[] shape : new int[][] {{1, 1}, {5, 17}, {9, 65}, {33, 10}}) {
            Matrix x = plain(random, ROWS, shape[0]);
            Matrix dz = plain(random, ROWS, shape[1]);
            Matrix dw = Matrix.create(shape[0], shape[1]);
            Matrix db = Matrix.create(1, shape[1]);
            Twins.REFERENCE.weightGradient(x, dz, dw, false);
            Twins.REFERENCE.biasGradient(dz, db, false);
            for (Kernels kernels : BOTH) {
                for (int part : new int[] {1, 2, 7, 8, 64, 255, 256, 257, ROWS}) {
                    Matrix partDw = Matrix.create(shape[0], shape[1]);
                    Matrix partDb = Matrix.create(1, shape[1]);
                    partDw.fill(Float.NaN);
                    partDb.fill(Float.NaN);
                    for (int from = 0; from < ROWS; from += part) {
                        int count = Math.min(part, ROWS - from);
                        kernels.weightGradient(x.rows(from, count), dz.rows(from, count), partDw, from > 0);
                        kernels.biasGradient(dz.rows(from, count), partDb, from > 0);
                    }
                    String what = kernels.description() + " in parts of " + part;
                    Bits.assertSame(what + ": dw", dw, partDw);
                    Bits.assertSame(what + ": db", db, partDb);
                }
            }
        }
    }

    /** The loss's scale is that of the effective batch, so micro-batches give the bits of the whole batch. */
    @Test
    void microBatchesOfANetwork() {
        SplittableRandom random = new SplittableRandom(7);
        int rows = 45;
        Network network = Network.input(12).dense(34, Activation.TANH).dense(17, Activation.RELU).dense(3).build(8);
        Matrix x = plain(random, rows, 12);
        int[] labels = random.ints(rows, 0, 3).toArray();
        List<Matrix> whole = gradients(network, Twins.REFERENCE, x, labels, rows);
        for (Kernels kernels : BOTH) {
            for (int part : new int[] {1, 4, 9, 16, 44, rows}) {
                List<Matrix> parts = gradients(network, kernels, x, labels, part);
                assertEquals(6, parts.size());
                for (int i = 0; i < parts.size(); i++) {
                    Bits.assertSame(kernels.description() + " in parts of " + part + ": "
                            + network.parameters().get(i).name(), whole.get(i), parts.get(i));
                }
            }
        }
    }

    private static List<Matrix> gradients(Network network, Kernels kernels, Matrix x, int[] labels, int part) {
        Workspace workspace = new Workspace(network, part, kernels);
        for (int from = 0; from < x.rows(); from += part) {
            int count = Math.min(part, x.rows() - from);
            Matrix logits = workspace.forward(x.rows(from, count));
            kernels.loss(Loss.SOFTMAX_CROSS_ENTROPY, logits,
                    new Targets.Classes(Arrays.copyOfRange(labels, from, from + count), count), 1f / x.rows(),
                    Matrix.create(1, count), workspace.outputGradient());
            workspace.backward(from > 0);
        }
        return workspace.gradients();
    }
}
