package dev.lanegrad.spec;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Twins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pins the order of summation and the bits that follow from it. A failure here is no bug in itself: it says that
 * results have changed for users, which needs an entry in the change log and a new {@link SummationOrder#VERSION}.
 */
class SummationOrderTest {
    @Test
    void chains() {
        int[][] table = { // terms, outputs, chains
            {1, 1, 1}, {15, 1, 1}, {16, 1, 4}, {31, 1, 4}, {32, 1, 8}, {1_000_000, 1, 8},
            {31, 2, 4}, {32, 2, 8}, {64, 10, 8}, {128, 10, 8}, {31, 16, 4}, {32, 16, 8}, {784, 16, 8},
            {15, 17, 1}, {16, 17, 4}, {784, 17, 4}, {16, 32, 4}, {784, 32, 4},
            {7, 33, 1}, {8, 33, 1}, {784, 33, 1}, {784, 64, 1},
            {1, 65, 1}, {784, 65, 1}, {784, 128, 1}, {1_000_000, 1_000_000, 1},
            {Integer.MAX_VALUE, 1, 8}, {Integer.MAX_VALUE, Integer.MAX_VALUE, 1}};
        for (int[] row : table) {
            assertEquals(row[2], SummationOrder.chains(row[0], row[1]),
                    () -> row[0] + " terms, " + row[1] + " outputs");
        }
        assertEquals(16, SummationOrder.LANES);
        assertEquals(4, SummationOrder.MIN_CHAINS);
        assertEquals(8, SummationOrder.MAX_CHAINS);
        assertEquals(5, SummationOrder.VERSION);
    }

    @Test
    void chainsAreAPowerOfTwoAndNeverEmpty() {
        for (int terms = 1; terms < 300; terms++) {
            for (int outputs = 1; outputs < 80; outputs++) {
                int chains = SummationOrder.chains(terms, outputs);
                boolean several = chains >= SummationOrder.MIN_CHAINS && chains <= SummationOrder.MAX_CHAINS;
                assertTrue(chains == 1 || (several && Integer.bitCount(chains) == 1), "chains " + chains);
                assertTrue(chains <= terms, chains + " chains of " + terms + " terms");
            }
        }
    }

    @Test
    void chainsPartitionTheTerms() {
        for (int chains = 1; chains <= SummationOrder.MAX_CHAINS; chains *= 2) {
            for (int terms = chains; terms < 100; terms++) {
                int[] count = new int[chains];
                for (int i = 0; i < terms; i++) {
                    count[i % chains]++;
                }
                for (int s = 0; s < chains; s++) {
                    assertEquals(count[s], SummationOrder.termsOfChain(terms, chains, s),
                            "chain " + s + " of " + chains + " over " + terms + " terms");
                }
                assertEquals(terms, Arrays.stream(count).sum());
            }
        }
    }

    /** Multiples of 1/1024 in [-2, 2) from the bits of an integer hash: exact on every platform. */
    private static Matrix numbers(int rows, int columns, int salt) {
        Matrix matrix = Matrix.create(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int hash = ((r * 1009 + c) * 31 + salt) * 0x9E3779B1;
                matrix.set(r, c, (((hash ^ (hash >>> 15)) * 0x85EBCA6B) >> 20) / 1024f);
            }
        }
        return matrix;
    }

    /** FNV-1a, 64 bits, over the bits of the elements, a 32-bit word a step. */
    private static String hash(Matrix... matrices) {
        long hash = 0xcbf29ce484222325L;
        for (Matrix matrix : matrices) {
            for (float value : matrix.toArray()) {
                hash = (hash ^ (Float.floatToIntBits(value) & 0xFFFF_FFFFL)) * 0x100000001b3L;
            }
        }
        return Long.toHexString(hash);
    }

    /** A fixed computation, and the hash of its results. */
    private enum Golden {
        /** One, four and eight chains, equal and unequal; more terms than one block. */
        PRODUCTS("a7a38cdfa649e46b", kernels -> {
            int[][] shapes = {{1, 1, 1}, {3, 7, 2}, {5, 33, 10}, {2, 16, 17}, {9, 40, 33}, {4, 300, 65}, {12, 100, 3}};
            Matrix[] results = new Matrix[4 * shapes.length];
            for (int i = 0; i < shapes.length; i++) {
                Matrix x = numbers(shapes[i][0], shapes[i][1], 1);
                Matrix weight = numbers(shapes[i][1], shapes[i][2], 2);
                Matrix bias = numbers(1, shapes[i][2], 3);
                Matrix dz = numbers(shapes[i][0], shapes[i][2], 4);
                kernels.standardize(x, Matrix.create(1, x.columns()), thirds(x.columns()), x);
                kernels.standardize(dz, Matrix.create(1, dz.columns()), thirds(dz.columns()), dz);
                results[4 * i] = Matrix.create(x.rows(), weight.columns());
                results[4 * i + 1] = Matrix.create(x.rows(), x.columns());
                results[4 * i + 2] = numbers(weight.rows(), weight.columns(), 5);
                results[4 * i + 3] = numbers(1, weight.columns(), 6);
                kernels.dense(x, weight, bias, results[4 * i]);
                kernels.inputGradient(dz, weight, results[4 * i + 1]);
                kernels.weightGradient(x, dz, results[4 * i + 2], true);
                kernels.biasGradient(dz, results[4 * i + 3], true);
            }
            return results;
        }),
        /** A frozen layer of eight chains. */
        FROZEN("4310d69c1248e40a", kernels -> {
            FrozenDense layer = kernels.freeze(numbers(50, 13, 1), numbers(1, 13, 2), Activation.RELU);
            Matrix x = numbers(6, 50, 3);
            Matrix y = Matrix.create(6, 13);
            kernels.forward(layer, x.segment(), 0, 50, y.segment(), 0, 13, 6);
            return new Matrix[] {y};
        }),
        /** Values and gradients of the element-wise activations. */
        ELEMENTWISE("8860c9e6745db240", kernels -> Activation.all().stream()
                .filter(f -> f instanceof Activation.Elementwise)
                .map(f -> {
                    Matrix y = Matrix.create(3, 100);
                    Matrix dz = numbers(3, 100, 2);
                    kernels.activate(f, numbers(3, 100, 1), y);
                    kernels.activationGradient(f, y, dz, dz);
                    return new Matrix[] {y, dz};
                }).flatMap(Arrays::stream).toArray(Matrix[]::new)),
        /** Virtual lanes: rows shorter and longer than 16. */
        SOFTMAX("b558e70e14909046", kernels -> {
            Matrix[] results = new Matrix[8];
            int[] widths = {3, 16, 37, 1000};
            for (int i = 0; i < widths.length; i++) {
                results[2 * i] = Matrix.create(2, widths[i]);
                results[2 * i + 1] = numbers(2, widths[i], 2);
                kernels.activate(Activation.SOFTMAX, numbers(2, widths[i], 1), results[2 * i]);
                kernels.activationGradient(Activation.SOFTMAX, results[2 * i], results[2 * i + 1], results[2 * i + 1]);
            }
            return results;
        }),
        /** Row losses and gradients. */
        LOSSES("4e5cb4f65219960d", kernels -> losses(kernels, Loss.MEAN_SQUARED_ERROR, Loss.BINARY_CROSS_ENTROPY,
                Loss.SOFTMAX_CROSS_ENTROPY)),
        /** Losses that are linear far from the target. */
        ROBUST_LOSSES("6f17be4610ef8726", kernels -> losses(kernels, Loss.MEAN_ABSOLUTE_ERROR, Loss.HUBER, new Huber(0.3f))),
        /** Targets that are weighted first, and their sum. */
        CLASS_WEIGHTS("cc399e758f61bc2e", kernels -> losses(kernels, Twins.classWeights(21))),
        /** Every loss that is none of the above, on numbers that round. */
        OTHER_LOSSES("a7e9b65bd77dee8c",
                kernels -> losses(kernels, Loss.SMOOTH_L1, Loss.LOG_COSH, new BinaryCrossEntropy(List.of(3f)),
                        Loss.PROBABILITY_CROSS_ENTROPY, new SoftmaxCrossEntropy(List.of(), 7, 0.1f),
                        Loss.NEGATIVE_LOG_LIKELIHOOD,
                        Loss.KULLBACK_LEIBLER, new KullbackLeibler(true), Loss.HINGE, Loss.SQUARED_HINGE, Loss.POISSON,
                        new Poisson(false, 0.3f))),
        /** Two steps of the optimizers that were there first. */
        FIRST_OPTIMIZERS("52fc26178e21ae29",
                kernels -> updates(kernels,
                        List.of(Optimizer.sgd(0.01f), Optimizer.momentum(0.01f, 0.9f), Optimizer.adam(0.001f)))),
        /** Two steps of every optimizer. */
        OPTIMIZERS("fa15987a0d056a12", kernels -> updates(kernels, Optimizer.all()));

        private final String hash;
        @SuppressWarnings("ImmutableEnumChecker") // Lambdas that capture nothing.
        private final Function<Kernels, Matrix[]> computation;

        Golden(String hash, Function<Kernels, Matrix[]> computation) {
            this.hash = hash;
            this.computation = computation;
        }

        /** Factors that make every product round. */
        private static Matrix thirds(int columns) {
            Matrix factor = Matrix.create(1, columns);
            factor.fill(1 / 3f);
            return factor;
        }

        /** Parameters and states after two steps of each optimizer. */
        private static Matrix[] updates(Kernels kernels, List<Optimizer> optimizers) {
            return optimizers.stream().map(optimizer -> {
                Matrix[] results = new Matrix[1 + optimizer.stateCount()];
                Arrays.setAll(results, i -> i == 0 ? numbers(3, 19, 1) : Matrix.create(3, 19));
                Matrix[] state = Arrays.copyOfRange(results, 1, results.length);
                kernels.update(optimizer, 1, results[0], numbers(3, 19, 2), state);
                kernels.update(optimizer, 2, results[0], numbers(3, 19, 3), state);
                return results;
            }).flatMap(Arrays::stream).toArray(Matrix[]::new);
        }

        /** Row losses and gradients of each loss for values and, where it allows them, for class indices. */
        private static Matrix[] losses(Kernels kernels, Loss... losses) {
            List<Matrix> results = new ArrayList<>();
            for (Loss loss : losses) {
                loss(kernels, loss, new Targets.Values(numbers(4, 21, 2)), results);
                if (loss.allowsClasses()) {
                    loss(kernels, loss, new Targets.Classes(new int[] {0, 20, 7, 16}, 4), results);
                }
            }
            return results.toArray(Matrix[]::new);
        }

        private static void loss(Kernels kernels, Loss loss, Targets targets, List<Matrix> results) {
            Matrix rowLoss = Matrix.create(1, 4);
            Matrix gradient = Matrix.create(4, 21);
            kernels.loss(loss, numbers(4, 21, 1), targets, 0.25f, rowLoss, gradient);
            results.add(rowLoss);
            results.add(gradient);
        }

        void check(Kernels kernels) {
            assertEquals(hash, SummationOrderTest.hash(computation.apply(kernels)), () -> "the bits of " + this
                    + " have changed");
        }
    }

    @Test
    void goldenBitsOfTheReference() {
        check(Twins.REFERENCE);
    }

    @Test
    @Tag("bits")
    void goldenBitsOfTheVectorKernels() {
        check(Twins.VECTOR);
    }

    private static void check(Kernels kernels) {
        assertAll(kernels.description(), Arrays.stream(Golden.values()).map(golden -> () -> golden.check(kernels)));
    }

    /** A hash that misses a changed bit would pin nothing; inputs with few distinct values would round nowhere. */
    @Test
    void theHashSeesOneBit() {
        Matrix matrix = numbers(7, 9, 1);
        String before = hash(matrix);
        assertEquals(before, hash(numbers(7, 9, 1)));
        for (int r = 0; r < 7; r++) {
            for (int c = 0; c < 9; c++) {
                float old = matrix.get(r, c);
                matrix.set(r, c, Math.nextUp(old));
                assertNotEquals(before, hash(matrix));
                matrix.set(r, c, old);
            }
        }
        assertEquals(before, hash(matrix));
        assertNotEquals(before, hash(numbers(7, 9, 2)));
        assertNotEquals(hash(Matrix.of(1, 1, 0f)), hash(Matrix.of(1, 1, -0f)));
        float[] values = numbers(50, 50, 1).toArray();
        Arrays.sort(values);
        assertTrue(values[0] >= -2 && values[0] < -1.9 && values[2499] > 1.9 && values[2499] < 2,
                values[0] + " to " + values[2499]);
        assertTrue(Math.abs(values[1250]) < 0.2, "median " + values[1250]);
    }
}
