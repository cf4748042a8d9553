package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Canaries;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Layers over a single row in one step have the bits that the reference gives layer by layer. */
@Tag("bits")
class SingleRowBitsTest {
    private static final int[] WIDTHS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 300};

    /** Several layers' numbers. */
    private static final class Draw {
        private final List<Activation> functions = new ArrayList<>();
        private final List<float[]> weights = new ArrayList<>();
        private final List<float[]> biases = new ArrayList<>();
        private final int[] widths;
        private final float[] x;
        private final WeightFormat format;

        Draw(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int layers = 1 + random.nextInt(4);
            widths = random.ints(layers + 1, 0, WIDTHS.length).map(i -> WIDTHS[i]).toArray();
            List<Activation.Elementwise> all = Twins.elementwise();
            boolean plain = random.nextBoolean();
            for (int i = 0; i < layers; i++) {
                functions.add(random.nextInt(5) == 0 ? Activation.SOFTMAX : all.get(random.nextInt(all.size())));
                weights.add(floats(random, plain, widths[i] * widths[i + 1]));
                biases.add(floats(random, plain, widths[i + 1]));
            }
            x = floats(random, plain, widths[0]);
            format = List.of(WeightFormat.values()).get(random.nextInt(WeightFormat.values().length));
            if (format == WeightFormat.INT8) {
                weights.forEach(Draw::makeFinite);
            }
        }

        private static float[] floats(SplittableRandom random, boolean plain, int count) {
            return plain ? Floats.plain(random, count) : Floats.any(random, count);
        }

        private static void makeFinite(float[] weights) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Float.isFinite(weights[i]) ? weights[i] : 0.5f;
            }
        }

        List<FrozenDense> freeze(Kernels kernels) {
            List<FrozenDense> layers = new ArrayList<>();
            for (int i = 0; i < functions.size(); i++) {
                layers.add(kernels.freeze(Matrix.of(widths[i], widths[i + 1], weights.get(i)),
                        Matrix.of(1, widths[i + 1], biases.get(i)), functions.get(i), format, Arena.ofAuto()));
            }
            return layers;
        }

        int outputs() {
            return widths[widths.length - 1];
        }
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void layersOverASingleRow(@ForAll long seed) {
        Draw draw = new Draw(seed);
        BiConsumer<Kernels, Canaries> oneByOne = (kernels, memory) -> {
            Matrix row = Matrix.of(1, draw.widths[0], draw.x);
            for (FrozenDense layer : draw.freeze(kernels)) {
                Matrix next = Matrix.create(1, layer.outputs());
                kernels.forward(layer, row.segment(), 0, layer.inputs(), next.segment(), 0, layer.outputs(), 1);
                row = next;
            }
            memory.inOut("y", 1, draw.outputs(), row.toArray());
        };
        BiConsumer<Kernels, Canaries> inOneStep = (kernels, memory) -> {
            Matrix y = memory.output("y", 1, draw.outputs());
            forward(kernels, draw.freeze(kernels), memory.input(1, draw.widths[0], draw.x), y);
        };
        Twins.compare(draw.format + " " + draw.functions, Twins.REFERENCE, oneByOne, Twins.VECTOR, inOneStep, seed);
    }

    /** As many layers as can be in one step, the others one by one: wide layers of fewer bits and wide softmaxes have none. */
    private static void forward(Kernels kernels, List<FrozenDense> layers, Matrix x, Matrix y) {
        Matrix from = x;
        int i = 0;
        while (i < layers.size()) {
            Optional<FrozenRow> row = kernels.singleRows().prepare(layers.subList(i, layers.size()));
            int done = i + row.map(FrozenRow::layers).orElse(1);
            Matrix to = done == layers.size() ? y : Matrix.create(1, layers.get(done - 1).outputs());
            if (row.isPresent()) {
                assertEquals(from.columns(), row.get().inputs());
                assertEquals(to.columns(), row.get().outputs());
                kernels.singleRows().forward(row.get(), from.segment(), 0, to.segment(), 0);
            } else {
                String text = layers.get(i).text();
                assertTrue(text.contains("1 chain") || (text.contains("softmax") && layers.get(i).outputs() > 16), text);
                kernels.forward(layers.get(i), from.segment(), 0, from.columns(), to.segment(), 0, to.columns(), 1);
            }
            from = to;
            i = done;
        }
    }

    @Example
    void offsetsCountInBytesAndARowMayBeItsOwnResult() {
        SingleRowKernels kernels = Twins.VECTOR.singleRows();
        FrozenDense layer = Twins.VECTOR.freeze(Matrix.of(2, 2, 0, 1, 1, 0), Matrix.of(1, 2, 10, 20), Activation.IDENTITY);
        FrozenRow row = kernels.prepare(List.of(layer)).orElseThrow();
        MemorySegment memory = Matrix.of(1, 4, 1, 2, 3, 4).segment();
        kernels.forward(row, memory, 4, memory, 4);
        Bits.assertSame("swapped", new float[] {1, 13, 22, 4}, Matrix.wrap(memory, 1, 4, 4).toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(row, memory, 12, memory, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(row, memory, 0, memory, 12));
    }

    @Example
    void onlyWhatGainsIsPrepared() {
        Kernels kernels = Twins.VECTOR;
        FrozenDense small = kernels.freeze(Matrix.create(3, 3), Matrix.create(1, 3), Activation.RELU);
        FrozenDense rowwise = kernels.freeze(Matrix.create(3, 3), Matrix.create(1, 3), Activation.LOG_SOFTMAX);
        FrozenDense classes = kernels.freeze(Matrix.create(3, 16), Matrix.create(1, 16), Activation.SOFTMAX);
        FrozenDense manyClasses = kernels.freeze(Matrix.create(3, 17), Matrix.create(1, 17), Activation.SOFTMAX);
        FrozenDense other = kernels.freeze(Matrix.create(4, 3), Matrix.create(1, 3), Activation.RELU);
        assertEquals(2, kernels.singleRows().prepare(List.of(small, small, rowwise, small)).orElseThrow().layers());
        assertTrue(kernels.singleRows().prepare(List.of(rowwise)).isEmpty());
        assertEquals(2, kernels.singleRows().prepare(List.of(small, classes)).orElseThrow().layers());
        assertTrue(kernels.singleRows().prepare(List.of(manyClasses)).isEmpty());
        assertTrue(kernels.singleRows().prepare(List.of()).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> kernels.singleRows().prepare(List.of(small, other)));
        assertTrue(Twins.REFERENCE.singleRows().prepare(List.of()).isEmpty());
        // A layer that several threads share is left to them.
        try (Parallelism two = Parallelism.of(2)) {
            Kernels threads = VectorSupport.kernels(two);
            FrozenDense large = threads.freeze(Matrix.create(1000, 1000), Matrix.create(1, 1000), Activation.RELU);
            assertTrue(threads.singleRows().prepare(List.of(large)).isEmpty());
        }
    }
}
