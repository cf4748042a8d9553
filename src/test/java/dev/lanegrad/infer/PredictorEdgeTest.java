package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.io.data.FloatFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.SpecializedClasses;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Ways into a predictor, what they refuse, and what a predictor says of itself. */
class PredictorEdgeTest {
    private static final int INPUTS = 20;

    private static Model model() {
        Network network = Network.input(INPUTS).dense(130, Activation.RELU).residual(f -> f.layerNormalization().dense(130))
                .dense(40, Activation.TANH).dense(3).build(3);
        return new Model(network, Optional.empty(), List.of("x", "y", "z"), OutputForm.PROBABILITIES, Activation.SOFTMAX);
    }

    private static String message(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void fromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model");
        ModelFile.save(model(), file);
        float[] x = Samples.uniform(1, INPUTS, 5).toArray();
        Bits.assertSame("loaded", Predictor.of(model()).predict(x), Predictor.load(file).predict(x));
        Predictor logits = Predictor.load(file, PredictorOptions.defaults().withOutput(OutputForm.LOGITS));
        Bits.assertSame("logits", Predictor.of(model(), OutputForm.LOGITS).predict(x), logits.predict(x));
        assertEquals(OutputForm.LOGITS, logits.form());
        assertEquals(List.of("x", "y", "z"), logits.labels());
    }

    @Test
    void stridedRows() {
        Predictor predictor = Predictor.of(model());
        Matrix x = Samples.uniform(70, INPUTS, 2);
        Matrix y = Matrix.create(70, 3);
        predictor.predict(x, y);
        Matrix in = Matrix.create(70, INPUTS + 4);
        in.fill(Float.NaN);
        in.columns(0, INPUTS).copyFrom(x);
        float[] heapIn = in.toArray();
        for (boolean heap : new boolean[] {false, true}) {
            Matrix out = Matrix.create(70, 5);
            out.fill(7);
            float[] heapOut = out.toArray();
            MemorySegment target = heap ? MemorySegment.ofArray(heapOut) : out.segment();
            predictor.predict(heap ? MemorySegment.ofArray(heapIn) : in.segment(), INPUTS + 4, target, 5, 70);
            Matrix result = heap ? Matrix.of(70, 5, heapOut) : out;
            Bits.assertSame("strided", y, result.columns(0, 3));
            for (int r = 0; r < 70; r++) {
                assertEquals(7, result.get(r, 3));
                assertEquals(7, result.get(r, 4));
            }
        }
        // The last row needs no gap after it.
        predictor.predict(in.segment().asSlice(0, (3 * (INPUTS + 4) + INPUTS) * 4L), INPUTS + 4,
                y.segment().asSlice(0, 48), 3, 4);
        assertEquals("the input has 364 bytes, expected at least 368 (4 rows of 20 floats, 24 apart)",
                message(() -> predictor.predict(in.segment().asSlice(0, 364), INPUTS + 4, y.segment(), 3, 4)));
        assertEquals("the output's rows are 2 floats apart, expected at least 3",
                message(() -> predictor.predict(in.segment(), INPUTS + 4, y.segment(), 2, 4)));
        assertEquals("expected at least 1 row, given 0",
                message(() -> predictor.predict(in.segment(), INPUTS + 4, y.segment(), 3, 0)));
        assertEquals("input and output overlap in memory",
                message(() -> predictor.predict(in.segment(), INPUTS + 4, in.segment().asSlice(INPUTS * 4), INPUTS + 4, 4)));
    }

    @Test
    void rejectedNan(@TempDir Path folder) throws IOException {
        Predictor predictor = Predictor.of(model(), PredictorOptions.defaults().withNan(NanPolicy.REJECT));
        Matrix x = Samples.uniform(70, INPUTS, 2);
        Matrix y = Matrix.create(70, 3);
        predictor.predict(x, y);
        Bits.assertSame("numbers", expected(x), y);
        x.set(66, 7, Float.NaN);
        y.fill(5);
        Matrix untouched = y.copy();
        String expected = "the input is NaN in row 66, column 7";
        assertEquals(expected, message(() -> predictor.predict(x, y)));
        float[] heap = y.toArray();
        assertEquals(expected, message(() -> predictor.predict(MemorySegment.ofArray(x.toArray()),
                MemorySegment.ofArray(heap))));
        ByteBuffer bytes = ByteBuffer.allocate(70 * INPUTS * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : x.toArray()) {
            bytes.putFloat(value);
        }
        Matrix mapped = FloatFile.raw(Files.write(folder.resolve("x"), bytes.array()), INPUTS).map().matrix();
        assertEquals(expected, message(() -> predictor.predict(mapped, y)));
        Bits.assertSame("nothing is written", untouched, y);
        Bits.assertSame("nothing is written", untouched.toArray(), heap);
        float[] row = new float[INPUTS];
        row[19] = Float.NaN;
        assertEquals("the input is NaN in row 0, column 19", message(() -> predictor.predict(row)));
        row[19] = Float.POSITIVE_INFINITY;
        predictor.predict(row);
    }

    private static Matrix expected(Matrix x) {
        Matrix y = Matrix.create(x.rows(), 3);
        Predictor.of(model()).predict(x, y);
        return y;
    }

    @Test
    void propagatedNanStaysInItsRow() {
        Predictor predictor = Predictor.of(model());
        Matrix x = Samples.uniform(9, INPUTS, 2);
        Matrix clean = expected(x);
        x.set(4, 7, Float.NaN);
        Matrix y = Matrix.create(9, 3);
        predictor.predict(x, y);
        for (int c = 0; c < 3; c++) {
            assertTrue(Float.isNaN(y.get(4, c)));
            y.set(4, c, clean.get(4, c));
        }
        Bits.assertSame("other rows", clean, y);
    }

