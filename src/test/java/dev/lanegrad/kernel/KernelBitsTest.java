package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Canaries;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Raw;
import dev.lanegrad.testing.Twins;
import java.util.ArrayList;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * The promise of the library: every operation of the vector kernels has the bits of the scalar reference, at every
 * vector width, for all shapes, layouts and values. Shapes are biased to the tails of vectors, tiles and blocks.
 */
@Tag("bits")
class KernelBitsTest {
    /** The most terms of one block of the matmul. */
    private static final int BLOCK = 512;

    /** Rows of one block of the matmul. */
    private static final int BLOCK_ROWS = 288;

    /** Enough terms to meet every path, few enough for a scalar reference. */
    private static final long MAX_TERMS = 2_500_000;

    private record Shape(int rows, int in, int out) {
        static Shape limited(int rows, int in, int out) {
            return new Shape(Math.clamp(MAX_TERMS / ((long) in * out), 1, rows), in, out);
        }
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(1, 20)),
                Tuple.of(6, Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65)),
                Tuple.of(2, Arbitraries.of(127, 128, 129)),
                Tuple.of(1, Arbitraries.integers().between(250, 300)));
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Combinators.combine(sizes(), sizes(), sizes()).as(Shape::limited);
    }

    /** Rows and columns of what goes element by element or row by row; {@code in} is not used. */
    @Provide
    Arbitrary<Shape> batches() {
        Arbitrary<Integer> rows = Arbitraries.of(1, 2, 3, 5, 8, 9);
        Arbitrary<Integer> columns = Arbitraries.oneOf(sizes(), Arbitraries.of(1000, 1023, 1025));
        return Combinators.combine(rows, columns).as((r, c) -> new Shape(r, 1, c));
    }

    /** A silent fall-back to another width would make three runs of one test. */
    @Example
    void theWidthIsTheOneAskedFor() {
        String asked = System.getProperty("lanegrad.vectorBits", Integer.toString(VectorSupport.bits()));
        assertEquals(asked, Integer.toString(VectorSupport.bits()));
        assertEquals(asked + "-bit vectors", Twins.VECTOR.description());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void dense(@ForAll("shapes") Shape shape, @ForAll long seed) {
        dense(shape, Draw.any(seed));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void inputGradient(@ForAll("shapes") Shape shape, @ForAll long seed) {
        inputGradient(shape, Draw.any(seed));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void weightGradient(@ForAll("shapes") Shape shape, @ForAll long seed) {
        weightGradient(shape, Draw.any(seed));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void biasGradient(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        float[] dz = draw.floats(shape.rows * shape.out);
        float[] db = draw.floats(shape.out);
        Twins.compare("overwriting", seed, (kernels, memory) -> kernels.biasGradient(
                memory.input(shape.rows, shape.out, dz), memory.output("db", 1, shape.out), false));
        Twins.compare("accumulating", seed, (kernels, memory) -> kernels.biasGradient(
                memory.input(shape.rows, shape.out, dz), memory.inOut("db", 1, shape.out, db), true));
    }

    /** Where the number of chains changes, and where they differ in length. */
    @Example
    void chains() {
        int[] rows = {1, 3, 4, 5, 8, 9, 13};
        for (int out : new int[] {1, 2, 10, 16, 17, 32, 33, 64, 65}) {
            for (int in : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 63, 65, 255, 257, 1000,
                1031}) {
                Shape shape = new Shape(rows[(in + out) % rows.length], in, out);
                dense(shape, Draw.plain(in));
                inputGradient(new Shape(shape.rows, out, in), Draw.plain(in));
                weightGradient(new Shape(in, shape.rows, out), Draw.plain(in));
            }
        }
    }

    /** More rows than one block has, with each height of tiles left over, packed before and on the way. */
    @Example
    void tilesOfEveryHeight() {
        for (int rest = 0; rest <= 12; rest++) {
            Shape shape = new Shape(BLOCK_ROWS + rest, 9, 70 + rest);
            dense(shape, Draw.plain(rest));
            inputGradient(new Shape(shape.rows, shape.out, 70), Draw.plain(rest));
            weightGradient(new Shape(9, shape.rows, shape.out), Draw.plain(rest));
            dense(new Shape(1 + rest, 2 * BLOCK + 9, 70 + rest), Draw.plain(rest));
        }
    }

    /** Sums that go on from one block of terms to the next, with each number of rows left over. */
    @Example
    void blocksOfTerms() {
        for (int terms : new int[] {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1}) {
            for (int rows : new int[] {1, 4, 5, 8, 15, 21}) {
                for (int out : new int[] {65, 70, 96}) {
                    dense(new Shape(rows, terms, out), Draw.plain(terms));
                    inputGradient(new Shape(rows, out, terms), Draw.plain(terms));
                    weightGradient(new Shape(terms, rows, out), Draw.plain(terms));
                    weightGradient(new Shape(terms, rows, 3), Draw.plain(terms));
                }
            }
        }
    }

    /** More rows than one block of packed rows. */
    @Example
    void blocksOfRows() {
        for (int rows : new int[] {BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, BLOCK_ROWS + 8, BLOCK_ROWS + 13,
            2 * BLOCK_ROWS + 5}) {
            dense(new Shape(rows, 20, 33), Draw.plain(rows));
            dense(new Shape(rows, 9, 66), Draw.plain(rows));
            inputGradient(new Shape(rows, 7, 40), Draw.plain(rows));
            weightGradient(new Shape(30, rows, 17), Draw.plain(rows));
        }
        dense(new Shape(BLOCK_ROWS + 3, BLOCK + 4, 67), Draw.plain(1));
        weightGradient(new Shape(BLOCK + 4, BLOCK_ROWS + 3, 66), Draw.plain(1));
    }

    private static void dense(Shape shape, Draw draw) {
        float[] x = draw.floats(shape.rows * shape.in);
        float[] weight = draw.floats(shape.in * shape.out);
        float[] bias = draw.floats(shape.out);
        Twins.compare("dense " + shape + " " + draw, draw.seed, (kernels, memory) -> kernels.dense(
                memory.input(shape.rows, shape.in, x), memory.input(shape.in, shape.out, weight),
                memory.input(1, shape.out, bias), memory.output("y", shape.rows, shape.out)));
    }

    private static void inputGradient(Shape shape, Draw draw) {
        float[] dz = draw.floats(shape.rows * shape.out);
        float[] weight = draw.floats(shape.in * shape.out);
        Twins.compare("input gradient " + shape + " " + draw, draw.seed, (kernels, memory) -> kernels.inputGradient(
                memory.input(shape.rows, shape.out, dz), memory.input(shape.in, shape.out, weight),
                memory.output("dx", shape.rows, shape.in)));
    }

    private static void weightGradient(Shape shape, Draw draw) {
        float[] x = draw.floats(shape.rows * shape.in);
        float[] dz = draw.floats(shape.rows * shape.out);
        float[] dw = draw.floats(shape.in * shape.out);
        String what = "weight gradient " + shape + " " + draw;
        // Overwriting starts from a matrix of NaN, which must leave no trace.
        Twins.compare(what, draw.seed, (kernels, memory) -> kernels.weightGradient(
                memory.input(shape.rows, shape.in, x), memory.input(shape.rows, shape.out, dz),
                memory.output("dw", shape.in, shape.out), false));
        Twins.compare(what + " accumulating", draw.seed, (kernels, memory) -> kernels.weightGradient(
                memory.input(shape.rows, shape.in, x), memory.input(shape.rows, shape.out, dz),
                memory.inOut("dw", shape.in, shape.out, dw), true));
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void activations(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] z = draw.floats(rows * columns);
        float[] dy = draw.floats(rows * columns);
        for (Activation f : Twins.activations()) {
            Twins.compare(f.text(), seed, (kernels, memory) -> kernels.activate(f, memory.input(rows, columns, z),
                    memory.output("y", rows, columns)));
            Twins.compare(f.text() + " in place", seed, (kernels, memory) -> {
                Matrix y = memory.inOut("y", rows, columns, z);
                kernels.activate(f, y, y);
            });
            // What is kept need not come from a forward pass to have defined bits.
            Twins.compare(f.text() + " gradient", seed, (kernels, memory) -> kernels.activationGradient(f,
                    memory.input(rows, columns, z), memory.input(rows, columns, dy),
                    memory.output("dz", rows, columns)));
            Twins.compare(f.text() + " gradient in place", seed, (kernels, memory) -> {
                Matrix dz = memory.inOut("dz", rows, columns, dy);
                kernels.activationGradient(f, memory.input(rows, columns, z), dz, dz);
            });
        }
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void biasedActivations(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] z = draw.floats(rows * columns);
        float[] bias = draw.floats(columns);
        for (Activation f : Twins.activations()) {
            Twins.compare(f.text() + " with bias", seed,
                    (kernels, memory) -> kernels.activate(f, memory.input(rows, columns, z),
                            memory.input(1, columns, bias), memory.output("y", rows, columns)));
            Twins.compare(f.text() + " with bias, in place", seed, (kernels, memory) -> {
                Matrix y = memory.inOut("y", rows, columns, z);
                kernels.activate(f, y, memory.input(1, columns, bias), y);
            });
        }
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void elementaryFunctions(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] x = draw.floats(rows * columns);
        for (Elementary f : Elementary.values()) {
            Twins.compare(f.label(), seed, (kernels, memory) -> kernels.apply(f, memory.input(rows, columns, x),
                    memory.output("y", rows, columns)));
            Twins.compare(f.label() + " in place", seed, (kernels, memory) -> {
                Matrix y = memory.inOut("y", rows, columns, x);
                kernels.apply(f, y, y);
            });
        }
    }

    /** Rows of more than one block of a sum, with tails of the last one. */
    @Example
    void rowsOfSeveralBlocks() {
        for (int columns : new int[] {4095, 4096, 4097, 8191, 8192, 8193, 12_300, 100_003}) {
            float[] z = Draw.plain(columns).floats(columns);
            float[] dy = Draw.plain(~columns).floats(columns);
            for (Activation f : Activation.rowwise()) {
                Twins.compare(f.text() + " of " + columns, columns, (kernels, memory) -> {
                    Matrix y = memory.output("y", 1, columns);
                    kernels.activate(f, memory.input(1, columns, z), y);
                    kernels.activationGradient(f, y, memory.input(1, columns, dy), memory.output("dz", 1, columns));
                });
            }
        }
    }

    /** In-place use needs the same elements; with one row, leading dimensions do not count. */
    @Example
    void inPlaceThroughTwoViewsOfOneRow() {
        float[] z = Draw.plain(3).floats(37);
        for (Activation f : Twins.activations()) {
            Twins.compare(f.text(), 3, (kernels, memory) -> {
                Matrix y = memory.inOut("y", 1, 37, z);
                kernels.activate(f, Matrix.wrap(y.segment(), 1, 37, 99), y);
                kernels.activationGradient(f, memory.input(1, 37, z), y, Matrix.wrap(y.segment(), 1, 37, 50));
            });
        }
    }

    /**
     * A sum of products that all underflow to -0 is -0; padding the tail of its row with a product of zeros would make
     * it +0. The gradient of the last element shows the sum's sign.
     */
    @Example
    void aTailLeavesTheOtherLanesAlone() {
        for (int columns : new int[] {15, 16, 17, 18, 23, 24, 25, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65}) {
            float[] y = new float[columns];
            float[] dy = new float[columns];
            Arrays.fill(y, 1e-30f);
            Arrays.fill(dy, -1e-30f);
            y[columns - 1] = 0.5f;
            dy[columns - 1] = -0f;
            Twins.compare("softmax gradient of " + columns, columns, (kernels, memory) -> kernels.activationGradient(
                    Activation.SOFTMAX, memory.input(1, columns, y), memory.input(1, columns, dy),
                    memory.output("dz", 1, columns)));
        }
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void losses(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] prediction = draw.floats(rows * columns);
        float scale = draw.random.nextInt(4) == 0 ? draw.floats(1)[0] : 1f / rows;
        List<Loss> losses = new ArrayList<>(Twins.losses(columns));
        losses.add(draw.huber());
        losses.add(draw.classWeights(columns));
        losses.add(new SmoothL1(draw.magnitude()));
        losses.add(new BinaryCrossEntropy(List.of(draw.magnitude())));
        for (Loss loss : losses) {
            for (TargetForm form : TargetForm.values()) {
                if (form == TargetForm.CLASSES && !loss.allowsClasses()) {
                    continue;
                }
                int[] labels = draw.random.ints(rows + 2, 0, columns).toArray();
                if (loss instanceof Loss.OfClasses f && draw.random.nextBoolean()) {
                    labels[draw.random.nextInt(rows)] = f.ignoreIndex();
                }
                float[] values = form.values(draw, rows, columns);
                String what = loss.text() + " " + form + " scale " + scale + " " + draw;
                Twins.compare(what, seed, (kernels, memory) -> kernels.loss(loss,
                        memory.input(rows, columns, prediction), form.targets(memory, rows, columns, values, labels),
                        scale, memory.output("loss", 1, rows), memory.output("gradient", rows, columns)));
                Twins.compare(what + " in place", seed, (kernels, memory) -> {
                    Matrix gradient = memory.inOut("gradient", rows, columns, prediction);
                    kernels.loss(loss, gradient, form.targets(memory, rows, columns, values, labels), scale,
                            memory.output("loss", 1, rows), gradient);
                });
            }
        }
    }

    /** What targets look like; all but CLASSES are matrices. */
    private enum TargetForm {
        ANY, ONE_HOT, SOFT, CLASSES;

        float[] values(Draw draw, int rows, int columns) {
            float[] values = this == ANY ? draw.floats(rows * columns) : new float[rows * columns];
            for (int r = 0; r < rows && this != ANY; r++) {
                int hot = draw.random.nextInt(columns);
                values[r * columns + hot] = this == SOFT ? 0.75f : 1f;
                values[r * columns + (hot + 1) % columns] += this == SOFT ? 0.25f : 0f;
            }
            return values;
        }

        Targets targets(Canaries memory, int rows, int columns, float[] values, int[] labels) {
            return this == CLASSES
                    ? new Targets.Classes(labels, rows)
                    : new Targets.Values(memory.input(rows, columns, values));
        }
    }

    /** The class index has its own path through the vector code. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aClassIndexHasTheBitsOfItsOneHotRow(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] prediction = draw.floats(rows * columns);
        int[] labels = draw.random.ints(rows, 0, columns).toArray();
        float[] oneHot = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            oneHot[r * columns + labels[r]] = 1;
        }
        List<Loss> losses = new ArrayList<>(Twins.losses(columns));
        losses.add(draw.classWeights(columns));
        losses.removeIf(f -> !f.allowsClasses() || Arrays.stream(labels).anyMatch(f::ignores));
        for (Loss loss : losses) {
            BiConsumer<Kernels, Canaries> byIndex = (k, memory) -> k.loss(loss,
                    memory.input(rows, columns, prediction), new Targets.Classes(labels, rows), 1f / rows,
                    memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
            BiConsumer<Kernels, Canaries> byRow = (k, memory) -> k.loss(loss,
                    memory.input(rows, columns, prediction), new Targets.Values(memory.input(rows, columns, oneHot)),
                    1f / rows, memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
            for (Kernels kernels : new Kernels[] {Twins.REFERENCE, Twins.VECTOR}) {
                Twins.compare(kernels.description() + " " + loss.text() + " " + draw, kernels, byRow, kernels, byIndex,
                        seed);
            }
            Twins.compare(loss.text() + " " + draw, seed, byIndex);
        }
    }

    /** Class weights of 1 are none; the sum of soft targets is rounded, so only their loss must stay as it is. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void weightsOfOneHaveTheBitsOfNone(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] prediction = draw.floats(rows * columns);
        int[] labels = draw.random.ints(rows, 0, columns).toArray();
        float[] soft = TargetForm.SOFT.values(draw, rows, columns);
        Twins.compare("weights of 1, " + draw,
                Twins.REFERENCE, (k, memory) -> ones(k, memory, Loss.SOFTMAX_CROSS_ENTROPY, prediction, labels, soft),
                Twins.VECTOR, (k, memory) -> ones(k, memory, new SoftmaxCrossEntropy(Collections.nCopies(columns, 1f)),
                        prediction, labels, soft),
                seed);
    }

    private static void ones(Kernels kernels, Canaries memory, Loss loss, float[] prediction, int[] labels, float[] soft) {
        int rows = labels.length;
        int columns = prediction.length / rows;
        kernels.loss(loss, memory.input(rows, columns, prediction), new Targets.Classes(labels, rows), 1f / rows,
                memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
        kernels.loss(loss, memory.input(rows, columns, prediction), new Targets.Values(memory.input(rows, columns, soft)),
                1f / rows, memory.output("loss of soft targets", 1, rows), memory.place(rows, columns));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void optimizers(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] parameter = draw.floats(rows * columns);
        float[][] gradients = {draw.floats(rows * columns), draw.floats(rows * columns)};
        long first = new long[] {1, 2, 7, 1000, 1_000_000, Long.MAX_VALUE - 1}[draw.random.nextInt(6)];
        boolean fresh = draw.random.nextBoolean();
        for (Optimizer optimizer : Twins.optimizers()) {
            float[][] state = new float[optimizer.stateCount()][];
            for (int i = 0; i < state.length; i++) {
                state[i] = fresh ? new float[rows * columns] : draw.floats(rows * columns);
            }
            Twins.compare(optimizer + " from step " + first + " " + draw, seed, (kernels, memory) -> {
                Matrix p = memory.inOut("parameter", rows, columns, parameter);
                Matrix[] states = new Matrix[state.length];
                for (int i = 0; i < states.length; i++) {
                    states[i] = memory.inOut("state " + i, rows, columns, state[i]);
                }
                for (int t = 0; t < gradients.length; t++) {
                    kernels.update(optimizer, first + t, p, memory.input(rows, columns, gradients[t]), states);
                }
            });
        }
    }

    /** The flat loop over all elements needs every matrix without gaps, which random layouts seldom give. */
    @Example
    void contiguousMatrices() {
        for (int rows : new int[] {1, 2, 5}) {
            for (int columns : new int[] {1, 3, 15, 16, 17, 31, 33, 65}) {
                Draw draw = Draw.plain(columns);
                float[] a = draw.floats(rows * columns);
                float[] b = draw.floats(rows * columns);
                Twins.compare(rows + " x " + columns, 1, (kernels, memory) -> {
                    for (Optimizer optimizer : Twins.optimizers()) {
                        Matrix parameter = flat(memory, rows, columns, a);
                        Matrix[] state = new Matrix[optimizer.stateCount()];
                        Arrays.setAll(state, i -> flat(memory, rows, columns, new float[rows * columns]));
                        kernels.update(optimizer, 1, parameter, flat(memory, rows, columns, b), state);
                        memory.inOut(optimizer.toString(), rows, columns, parameter.toArray());
                    }
                    for (Activation f : Twins.activations()) {
                        Matrix y = flat(memory, rows, columns, a);
                        kernels.activate(f, flat(memory, rows, columns, a), y);
                        memory.inOut(f.text(), rows, columns, y.toArray());
                        Matrix dz = flat(memory, rows, columns, b);
                        kernels.activationGradient(f, y, dz, dz);
                        memory.inOut(f.text() + " gradient", rows, columns, dz.toArray());
                    }
                });
            }
        }
    }

    private static Matrix flat(Canaries memory, int rows, int columns, float[] values) {
        Matrix matrix = memory.place(rows, columns, 0, 4);
        matrix.copyFrom(values);
        return matrix;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void standardize(@ForAll("batches") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = shape.rows;
        int columns = shape.out;
        float[] x = draw.floats(rows * columns);
        float[] mean = draw.floats(columns);
        float[] factor = draw.floats(columns);
        Twins.compare("standardize " + draw, seed, (kernels, memory) -> {
            Matrix m = memory.input(1, columns, mean);
            Matrix f = memory.input(1, columns, factor);
            kernels.standardize(memory.input(rows, columns, x), m, f, memory.output("y", rows, columns));
            Matrix inPlace = memory.inOut("in place", rows, columns, x);
            kernels.standardize(inPlace, m, f, inPlace);
            Matrix from = memory.input(rows, columns, x);
            Matrix to = memory.output("on segments", rows, columns);
            Raw in = Raw.of(memory, from);
            Raw out = Raw.of(memory, to);
            kernels.standardize(in.matrix().segment(), in.offset(), in.stride(), m, f, out.matrix().segment(), out.offset(),
                    out.stride(), rows);
            to.copyFrom(out.rows(rows));
        });
    }

    /** A frozen layer has the bits of dense and activate, for the whole batch and row by row. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void frozenLayers(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = Math.min(shape.rows, 40);
        float[] x = draw.floats(rows * shape.in);
        float[] weight = draw.floats(shape.in * shape.out);
        float[] bias = draw.floats(shape.out);
        for (Activation f : Activation.all()) {
            BiConsumer<Kernels, Canaries> layered = (kernels, memory) -> {
                Matrix y = memory.output("y", rows, shape.out);
                kernels.dense(memory.input(rows, shape.in, x), memory.input(shape.in, shape.out, weight),
                        memory.input(1, shape.out, bias), y);
                kernels.activate(f, y, y);
                memory.inOut("row by row", rows, shape.out, y.toArray());
            };
            BiConsumer<Kernels, Canaries> frozen = (kernels, memory) -> {
                Matrix w = memory.place(shape.in, shape.out);
                Matrix b = memory.place(1, shape.out);
                w.copyFrom(weight);
                b.copyFrom(bias);
                FrozenDense layer = kernels.freeze(w, b, f);
                w.fill(Float.NaN);
                b.fill(Float.NaN);
                assertEquals(shape.in, layer.inputs());
                assertEquals(shape.out, layer.outputs());
                assertTrue(layer.bytes() >= (shape.in + 1L) * shape.out * Float.BYTES);
                Raw in = Raw.of(memory, memory.input(rows, shape.in, x));
                Raw out = Raw.of(memory, memory.place(rows, shape.out));
                kernels.forward(layer, in.matrix().segment(), in.offset(), in.stride(), out.matrix().segment(), out.offset(),
                        out.stride(), rows);
                memory.inOut("y", rows, shape.out, out.rows(rows).toArray());
                out.rows(rows).fill(Float.NaN);
                for (int r = 0; r < rows; r++) {
                    kernels.forward(layer, in.matrix().segment(), in.row(r), 1000 + r, out.matrix().segment(), out.row(r),
                            2000 + r, 1);
                }
                memory.inOut("row by row", rows, shape.out, out.rows(rows).toArray());
            };
            String what = "frozen " + f.text() + " " + draw;
            Twins.compare(what, Twins.REFERENCE, layered, Twins.VECTOR, frozen, seed);
            Twins.compare(what, Twins.REFERENCE, layered, Twins.REFERENCE, frozen, seed);
        }
    }

    /** Weights of fewer bits: the reference, which rounds number by number, against packed ones. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void weightsOfFewerBits(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = Draw.any(seed);
        int rows = Math.min(shape.rows, 20);
        float[] x = draw.floats(rows * shape.in);
        float[] bias = draw.floats(shape.out);
        for (WeightFormat format : WeightFormat.values()) {
            float[] weight = draw.floats(shape.in * shape.out);
            for (int i = 0; i < weight.length; i++) {
                weight[i] = format != WeightFormat.INT8 || Float.isFinite(weight[i]) ? weight[i] : 0.5f;
            }
            for (int batch : new int[] {1, 2, rows}) {
                int count = Math.min(batch, rows);
                Twins.compare(format + " weights, " + count + " rows, " + draw, seed, (kernels, memory) -> {
                    FrozenDense layer = kernels.freeze(memory.input(shape.in, shape.out, weight),
                            memory.input(1, shape.out, bias), Activation.RELU, format, Arena.ofAuto());
                    Matrix in = memory.input(rows, shape.in, x).rows(0, count);
                    Matrix out = memory.output("y", count, shape.out);
                    kernels.forward(layer, in.segment(), 0, in.leadingDimension(), out.segment(), 0, out.leadingDimension(),
                            count);
                });
            }
        }
    }

    /** Memory of a caller need not even be aligned to floats. */
    @Example
    void addressesThatAreNoMultipleOfFour() {
        Draw draw = Draw.plain(7);
        float[] x = draw.floats(9 * 21);
        float[] weight = draw.floats(21 * 35);
        float[] bias = draw.floats(35);
        Twins.compare("misaligned", 7, (kernels, memory) -> {
            Matrix xs = memory.place(9, 21, 3, 5);
            Matrix ws = memory.place(21, 35, 1, 2);
            Matrix ys = memory.place(9, 35, 2, 7);
            xs.copyFrom(x);
            ws.copyFrom(weight);
            kernels.dense(xs, ws, memory.input(1, 35, bias), ys);
            kernels.activate(Activation.TANH, ys, ys);
            memory.inOut("y", 9, 35, ys.toArray());
        });
    }

    /** The comparison itself must be able to fail: on values, and on what lies around them. */
    @Example
    void aWrongKernelIsCaught() {
        BiConsumer<Kernels, Canaries> right = (kernels, memory) -> memory.output("y", 2, 3).fill(1);
        assertThrows(AssertionError.class, () -> Twins.compare("value", Twins.REFERENCE, right, Twins.VECTOR,
                (kernels, memory) -> {
                    Matrix y = memory.output("y", 2, 3);
                    y.fill(1);
                    y.set(1, 2, Math.nextUp(1f));
                }, 1));
        assertThrows(AssertionError.class, () -> Twins.compare("not written", Twins.REFERENCE, right, Twins.VECTOR,
                (kernels, memory) -> memory.output("y", 2, 3).columns(0, 2).fill(1), 1));
        assertThrows(AssertionError.class,
                () -> Twins.compare("no outputs", 1, (kernels, memory) -> memory.place(1, 1)));
        assertThrows(AssertionError.class, () -> Twins.compare("gap", Twins.REFERENCE, right, Twins.VECTOR,
                (kernels, memory) -> {
                    memory.output("y", 2, 3).fill(1);
                    Matrix other = memory.place(2, 3, 1, 4);
                    Matrix.wrap(other.segment(), 1, 4, 4).set(0, 3, 0);
                }, 1));
    }

    /** Where a test's values come from. */
    private record Draw(long seed, Floats.Kind kind, SplittableRandom random) {
        /** Every second draw mixes kinds from array to array, the others use one kind alone. */
        static Draw any(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Floats.Kind[] kinds = Floats.Kind.values();
            return new Draw(seed, random.nextBoolean() ? null : kinds[random.nextInt(kinds.length)], random);
        }

        static Draw plain(long seed) {
            return new Draw(seed, Floats.Kind.PLAIN, new SplittableRandom(seed));
        }

        float[] floats(int count) {
            return kind == null ? Floats.any(random, count) : Floats.array(random, kind, count);
        }

        /** A delta of any size. */
        Loss huber() {
            float delta = Math.abs(floats(1)[0]);
            return new Huber(delta > 0 && delta < Float.POSITIVE_INFINITY ? delta : Float.MIN_VALUE);
        }

        /** One finite magnitude of any size. */
        float magnitude() {
            float magnitude = Math.abs(floats(1)[0]);
            return Float.isFinite(magnitude) ? magnitude : 1;
        }

        /** Finite magnitudes of any size. */
        Loss classWeights(int classes) {
            List<Float> weights = new ArrayList<>();
            for (float weight : floats(classes)) {
                weights.add(Float.isFinite(weight) ? Math.abs(weight) : 1);
            }
            return new SoftmaxCrossEntropy(weights);
        }

        @Override
        public String toString() {
            return (kind == null ? "mixed" : kind) + " values of seed " + seed;
        }
    }
}
