package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Canaries;
import dev.lanegrad.testing.Raw;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * The promise of the library: every operation of the vector kernels has the bits of the scalar reference, at every
 * vector width, for all shapes, layouts and values. Shapes are biased to the tails of vectors, tiles and blocks.
 */
@Tag("bits")
class KernelBitsTest {
    @Provide
    Arbitrary<KernelShape> shapes() {
        return KernelShape.ofLayers();
    }

    @Provide
    Arbitrary<KernelShape> batches() {
        return KernelShape.ofBatches();
    }

    /** A silent fall-back to another width would make three runs of one test. */
    @Example
    void theWidthIsTheOneAskedFor() {
        String asked = System.getProperty("lanegrad.vectorBits", Integer.toString(VectorSupport.bits()));
        assertEquals(asked, Integer.toString(VectorSupport.bits()));
        assertEquals(asked + "-bit vectors", Twins.VECTOR.description());
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void activations(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
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
    void biasedActivations(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
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
    void elementaryFunctions(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
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
            float[] z = KernelDraw.plain(columns).floats(columns);
            float[] dy = KernelDraw.plain(~columns).floats(columns);
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
        float[] z = KernelDraw.plain(3).floats(37);
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

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void optimizers(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
        float[] parameter = draw.floats(rows * columns);
        float[][] gradients = {draw.floats(rows * columns), draw.floats(rows * columns)};
        long first = new long[] {1, 2, 7, 1000, 1_000_000, Long.MAX_VALUE - 1}[draw.random().nextInt(6)];
        boolean fresh = draw.random().nextBoolean();
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
                KernelDraw draw = KernelDraw.plain(columns);
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
    void standardize(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
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
    void frozenLayers(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = Math.min(shape.rows(), 40);
        float[] x = draw.floats(rows * shape.in());
        float[] weight = draw.floats(shape.in() * shape.out());
        float[] bias = draw.floats(shape.out());
        for (Activation f : Activation.all()) {
            BiConsumer<Kernels, Canaries> layered = (kernels, memory) -> {
                Matrix y = memory.output("y", rows, shape.out());
                kernels.dense(memory.input(rows, shape.in(), x), memory.input(shape.in(), shape.out(), weight),
                        memory.input(1, shape.out(), bias), y);
                kernels.activate(f, y, y);
                memory.inOut("row by row", rows, shape.out(), y.toArray());
            };
            BiConsumer<Kernels, Canaries> frozen = (kernels, memory) -> {
                Matrix w = memory.place(shape.in(), shape.out());
                Matrix b = memory.place(1, shape.out());
                w.copyFrom(weight);
                b.copyFrom(bias);
                FrozenDense layer = kernels.freeze(w, b, f);
                w.fill(Float.NaN);
                b.fill(Float.NaN);
                assertEquals(shape.in(), layer.inputs());
                assertEquals(shape.out(), layer.outputs());
                assertTrue(layer.bytes() >= (shape.in() + 1L) * shape.out() * Float.BYTES);
                Raw in = Raw.of(memory, memory.input(rows, shape.in(), x));
                Raw out = Raw.of(memory, memory.place(rows, shape.out()));
                kernels.forward(layer, in.matrix().segment(), in.offset(), in.stride(), out.matrix().segment(), out.offset(),
                        out.stride(), rows);
                memory.inOut("y", rows, shape.out(), out.rows(rows).toArray());
                out.rows(rows).fill(Float.NaN);
                for (int r = 0; r < rows; r++) {
                    kernels.forward(layer, in.matrix().segment(), in.row(r), 1000 + r, out.matrix().segment(), out.row(r),
                            2000 + r, 1);
                }
                memory.inOut("row by row", rows, shape.out(), out.rows(rows).toArray());
            };
            String what = "frozen " + f.text() + " " + draw;
            Twins.compare(what, Twins.REFERENCE, layered, Twins.VECTOR, frozen, seed);
            Twins.compare(what, Twins.REFERENCE, layered, Twins.REFERENCE, frozen, seed);
        }
    }

    /** Weights of fewer bits: the reference, which rounds number by number, against packed ones. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void weightsOfFewerBits(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = Math.min(shape.rows(), 20);
        float[] x = draw.floats(rows * shape.in());
        float[] bias = draw.floats(shape.out());
        for (WeightFormat format : WeightFormat.values()) {
            float[] weight = draw.floats(shape.in() * shape.out());
            for (int i = 0; i < weight.length; i++) {
                weight[i] = format != WeightFormat.INT8 || Float.isFinite(weight[i]) ? weight[i] : 0.5f;
            }
            for (int batch : new int[] {1, 2, rows}) {
                int count = Math.min(batch, rows);
                Twins.compare(format + " weights, " + count + " rows, " + draw, seed, (kernels, memory) -> {
                    FrozenDense layer = kernels.freeze(memory.input(shape.in(), shape.out(), weight),
                            memory.input(1, shape.out(), bias), Activation.RELU, format, Arena.ofAuto());
                    Matrix in = memory.input(rows, shape.in(), x).rows(0, count);
                    Matrix out = memory.output("y", count, shape.out());
                    kernels.forward(layer, in.segment(), 0, in.leadingDimension(), out.segment(), 0, out.leadingDimension(),
                            count);
                });
            }
        }
    }

    /** Memory of a caller need not even be aligned to floats. */
    @Example
    void addressesThatAreNoMultipleOfFour() {
        KernelDraw draw = KernelDraw.plain(7);
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
}
