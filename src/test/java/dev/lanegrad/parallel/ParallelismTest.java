package dev.lanegrad.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.ForkedJvm;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ParallelismTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 50000", "8, 1000"})
    void everyPartIsDoneOnceInEveryCall(int threads, int spinNanos) {
        try (Parallelism parallelism = Parallelism.ofExactly(threads, spinNanos)) {
            for (int call = 0; call < 3000; call++) {
                int parts = call % 13;
                AtomicIntegerArray done = new AtomicIntegerArray(13);
                parallelism.run(parts, done::incrementAndGet);
                for (int part = 0; part < 13; part++) {
                    assertEquals(part < parts ? 1 : 0, done.get(part), "part " + part + " of call " + call);
                }
            }
        }
    }

    /** Each part waits for the other: one thread alone would wait for ever. */
    @ParameterizedTest
    @ValueSource(ints = {0, Parallelism.MAX_SPIN_NANOS})
    void partsRunAtOnce(int spinNanos) {
        try (Parallelism parallelism = Parallelism.ofExactly(2, spinNanos)) {
            for (int call = 0; call < 200; call++) {
                CountDownLatch both = new CountDownLatch(2);
                Set<Thread> threads = ConcurrentHashMap.newKeySet();
                parallelism.run(2, part -> {
                    threads.add(Thread.currentThread());
                    both.countDown();
                    await(both);
                });
                assertEquals(2, threads.size());
                assertTrue(threads.contains(Thread.currentThread()));
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void oneThreadIsTheCallers() {
        Parallelism.single().run(5, part -> assertFalse(Thread.currentThread().getName().startsWith("lanegrad-")));
        Parallelism.single().close();
        Parallelism.single().run(1, part -> {
        });
    }

    @Test
    void callersThatFindTheWorkersBusyDoTheirPartsThemselves() throws InterruptedException {
        try (Parallelism parallelism = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS)) {
            AtomicInteger sum = new AtomicInteger();
            parallelism.run(2, part -> parallelism.run(10, inner -> sum.addAndGet(inner)));
            assertEquals(90, sum.get());
            List<Thread> callers = new ArrayList<>();
            AtomicInteger done = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int call = 0; call < 1000; call++) {
                        parallelism.run(3, part -> done.incrementAndGet());
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(12_000, done.get());
        }
    }

    @Test
    void whatAPartThrowsReachesTheCallerAndTheNextCallWorks() {
        try (Parallelism parallelism = Parallelism.ofExactly(3, Parallelism.MAX_SPIN_NANOS)) {
            IllegalStateException failure = new IllegalStateException("part");
            for (int call = 0; call < 500; call++) {
                int bad = call % 3;
                assertSame(failure, assertThrows(IllegalStateException.class, () -> parallelism.run(3, part -> {
                    if (part == bad) {
                        throw failure;
                    }
                })));
                AtomicInteger done = new AtomicInteger();
                parallelism.run(3, part -> done.incrementAndGet());
                assertEquals(3, done.get());
            }
        }
    }

    @Test
    void numbersOutOfRangeAndClosedThreadsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Parallelism.of(0));
        assertThrows(IllegalArgumentException.class, () -> Parallelism.of(1025));
        assertThrows(IllegalArgumentException.class, () -> Parallelism.of(2, -1));
        assertThrows(IllegalArgumentException.class, () -> Parallelism.of(2, Parallelism.MAX_SPIN_NANOS + 1));
        Parallelism parallelism = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS);
        assertThrows(IllegalArgumentException.class, () -> parallelism.run(-1, part -> {
        }));
        assertThrows(IllegalArgumentException.class, () -> parallelism.run(Parallelism.MAX_PARTS + 1, part -> {
        }));
        parallelism.run(2, part -> {
        });
        parallelism.close();
        parallelism.close();
        assertThrows(IllegalStateException.class, () -> parallelism.run(2, part -> {
        }));
        assertEquals(2, parallelism.threads());
    }

    /** What the container grants, whatever is asked for. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void neverMoreThanTheProcessors(int processors) {
        String output = new ForkedJvm().withClassPath().with("-XX:ActiveProcessorCount=" + processors)
                .with(ProcessorsMain.class.getName()).run().requireSuccess().output();
        assertEquals(List.of("of(1) " + 1, "of(2) " + Math.min(2, processors), "of(1024) " + processors,
                "ofProcessors() " + processors, "ofExactly(4) 4", "started " + (processors - 1)), output.lines().toList());
    }

    @Test
    void memoryOfOneThreadIsNotShared() {
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared();
                Parallelism parallelism = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS)) {
            assertFalse(parallelism.mayShare(confined.allocate(4)));
            assertTrue(parallelism.mayShare(shared.allocate(4)));
            assertTrue(Parallelism.single().mayShare(confined.allocate(4)));
        }
    }
}
