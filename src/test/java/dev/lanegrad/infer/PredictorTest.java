package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.io.data.FloatFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {
    private static final int INPUTS = 20;

    private static Model model() {
        Network network = Network.input(INPUTS).dense(130, Activation.RELU).dense(40, Activation.TANH).dense(3).build(3);
        return new Model(network, Optional.of(Scaler.standard(Samples.uniform(50, INPUTS, 7))), List.of("x", "y", "z"),
                OutputForm.PROBABILITIES, Activation.SOFTMAX);
    }

    @Test
    void probabilitiesLogitsAndLabels() {
        Model model = model();
        Predictor probabilities = Predictor.of(model);
        Predictor logits = Predictor.of(model, OutputForm.LOGITS);
        float[] x = Samples.uniform(1, INPUTS, 5).toArray();
        float[] p = probabilities.predict(x);
        float[] z = logits.predict(x);
        assertEquals(1, p[0] + p[1] + p[2], 1e-6);
        for (int i = 0; i < 3; i++) {
            double expected = Math.exp(z[i]) / (Math.exp(z[0]) + Math.exp(z[1]) + Math.exp(z[2]));
            assertEquals(expected, p[i], 1e-6);
        }
        int best = z[0] >= z[1] && z[0] >= z[2] ? 0 : z[1] >= z[2] ? 1 : 2;
        assertEquals(best, probabilities.classify(x));
        assertEquals(List.of("x", "y", "z"), probabilities.labels());
        assertEquals(INPUTS, probabilities.inputs());
        assertEquals(3, probabilities.outputs());
        assertTrue(probabilities.describe().startsWith("20-130-40-3, "), probabilities.describe());
    }

    @Test
    void laterTrainingDoesNotReachThePredictor() {
        Model model = model();
        Predictor predictor = Predictor.of(model);
        float[] x = Samples.uniform(1, INPUTS, 5).toArray();
        float[] before = predictor.predict(x);
        model.network().parameters().forEach(p -> p.value().fill(0.25f));
        model.scaler().orElseThrow().center().fill(3);
        Bits.assertSame("after the model changed", before, predictor.predict(x));
    }

    @Test
    void manyThreadsShareOne() throws Exception {
        Predictor predictor = Predictor.of(model());
        Matrix x = Samples.uniform(200, INPUTS, 5);
        Matrix expected = Matrix.create(200, 3);
        predictor.predict(x, expected);
        for (ExecutorService executor : List.of(Executors.newFixedThreadPool(8),
                Executors.newVirtualThreadPerTaskExecutor())) {
            try (executor) {
                List<Future<?>> calls = new ArrayList<>();
                for (int t = 0; t < 64; t++) {
                    int start = t;
                    calls.add(executor.submit(() -> {
                        Matrix y = Matrix.create(3, 3);
                        for (int r = start; r < start + 130; r++) {
                            predictor.predict(x.rows(r, 3), y);
                            Bits.assertSame("row " + r, expected.rows(r, 3), y);
                        }
                    }));
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
        }
    }

    @Test
    void closingWhileInUseGivesExceptionsOnly() throws Exception {
        Matrix x = Samples.uniform(64, INPUTS, 5);
        for (int round = 0; round < 20; round++) {
            Predictor predictor = Predictor.of(model());
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<?>> calls = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    calls.add(executor.submit(() -> {
                        Matrix y = Matrix.create(64, 3);
                        assertThrows(IllegalStateException.class, () -> {
                            while (true) {
                                predictor.predict(x, y);
                            }
                        });
                    }));
                }
                predictor.close();
                predictor.close();
                for (Future<?> call : calls) {
                    call.get();
                }
            }
        }
    }

    @Test
    void errorsAtTheEdge() {
        Predictor predictor = Predictor.of(model());
        Matrix y = Matrix.create(2, 3);
        assertMessage("2 x 19", () -> predictor.predict(Matrix.create(2, 19), y));
        assertMessage("2 x 4", () -> predictor.predict(Matrix.create(2, INPUTS), Matrix.create(2, 4)));
        assertMessage("3 x 3", () -> predictor.predict(Matrix.create(2, INPUTS), Matrix.create(3, 3)));
        assertMessage("19 floats", () -> predictor.predict(new float[19]));
        assertMessage("expected 20 and 3", () -> predictor.predict(new float[INPUTS], new float[2]));
        assertMessage("multiple of 80", () -> predictor.predict(MemorySegment.ofArray(new float[21]), y.segment()));
        assertMessage("multiple of 80", () -> predictor.predict(MemorySegment.ofArray(new float[0]), y.segment()));
        assertMessage("expected 12", () -> predictor.predict(MemorySegment.ofArray(new float[INPUTS]), y.segment()));
        assertMessage("read-only", () -> predictor.predict(MemorySegment.ofArray(new float[2 * INPUTS]),
                y.segment().asReadOnly()));

        Matrix both = Matrix.create(2, INPUTS);
        assertMessage("overlap", () -> predictor.predict(both, Matrix.wrap(both.segment(), 2, 3, 3)));
        float[] array = new float[INPUTS + 1];
        assertMessage("overlap", () -> predictor.predict(MemorySegment.ofArray(array).asSlice(0, INPUTS * 4),
                MemorySegment.ofArray(array).asSlice(INPUTS * 4 - 8, 12)));

        Matrix closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = Matrix.create(2, INPUTS, arena);
        }
        assertThrows(IllegalStateException.class, () -> predictor.predict(closed, y));

        predictor.close();
        assertThrows(IllegalStateException.class, () -> predictor.predict(new float[INPUTS]));
        assertThrows(IllegalStateException.class, () -> predictor.predict(Matrix.create(2, INPUTS), y));
        assertThrows(IllegalStateException.class, predictor::describe);
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void closedForeignAndReadOnlyMemory() throws Exception {
        Predictor predictor = Predictor.of(model());
        Matrix y = Matrix.create(2, 3);
        assertMessage("read-only", () -> predictor.predict(Matrix.create(2, INPUTS),
                Matrix.wrap(y.segment().asReadOnly(), 2, 3, 3)));
        try (Arena arena = Arena.ofConfined()) {
            Matrix confined = Matrix.create(2, INPUTS, arena);
            try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
                executor.submit(() -> assertThrows(WrongThreadException.class, () -> predictor.predict(confined, y))).get();
            }
        }
    }

    @Test
    void probabilitiesNeedLogits() {
        Network network = Network.input(2).dense(1).build(1);
        Model values = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        assertThrows(IllegalArgumentException.class, () -> Predictor.of(values, OutputForm.PROBABILITIES));
        assertThrows(IllegalArgumentException.class,
                () -> new Model(network, Optional.empty(), List.of(), OutputForm.PROBABILITIES, Activation.IDENTITY));
        assertThrows(IllegalStateException.class, () -> Predictor.of(values).classify(new float[2]));
    }

    @Test
    void mappedInputIsCopiedAndGivesTheSameBits(@TempDir Path folder) throws IOException {
        Matrix x = Samples.uniform(70, INPUTS + 3, 11);
        ByteBuffer bytes = ByteBuffer.allocate(70 * (INPUTS + 3) * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : x.toArray()) {
            bytes.putFloat(value);
        }
        Path file = Files.write(folder.resolve("x"), bytes.array());
        Predictor predictor = Predictor.of(model());
        Matrix expected = Matrix.create(70, 3);
        predictor.predict(x.columns(2, INPUTS), expected);
        Matrix actual = Matrix.create(70, 3);
        Matrix mapped = FloatFile.raw(file, INPUTS + 3).map().matrix();
        assertTrue(mapped.segment().isMapped());
        predictor.predict(mapped.columns(2, INPUTS), actual);
        Bits.assertSame("mapped", expected, actual);
    }
}
