package dev.lanegrad.gate;

import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What the forks of {@link AllocationGateTest} run: every exercise until its calls need no more bytes. */
public final class AllocationGateMain {
    private static volatile Object sink;

    private AllocationGateMain() {
    }

    /** Faults, and one that is none: what is stored where others see it cannot be optimised away. */
    @SuppressWarnings("ThreadPriorityCheck") // A thread that spins on the only core keeps the other one out.
    private static List<KernelExercise> planted() {
        int[] calls = {0};
        Parallelism two = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS);
        AtomicInteger inside = new AtomicInteger();
        return List.of(
                new KernelExercise("nothing", "", () -> {
                }),
                new KernelExercise("always", "", () -> sink = new float[] {1}),
                // An average must find this too.
                new KernelExercise("sometimes", "", () -> sink = ++calls[0] % 10 == 0 ? new float[16] : null),
                new KernelExercise("worker", "", () -> {
                    Thread caller = Thread.currentThread();
                    inside.set(0);
                    two.run(2, _ -> {
                        // Neither thread takes both parts.
                        inside.incrementAndGet();
                        while (inside.get() < 2) {
                            Thread.yield();
                        }
                        if (Thread.currentThread() != caller) {
                            sink = new float[] {1};
                        }
                    });
                }));
    }

    /** Measures the kernels, or what is planted. */
    public static void main(String[] arguments) {
        AllocationGate.measure(arguments.length > 0 && arguments[0].equals(AllocationGate.PLANTED)
                ? planted()
                : KernelExercise.all(VectorSupport.kernels()));
    }
}
