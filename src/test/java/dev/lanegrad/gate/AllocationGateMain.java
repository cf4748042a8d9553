package dev.lanegrad.gate;

import dev.lanegrad.simd.VectorSupport;
import java.util.List;

/** What the forks of {@link AllocationGateTest} run: every exercise until its calls need no more bytes. */
public final class AllocationGateMain {
    private static volatile Object sink;

    private AllocationGateMain() {
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
        AllocationGate.measure(arguments.length > 0 && arguments[0].equals(AllocationGate.PLANTED)
                ? planted()
                : KernelExercise.all(VectorSupport.kernels()));
    }
}
