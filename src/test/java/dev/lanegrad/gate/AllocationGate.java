package dev.lanegrad.gate;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Measures in a JVM of its own what warm calls allocate. */
public final class AllocationGate {
    /** Starts the lines that name a call which still allocates. */
    private static final String ALLOCATING = "ALLOCATING ";

    /** Starts the line that tells how many exercises were measured. */
    private static final String MEASURED = "MEASURED ";

    /** The argument that measures what must be found. */
    public static final String PLANTED = "planted";

    /** Calls of one measurement; with fewer than one byte a call, not one of them allocated anything. */
    private static final int CALLS = 100;

    /** Measurements after which a kernel is compiled for certain. */
    private static final int MAX_ROUNDS = 300;

    /** Measurements before the first that counts. */
    private static final int WARM_ROUNDS = 5;

    /** How often an exercise is called at most. */
    public static final int MAX_CALLS = CALLS * (WARM_ROUNDS + MAX_ROUNDS);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationGate() {
    }

    /** What a fork found: the exercises that allocate, and how many there were. */
    public record Found(List<String> allocating, int measured) {
    }

    /** Runs a program that calls {@link #measure}. */
    public static Found run(Class<?> program, int bits, String... arguments) {
        List<String> lines = new ForkedJvm().withClassPath()
                // The program waits for C2: what it measures does not hang on when a method was compiled.
                .with("--add-modules", VectorSupport.MODULE, "-Dlanegrad.vectorBits=" + bits, "-Xmx512m",
                        "-XX:-BackgroundCompilation", program.getName())
                .with(arguments)
                .run()
                .requireSuccess()
                .output()
                .lines()
                .toList();
        return new Found(rest(lines, ALLOCATING), rest(lines, MEASURED).stream().mapToInt(Integer::parseInt).sum());
    }

    private static List<String> rest(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length())).toList();
    }

    /** In the fork: repeats every exercise until its calls need no more bytes, and prints what still does. */
    public static void measure(List<KernelExercise> exercises) {
        // All in turn first: a kernel must stay free of boxes when the profiles have seen every function.
        for (int round = 0; round < WARM_ROUNDS; round++) {
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

    /** Of all threads: a call may have workers. */
    private static double bytesPerCall(Runnable call) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (THREADS.getTotalThreadAllocatedBytes() - before) / (double) CALLS;
    }

    /** Repeats until a call needs less than a byte, or does not come to it; returns the bytes of the last calls. */
    private static double warmBytesPerCall(Runnable call) {
        double bytes = bytesPerCall(call);
        for (int round = 1; bytes >= 1 && round < MAX_ROUNDS; round++) {
            bytes = bytesPerCall(call);
        }
        return bytes;
    }
}
