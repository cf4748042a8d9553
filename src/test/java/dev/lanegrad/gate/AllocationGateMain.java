package dev.lanegrad.gate;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.simd.VectorSupport;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What the forks of {@link AllocationGateTest} run: every exercise until its calls need no more bytes. */
public final class AllocationGateMain {
    /** Starts the lines that name a call which still allocates. */
    static final String ALLOCATING = "ALLOCATING ";

    /** Starts the line that tells how many exercises were measured. */
    static final String MEASURED = "MEASURED ";

    /** The argument that measures {@link #planted()} in place of the kernels. */
    static final String PLANTED = "planted";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Calls of one measurement; with fewer than one byte a call, not one of them allocated anything. */
    private static final int CALLS = 100;

    /** Measurements after which a kernel is compiled for certain. */
    private static final int MAX_ROUNDS = 300;

    private static volatile Object sink;

    private AllocationGateMain() {
    }

    private static double bytesPerCall(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
    }

    /** Repeats until a call needs less than a byte, or does not come to it; returns the bytes of the last calls. */
    private static double warmBytesPerCall(Runnable call) {
        double bytes = bytesPerCall(call);
        for (int round = 1; bytes >= 1 && round < MAX_ROUNDS; round++) {
            bytes = bytesPerCall(call);
        }
        return bytes;
    }

    /** Faults, and one that is none: what is stored where others see it cannot be optimised away. */
    private static List<KernelExercise> planted() {
        int[] calls = {0};
        return List.of(
                new KernelExercise("nothing", "", () -> {
                }),
                new KernelExercise("always", "", () -> sink = new float[] {1}),
                // An average must find this too.
                new KernelExercise("sometimes", "", () -> sink = ++calls[0] % 10 == 0 ? new float[16] : null));
    }

    /** Measures the kernels, or what is planted. */
    public static void main(String[] arguments) {
        List<KernelExercise> exercises = arguments.length > 0 && arguments[0].equals(PLANTED)
                ? planted()
                : KernelExercise.all(VectorSupport.kernels());
        // All in turn first: a kernel must stay free of boxes when the profiles have seen every function.
        for (int round = 0; round < 5; round++) {
            exercises.forEach(exercise -> bytesPerCall(exercise.call()));
        }
        for (KernelExercise exercise : exercises) {
            double bytes = warmBytesPerCall(exercise.call());
            if (bytes >= 1) {
                System.out.println(ALLOCATING + exercise + ": " + bytes + " bytes a call");
            }
        }
        System.out.println(MEASURED + exercises.size());
    }
}
