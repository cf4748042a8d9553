package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Which unit a thread gets. */
class WorkUnitPoolTest {
    /** Threads have homes by their numbers: enough pairs to have equal, neighbouring and distant ones. */
    private static final int PAIRS = 100;

    private static ServedModel served() {
        Network network = Network.input(3).dense(4).build(1);
        return new ServedModel(new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY),
                PredictorOptions.defaults());
    }

    private static WorkUnit acquire(ServedModel model, ExecutorService thread)
            throws InterruptedException, ExecutionException {
        WorkUnit unit = thread.submit(model::acquire).get();
        assertNotNull(unit);
        return unit;
    }

    /** Memory that goes from one processor's cache to the other's at each call made two threads slower than one. */
    @Test
    void threadsKeepTheirUnitsWhateverOthersDo() throws InterruptedException, ExecutionException {
        for (int i = 0; i < PAIRS; i++) {
            ServedModel model = served();
            try (ExecutorService first = Executors.newSingleThreadExecutor();
                    ExecutorService second = Executors.newSingleThreadExecutor()) {
                // Made by a thread that has no part in what follows.
                model.release(acquire(model, first));
                try (ExecutorService third = Executors.newSingleThreadExecutor()) {
                    WorkUnit one = acquire(model, second);
                    WorkUnit other = acquire(model, third);
                    assertNotSame(one, other);
                    model.release(one);
                    model.release(other);
                    for (int call = 0; call < 3; call++) {
                        WorkUnit again = acquire(model, second);
                        assertSame(one, again, "pair " + i);
                        model.release(again);
                        again = acquire(model, third);
                        assertSame(other, again, "pair " + i);
                        model.release(again);
                    }
                }
            }
            model.retire();
            assertTrue(model.isFreed());
        }
    }

    /** Threads that come and go one after another need one unit, wherever their homes are. */
    @Test
    void oneUnitServesThreadsThatFollowEachOther() throws InterruptedException, ExecutionException {
        ServedModel model = served();
        WorkUnit only = null;
        for (int i = 0; i < PAIRS; i++) {
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                WorkUnit unit = acquire(model, thread);
                assertTrue(only == null || only == unit, "thread " + i);
                only = unit;
                model.release(unit);
            }
        }
        model.retire();
        assertTrue(model.isFreed());
    }

    /** A unit that was moved while it was taken frees the memory like any other. */
    @Test
    void theLastUnitBackFreesTheMemory() throws InterruptedException, ExecutionException {
        for (int i = 0; i < PAIRS; i++) {
            ServedModel model = served();
            try (ExecutorService first = Executors.newSingleThreadExecutor();
                    ExecutorService second = Executors.newSingleThreadExecutor()) {
                model.release(acquire(model, first));
                WorkUnit unit = acquire(model, second);
                model.retire();
                assertFalse(model.isFreed());
                model.release(unit);
                assertTrue(model.isFreed(), "pair " + i);
            }
        }
    }
}
