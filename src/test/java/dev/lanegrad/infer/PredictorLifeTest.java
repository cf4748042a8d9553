package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends that nobody planned: predictors that are not closed, and callers' memory that is closed too early. */
class PredictorLifeTest {
    private static final int INPUTS = 64;
    private static final int OUTPUTS = 130;

    /** Collections until the cleaner, a thread of its own, has run; one or two suffice where it gets its turn. */
    private static final int MOST_COLLECTIONS = 2000;

    private static Model model() {
        Network network = Network.input(INPUTS).dense(300, Activation.TANH).dense(OUTPUTS).build(1);
        return new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    private static boolean isFreed(MemorySegment memory) {
        for (int i = 0; i < MOST_COLLECTIONS && memory.scope().isAlive(); i++) {
            System.gc();
        }
        return !memory.scope().isAlive();
    }

    /** Some of a predictor's own memory; what is seen of it keeps nothing else alive. */
    private static MemorySegment memory(Predictor predictor) {
        ServedModel served = predictor.open();
        WorkUnit unit = Objects.requireNonNull(served.acquire());
        served.release(unit);
        return unit.output();
    }

    private static MemorySegment abandoned() {
        Predictor predictor = Predictor.of(model());
        predictor.predict(new float[INPUTS]);
        return memory(predictor);
    }

    @Test
    void theMemoryOfAnAbandonedPredictorIsFreed() {
        assertTrue(isFreed(abandoned()), "after " + MOST_COLLECTIONS + " collections");
    }

    /** Nor does a collection take the memory of one that is in use. */
    @Test
    void theMemoryOfAPredictorInUseIsNot() {
        MemorySegment memory;
        try (Predictor predictor = Predictor.of(model())) {
            memory = memory(predictor);
            assertTrue(isFreed(abandoned()));
            assertTrue(memory.scope().isAlive());
            predictor.predict(new float[INPUTS]);
        }
        assertFalse(memory.scope().isAlive());
    }

    private static void predictUntilRefused(Predictor predictor, Matrix input, Matrix output, CountDownLatch running) {
        try {
            assertThrows(IllegalStateException.class, () -> {
                while (true) {
                    predictor.predict(input, output);
                    running.countDown();
                }
            });
        } finally {
            running.countDown();
        }
    }

    /** The caller closes memory that a call reads and writes: the call ends or throws, and the predictor goes on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallersMemoryIsClosedDuringACall(int threads) throws Exception {
        int rows = 2 * WorkUnit.ROWS + 1;
        Matrix x = Samples.uniform(rows, INPUTS, 2);
        Matrix expected = Matrix.create(rows, OUTPUTS);
        try (Parallelism parallelism = Parallelism.ofExactly(threads, 0);
                Predictor predictor = Predictor.of(model(), PredictorOptions.defaults().withParallelism(parallelism));
                ExecutorService executor = Executors.newFixedThreadPool(2)) {
            predictor.predict(x, expected);
            for (int round = 0; round < 30; round++) {
                boolean closesInput = round % 2 == 0;
                try (Arena kept = Arena.ofShared()) {
                    CountDownLatch running = new CountDownLatch(1);
                    Future<?> caller;
                    try (Arena closed = Arena.ofShared()) {
                        Matrix input = Matrix.create(rows, INPUTS, closesInput ? closed : kept);
                        Matrix output = Matrix.create(rows, OUTPUTS, closesInput ? kept : closed);
                        input.copyFrom(x);
                        caller = executor.submit(() -> predictUntilRefused(predictor, input, output, running));
                        running.await();
                    }
                    caller.get();
                }
                Matrix y = Matrix.create(rows, OUTPUTS);
                predictor.predict(x, y);
                Bits.assertSame("after round " + round, expected, y);
            }
            // Calls that threw gave their units back: there are no more than there were threads.
            assertTrue(predictor.describe().lines().anyMatch(line -> line.matches("  [123] of at most \\d+ kept .*")),
                    predictor::describe);
        }
    }
}
