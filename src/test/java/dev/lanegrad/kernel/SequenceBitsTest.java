package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.SpecializedClasses;
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
import java.util.function.BiFunction;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Layers over a single row, or over blocks of rows, in one step have the bits that the reference gives layer by layer. */
@Tag("bits")
class SequenceBitsTest {
    private static final int[] WIDTHS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 300};

    /** Several layers' numbers. */
    private static final class Draw {
        private final List<Activation> functions = new ArrayList<>();
        private final List<float[]> weights = new ArrayList<>();
        private final List<float[]> biases = new ArrayList<>();
        private final int[] widths;
        private final int rows;
        private final float[] x;
        private final WeightFormat format;

        Draw(long seed, int mostRows) {
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
            rows = 1 + random.nextInt(mostRows);
            x = floats(random, plain, rows * widths[0]);
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
        compare(seed, 1, SequenceKernels::prepareRow);
    }

    /** Fewer rows than a block, whole blocks and some more. */
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void layersOverBlocksOfRows(@ForAll long seed) {
        compare(seed, 75, SequenceKernels::prepareBlock);
    }

    private static void compare(long seed, int mostRows,
            BiFunction<SequenceKernels, List<FrozenDense>, Optional<FrozenSequence>> prepare) {
        Draw draw = new Draw(seed, mostRows);
        BiConsumer<Kernels, Canaries> oneByOne = (kernels, memory) -> {
            Matrix from = Matrix.of(draw.rows, draw.widths[0], draw.x);
            for (FrozenDense layer : draw.freeze(kernels)) {
                Matrix next = Matrix.create(draw.rows, layer.outputs());
                forward(kernels, layer, from, next);
                from = next;
            }
            memory.inOut("y", draw.rows, draw.outputs(), from.toArray());
        };
        BiConsumer<Kernels, Canaries> inOneStep = (kernels, memory) -> {
            Matrix y = memory.output("y", draw.rows, draw.outputs());
            forward(kernels, prepare, draw.freeze(kernels), memory.input(draw.rows, draw.widths[0], draw.x), y);
        };
        Twins.compare(draw.format + " " + draw.functions, Twins.REFERENCE, oneByOne, Twins.VECTOR, inOneStep, seed);
    }

    private static void forward(Kernels kernels, FrozenDense layer, Matrix from, Matrix to) {
        kernels.forward(layer, from.segment(), 0, from.leadingDimension(), to.segment(), 0, to.leadingDimension(),
                from.rows());
    }

    /** As many layers as can be in one step, the others one by one: wide layers of fewer bits and wide softmaxes have none. */
    private static void forward(Kernels kernels,
            BiFunction<SequenceKernels, List<FrozenDense>, Optional<FrozenSequence>> prepare, List<FrozenDense> layers,
            Matrix x, Matrix y) {
        Matrix from = x;
        int i = 0;
        while (i < layers.size()) {
            Optional<FrozenSequence> sequence = prepare.apply(kernels.sequences(), layers.subList(i, layers.size()));
            int done = i + sequence.map(FrozenSequence::layers).orElse(1);
            Matrix to = done == layers.size() ? y : Matrix.create(x.rows(), layers.get(done - 1).outputs());
            if (sequence.isPresent()) {
                assertEquals(from.columns(), sequence.get().inputs());
                assertEquals(to.columns(), sequence.get().outputs());
                kernels.sequences().forward(sequence.get(), from.segment(), 0, from.leadingDimension(), to.segment(), 0,
                        to.leadingDimension(), from.rows());
            } else {
                FrozenDense layer = layers.get(i);
                String text = layer.text();
                assertTrue(text.contains("1 chain") || (text.contains("softmax") && layer.outputs() > 16)
                        || !BLOCKS || layer.inputs() * layer.outputs() > SpecializedClasses.weightsInBlocks(), text);
                forward(kernels, layer, from, to);
            }
            from = to;
            i = done;
        }
    }

    /** Where registers are few, there are no blocks. */
    private static final boolean BLOCKS = SpecializedClasses.registers() == 32;

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void blocksOnSeveralThreads(@ForAll long seed) {
        Draw draw = new Draw(seed, 700);
        Matrix x = Matrix.of(draw.rows, draw.widths[0], draw.x);
        List<float[]> results = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            try (Parallelism parallelism = Parallelism.ofExactly(threads, Parallelism.MAX_SPIN_NANOS)) {
                Matrix y = Matrix.create(draw.rows, draw.outputs());
                Kernels kernels = VectorSupport.kernels(parallelism);
                forward(kernels, SequenceKernels::prepareBlock, draw.freeze(kernels), x, y);
                results.add(y.toArray());
            }
        }
        Bits.assertSame("two threads", results.get(0), results.get(1));
        Bits.assertSame("three threads", results.get(0), results.get(2));
    }

    @Example
    void offsetsCountInBytesAndARowMayBeItsOwnResult() {
        SequenceKernels kernels = Twins.VECTOR.sequences();
        FrozenDense layer = Twins.VECTOR.freeze(Matrix.of(2, 2, 0, 1, 1, 0), Matrix.of(1, 2, 10, 20), Activation.IDENTITY);
        FrozenSequence row = kernels.prepareRow(List.of(layer)).orElseThrow();
        MemorySegment memory = Matrix.of(1, 4, 1, 2, 3, 4).segment();
        kernels.forward(row, memory, 4, 2, memory, 4, 2, 1);
        Bits.assertSame("swapped", new float[] {1, 13, 22, 4}, Matrix.wrap(memory, 1, 4, 4).toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(row, memory, 12, 2, memory, 0, 2, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(row, memory, 0, 2, memory, 12, 2, 1));
        kernels.prepareBlock(List.of(layer)).ifPresent(block -> {
            kernels.forward(block, memory, 4, 2, memory, 4, 2, 1);
            Bits.assertSame("swapped back", new float[] {1, 32, 33, 4}, Matrix.wrap(memory, 1, 4, 4).toArray());
            assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(block, memory, 8, 2, memory, 0, 2, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> kernels.forward(block, memory, 0, 2, memory, 8, 2, 2));
        });
    }

    @Example
    void onlyWhatGainsIsPrepared() {
        Kernels kernels = Twins.VECTOR;
        FrozenDense small = kernels.freeze(Matrix.create(3, 3), Matrix.create(1, 3), Activation.RELU);
        FrozenDense rowwise = kernels.freeze(Matrix.create(3, 3), Matrix.create(1, 3), Activation.LOG_SOFTMAX);
        FrozenDense classes = kernels.freeze(Matrix.create(3, 16), Matrix.create(1, 16), Activation.SOFTMAX);
        FrozenDense manyClasses = kernels.freeze(Matrix.create(3, 17), Matrix.create(1, 17), Activation.SOFTMAX);
        FrozenDense other = kernels.freeze(Matrix.create(4, 3), Matrix.create(1, 3), Activation.RELU);
        assertEquals(2, kernels.sequences().prepareRow(List.of(small, small, rowwise, small)).orElseThrow().layers());
        assertTrue(kernels.sequences().prepareRow(List.of(rowwise)).isEmpty());
        assertEquals(2, kernels.sequences().prepareRow(List.of(small, classes)).orElseThrow().layers());
        assertTrue(kernels.sequences().prepareRow(List.of(manyClasses)).isEmpty());
        assertTrue(kernels.sequences().prepareRow(List.of()).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> kernels.sequences().prepareRow(List.of(small, other)));
        assertTrue(Twins.REFERENCE.sequences().prepareRow(List.of()).isEmpty());
        assertTrue(Twins.REFERENCE.sequences().prepareBlock(List.of()).isEmpty());
        if (BLOCKS) {
            FrozenDense large = kernels.freeze(Matrix.create(300, 300), Matrix.create(1, 300), Activation.RELU);
            assertEquals(2, kernels.sequences().prepareBlock(List.of(small, small, rowwise)).orElseThrow().layers());
            assertTrue(kernels.sequences().prepareBlock(List.of(large)).isEmpty());
            assertTrue(kernels.sequences().prepareBlock(List.of(small)).orElseThrow().bytes() >= 9 * 4);
        } else {
            assertTrue(kernels.sequences().prepareBlock(List.of(small)).isEmpty());
        }
        // A layer that several threads share is left to them.
        try (Parallelism two = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS)) {
            Kernels threads = VectorSupport.kernels(two);
            FrozenDense large = threads.freeze(Matrix.create(1000, 1000), Matrix.create(1, 1000), Activation.RELU);
            assertTrue(threads.sequences().prepareRow(List.of(large)).isEmpty());
        }
    }
}
