package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.simd.VectorSupport;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fails when a warm kernel allocates: one boxed vector is 100 bytes or more, in each turn of a loop. Where the inlining
 * gate reads what the compiler says, this one measures what the code does.
 */
@Tag("bits")
class AllocationGateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Calls of one measurement; with fewer than one byte a call, not one of them allocated anything. */
    private static final int CALLS = 100;

    /** The compiler works in the background, so warm is what needs no more bytes; this long it is waited for. */
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);

    /** Measurements after which a kernel is compiled for certain if the compiler has kept up. */
    private static final int MIN_ROUNDS = 300;

    private static volatile Object sink;

    @BeforeEach
    void requireWidth() {
        assumeTrue(VectorSupport.bits() <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                "this machine has no vectors of " + VectorSupport.bits() + " bits: C2 would box them all");
    }

    private static double bytesPerCall(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
    }

    /** Repeats until a call needs less than a byte, or does not come to it; returns the bytes of the last calls. */
    private static double warmBytesPerCall(Runnable call, long limit) {
        long start = System.nanoTime();
        double bytes = bytesPerCall(call);
        for (int round = 1; bytes >= 1 && (round < MIN_ROUNDS || System.nanoTime() - start < limit); round++) {
            bytes = bytesPerCall(call);
        }
        return bytes;
    }

    @Test
    void measuringAllocatesNothing() {
        assertEquals(0, warmBytesPerCall(() -> {
        }, LIMIT));
    }

    @Test
    void warmKernelsAllocateNothing() {
        List<KernelExercise> exercises = KernelExercise.all(VectorSupport.kernels());
        // All in turn first: a kernel must stay free of boxes when the profiles have seen every function.
        for (int round = 0; round < 5; round++) {
            exercises.forEach(exercise -> bytesPerCall(exercise.call()));
        }
        TreeSet<String> allocating = new TreeSet<>();
        // What still allocates shares this time: a whole list of faults must not take 10 s each.
        long deadline = System.nanoTime() + LIMIT;
        for (KernelExercise exercise : exercises) {
            double bytes = warmBytesPerCall(exercise.call(), deadline - System.nanoTime());
            if (bytes >= 1) {
                allocating.add(exercise + ": " + bytes + " bytes a call");
            }
        }
        assertTrue(allocating.isEmpty(), () -> String.join("\n", allocating));
    }

    /** A planted fault: what is stored where others see it cannot be optimised away. */
    @Test
    void plantedAllocationIsFound() {
        int[] calls = {0};
        assertTrue(warmBytesPerCall(() -> sink = new float[] {1}, 0) >= 16);
        assertTrue(warmBytesPerCall(() -> {
            // Every tenth call only: an average must find it too.
            sink = ++calls[0] % 10 == 0 ? new float[16] : null;
        }, 0) >= 1);
    }
}