    @Test
    void classesOfABatch() {
        Predictor predictor = Predictor.of(model());
        Matrix x = Samples.uniform(70, INPUTS, 2);
        int[] single = new int[70];
        Arrays.setAll(single, r -> predictor.classify(x.rows(r, 1).toArray()));
        assertArrayEquals(single, predictor.classify(x));
    }

    @Test
    void severalThreadsGiveTheSameBits() {
        Network network = Network.input(300).dense(900, Activation.RELU).dense(40).build(3);
        Model wide = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        Matrix x = Samples.uniform(130, 300, 2);
        Matrix alone = Matrix.create(130, 40);
        Predictor.of(wide).predict(x, alone);
        try (Parallelism three = Parallelism.ofExactly(3, Parallelism.MAX_SPIN_NANOS); Arena arena = Arena.ofConfined()) {
            Predictor predictor = Predictor.of(wide, PredictorOptions.defaults().withParallelism(three));
            Matrix y = Matrix.create(130, 40);
            predictor.predict(x, y);
            Bits.assertSame("three threads", alone, y);
            Matrix confined = Matrix.create(130, 300, arena);
            confined.copyFrom(x);
            y.fill(0);
            predictor.predict(confined, y);
            Bits.assertSame("memory that cannot be shared", alone, y);
        }
    }

    /** Small networks stay on the caller, in batches of any size; a large one has all the threads. */
    @Test
    void smallNetworksStartNoThread() {
        Set<Thread> before = workers();
        try (Parallelism three = Parallelism.ofExactly(3, 0)) {
            PredictorOptions options = PredictorOptions.defaults().withParallelism(three);
            Network small = Network.input(16).dense(32, Activation.TANH).dense(32, Activation.TANH).dense(4).build(1);
            Model model = new Model(small, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
            try (Predictor predictor = Predictor.of(model, options)) {
                for (int rows : new int[] {1, 2, 9, 64}) {
                    predictor.predict(Samples.uniform(rows, 16, 1), Matrix.create(rows, 4));
                }
                assertEquals(Set.of(), started(before));
            }
            Network large = Network.input(800).dense(700).build(1);
            Model wide = new Model(large, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
            try (Predictor predictor = Predictor.of(wide, options)) {
                predictor.predict(Samples.uniform(2, 800, 1), Matrix.create(2, 700));
                assertEquals(2, started(before).size());
            }
        }
    }

    private static Set<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("lanegrad-"))
                .collect(Collectors.toSet());
    }

    /** Workers that were not there before. */
    private static Set<Thread> started(Set<Thread> before) {
        Set<Thread> now = workers();
        now.removeAll(before);
        return now;
    }

    @Test
    void warmingUp() {
        Predictor predictor = Predictor.of(model());
        assertTrue(predictor.describe().contains("not known whether compiled"), predictor.describe());
        WarmUp found = predictor.warmUp(Duration.ofSeconds(60), 1, 3);
        assertTrue(found.calls() >= 2 && found.time().toNanos() > 0 && found.nanosPerRow() > 0, found.text());
        assertTrue(predictor.describe().contains(found.text()), predictor.describe());
        WarmUp short1 = predictor.warmUp(Duration.ZERO, 1);
        assertEquals(1, short1.calls());
        assertEquals("expected at least 1 row a call, given 0",
                message(() -> predictor.warmUp(Duration.ZERO, 1, 0)));
        message(() -> predictor.warmUp(Duration.ZERO));
        predictor.close();
        assertThrows(IllegalStateException.class, predictor::warmUp);
    }

    @Test
    void description() {
        List<String> lines = Predictor.of(model()).describe().lines().toList();
        assertTrue(lines.getFirst().startsWith("20-130-residual(layer_normalization-130)-40-3, "), lines.getFirst());
        assertTrue(
                lines.get(1).matches(" {2}20 -> 130: dense relu, \\d+ panels? of \\d+ columns, 1 chain a sum, \\d+ bytes"),
                lines.get(1));
        assertTrue(lines.stream().anyMatch(line -> line.matches(" {2}130 -> 130: sum of a residual block")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches(".*40 -> 3: dense softmax, .*8 chains a sum.*")),
                lines::toString);
        // The normalisation ends the first step, the sum the second.
        assertTrue(lines.contains("  single rows: steps of 1 + 1 + 2 dense layers"), lines::toString);
        long blocks = lines.stream()
                .filter(line -> line.matches(" {2}blocks of \\d+ rows: steps of 1 \\+ 1 \\+ 2 dense layers, \\d+ bytes"))
                .count();
        assertEquals(SpecializedClasses.registers() == 32 ? 1 : 0, blocks, lines::toString);
        assertEquals(11 + blocks, lines.size(), lines::toString);
    }

    /** Off by default; one event a call when a recording asks for it. */
    @Test
    void eventsOfFlightRecorder(@TempDir Path folder) throws IOException {
        Predictor predictor = Predictor.of(model());
        Matrix x = Samples.uniform(7, INPUTS, 2);
        Matrix y = Matrix.create(7, 3);
        for (boolean on : new boolean[] {false, true}) {
            Path file = folder.resolve("recording" + on);
            try (Recording recording = new Recording()) {
                if (on) {
                    recording.enable("dev.lanegrad.Prediction");
                }
                recording.start();
                predictor.predict(x, y);
                predictor.predict(new float[INPUTS]);
                recording.stop();
                recording.dump(file);
            }
            List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("dev.lanegrad.Prediction")).toList();
            assertEquals(on ? List.of(7, 1) : List.of(), events.stream().map(event -> event.getInt("rows")).toList());
        }
    }
}
