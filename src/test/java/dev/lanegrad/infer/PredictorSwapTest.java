package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/** Models are exchanged, and predictors closed, while others predict. */
class PredictorSwapTest {
    private static final int INPUTS = 12;
    private static final int OUTPUTS = 5;
    private static final int MODELS = 4;
    private static final int SWAPS = 1000;

    static Stream<ExecutorService> executors() {
        return Stream.of(Executors.newFixedThreadPool(3), Executors.newVirtualThreadPerTaskExecutor());
    }

    private static Model model(long seed) {
        Network network = Network.input(INPUTS).dense(70, Activation.RELU).dense(20, Activation.TANH).dense(OUTPUTS)
                .build(seed);
        return new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    /** Each call gives the result of one model or the other, and what was swapped out is freed. */
    @ParameterizedTest
    @MethodSource("executors")
    void aThousandSwapsLeaveNothingBehind(ExecutorService executor) throws Exception {
        List<Model> models = new ArrayList<>();
        List<Matrix> expected = new ArrayList<>();
        Matrix x = Samples.uniform(3, INPUTS, 1);
        for (int i = 0; i < MODELS; i++) {
            models.add(model(i));
            Matrix y = Matrix.create(3, OUTPUTS);
            Predictor.of(models.get(i)).predict(x, y);
            expected.add(y);
        }
        Predictor predictor = Predictor.of(models.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        List<ServedModel> old = new ArrayList<>();
        try (executor) {
            List<Future<Long>> calls = new ArrayList<>();
            CountDownLatch running = new CountDownLatch(1);
            for (int t = 0; t < 3; t++) {
                calls.add(executor.submit(() -> {
                    long count = 0;
                    Matrix y = Matrix.create(3, OUTPUTS);
                    float[] row = x.rows(0, 1).toArray();
                    try {
                        do {
                            predictor.predict(x, y);
                            float[] actual = y.toArray();
                            assertTrue(expected.stream().anyMatch(e -> same(e.toArray(), actual)), "a mixture of models");
                            float[] one = predictor.predict(row);
                            assertTrue(expected.stream().anyMatch(e -> same(e.rows(0, 1).toArray(), one)), "a mixture");
                            count++;
                            running.countDown();
                            letOthersRun();
                        } while (!done.get());
                    } finally {
                        running.countDown();
                    }
                    return count;
                }));
            }
            running.await();
            for (int i = 1; i <= SWAPS; i++) {
                old.add(predictor.open());
                predictor.swap(Predictor.of(models.get(i % MODELS)));
            }
            done.set(true);
            for (Future<Long> call : calls) {
                assertTrue(call.get() > 0);
            }
        }
        assertEquals(SWAPS, old.stream().filter(ServedModel::isFreed).count(), "freed of those swapped out");
        ServedModel last = predictor.open();
        assertFalse(last.isFreed());
        predictor.close();
        assertTrue(last.isFreed());
    }

    /**
     * Virtual threads that never wait keep all carriers, even if they yield, also from one that is next to get a lock (the
     * JDK's list of cleaners, which every arena needs) and for which platform threads wait. An interrupted test ends.
     */
    private static void letOthersRun() {
        LockSupport.parkNanos(1);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the test was interrupted");
        }
    }

    private static boolean same(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (!Bits.same(expected[i], actual[i])) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("executors")
    void closingWhileInUseGivesExceptionsOnly(ExecutorService executor) throws Exception {
        Model model = model(1);
        Matrix x = Samples.uniform(70, INPUTS, 1);
        try (executor) {
            for (int round = 0; round < 40; round++) {
                Predictor predictor = Predictor.of(model);
                ServedModel served = predictor.open();
                CountDownLatch running = new CountDownLatch(1);
                List<Future<?>> calls = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    int rows = 1 + 23 * t;
                    calls.add(executor.submit(() -> {
                        Matrix y = Matrix.create(rows, OUTPUTS);
                        try {
                            assertThrows(IllegalStateException.class, () -> {
                                while (true) {
                                    predictor.predict(x.rows(0, rows), y);
                                    running.countDown();
                                    letOthersRun();
                                }
                            });
                        } finally {
                            running.countDown();
                        }
                    }));
                }
                running.await();
                predictor.close();
                predictor.close();
                for (Future<?> call : calls) {
                    call.get();
                }
                assertTrue(served.isFreed());
            }
        }
    }

    @Test
    void callsInFlightHoldTheMemory() {
        Predictor predictor = Predictor.of(model(1));
        ServedModel served = predictor.open();
        WorkUnit one = served.acquire();
        WorkUnit two = served.acquire();
        predictor.swap(Predictor.of(model(2)));
        assertFalse(served.isFreed());
        served.release(one);
        assertFalse(served.isFreed());
        served.release(two);
        assertTrue(served.isFreed());
        assertEquals(null, served.acquire());
        predictor.predict(new float[INPUTS]);
    }

    /** More calls at once than units are kept. */
    @Test
    void anExhaustedPoolMakesTemporaryUnits() {
        ServedModel served = Predictor.of(model(1)).open();
        List<WorkUnit> units = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            units.add(served.acquire());
        }
        assertEquals(1000, units.stream().distinct().count());
        units.forEach(served::release);
        assertTrue(served.describe().lines().anyMatch(line -> line.matches("  (\\d+) of at most \\1 kept work units.*")),
                served.describe());
        served.retire();
        assertTrue(served.isFreed());
    }

    @Test
    void whatCannotBeSwapped() {
        Predictor predictor = Predictor.of(model(1));
        Network narrow = Network.input(INPUTS).dense(OUTPUTS - 1).build(1);
        Predictor other = Predictor.of(new Model(narrow, Optional.empty(), List.of(), OutputForm.LOGITS,
                Activation.IDENTITY));
        String message = assertThrows(IllegalArgumentException.class, () -> predictor.swap(other)).getMessage();
        assertEquals("the new model has 12 inputs and 4 outputs, expected 12 and 5", message);
        other.predict(new float[INPUTS]);
        Predictor probabilities = Predictor.of(new Model(Network.input(INPUTS).dense(OUTPUTS).build(1), Optional.empty(),
                List.of(), OutputForm.PROBABILITIES, Activation.SOFTMAX));
        String form = assertThrows(IllegalArgumentException.class, () -> predictor.swap(probabilities)).getMessage();
        assertEquals("the new model's outputs are PROBABILITIES, expected LOGITS", form);
        probabilities.predict(new float[INPUTS]);
        assertThrows(IllegalArgumentException.class, () -> predictor.swap(predictor));
        Predictor next = Predictor.of(model(2));
        predictor.close();
        assertThrows(IllegalStateException.class, () -> predictor.swap(next));
        next.predict(new float[INPUTS]);
        assertThrows(IllegalStateException.class, () -> next.swap(predictor));
        next.predict(new float[INPUTS]);
        Predictor third = Predictor.of(model(3));
        third.swap(next);
        assertThrows(IllegalStateException.class, () -> next.predict(new float[INPUTS]));
    }
}
