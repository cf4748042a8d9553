package dev.lanegrad.simd;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.parallel.Parallelism;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * The way in to the vector code. This class links without the Vector API's module, so that a missing flag is an error
 * that names the flag instead of a {@link NoClassDefFoundError}.
 *
 * <p>Where vector code would run many times slower, it is refused (no fused multiply-add) or warned of (no C2
 * compiler): the second is often on purpose, for a short run or in a debugger.
 */
public final class VectorSupport {
    /** The incubator module that holds the Vector API. */
    public static final String MODULE = "jdk.incubator.vector";

    /** System property that overrides the vector width, in bits. */
    public static final String WIDTH_PROPERTY = "lanegrad.vectorBits";

    private static final List<String> WIDTHS = List.of("128", "256", "512");

    private VectorSupport() {
    }

    /**
     * Makes an instance of the vector kernels; it is for one thread at a time.
     *
     * @return the kernels
     * @throws IllegalStateException if the Vector API's module is not in the running JVM, the JVM uses no fused
     *     multiply-add instructions, or the width that the system property asks for is none
     */
    public static Kernels kernels() {
        return kernels(Parallelism.single());
    }

    /**
     * Makes an instance of the vector kernels whose products may use several threads; the calls on it are for one thread at
     * a time all the same.
     *
     * @param parallelism the threads; it stays the caller's to close
     * @return the kernels, with the same bits for any number of threads
     * @throws IllegalStateException as {@link #kernels()}
     */
    public static Kernels kernels(Parallelism parallelism) {
        requireSuitable();
        return Implementation.kernels(parallelism);
    }

    /**
     * Makes an instance of the vector kernels whose native scratch memory belongs to an arena.
     *
     * @param parallelism the threads; it stays the caller's to close. If the arena's memory is for one thread only, that
     *     thread computes alone
     * @param arena what the kernels take memory from, now and later; they are of use until it is closed
     * @return the kernels, with the same bits for any number of threads
     * @throws IllegalStateException as {@link #kernels()}
     */
    public static Kernels kernels(Parallelism parallelism, Arena arena) {
        requireSuitable();
        boolean shared = parallelism.mayShare(arena.allocate(0));
        return Implementation.kernels(shared ? parallelism : Parallelism.single(), arena);
    }

    private static void requireSuitable() {
        requireModule();
        requireWidth();
        requireFma();
        MissingC2.warnOnce();
    }

    /**
     * The vector width in use.
     *
     * @return the width in bits: 128, 256 or 512
     * @throws IllegalStateException if the Vector API's module is not in the running JVM, or the width that the system
     *     property asks for is none
     */
    public static int bits() {
        requireModule();
        requireWidth();
        return Implementation.bits();
    }

    private static void requireModule() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IllegalStateException("Lanegrad needs the Vector API: start Java with --add-modules " + MODULE);
        }
    }

    private static void requireFma() {
        if (!RunningJvm.HAS_FMA) {
            throw new IllegalStateException("Lanegrad's vector code needs a CPU with fused multiply-add instructions (FMA3"
                    + " of x86-64, or AArch64), and this JVM uses none (its option UseFMA is false, on "
                    + System.getProperty("os.arch") + "): either the CPU has none, or -XX:-UseFMA or -XX:UseAVX=0 turned"
                    + " them off. Without them Java computes each multiply-add in BigDecimal, ten thousand times"
                    + " slower; where that will do, dev.lanegrad.reference.ReferenceKernels gives the same bits");
        }
    }

    private static void requireWidth() {
        String bits = System.getProperty(WIDTH_PROPERTY);
        if (bits != null && !WIDTHS.contains(bits)) {
            throw new IllegalStateException("system property " + WIDTH_PROPERTY + " must be one of " + WIDTHS + ", is '"
                    + bits + "'");
        }
    }

    /** Says so at first use, and never again. */
    private static final class MissingC2 {
        static {
            if (!RunningJvm.HAS_C2) {
                System.getLogger("dev.lanegrad").log(System.Logger.Level.WARNING,
                        "This JVM runs without its C2 compiler (-Xint, -XX:TieredStopAtLevel or -XX:CompilationMode), so"
                                + " Lanegrad's vectors are objects instead of instructions: the results are the same, but"
                                + " hundreds of times slower (-Xint: thousands)");
            }
        }

        static void warnOnce() {
            // The class is initialised by the first call.
        }
    }

    /** Linked only after the checks. */
    private static final class Implementation {
        static Kernels kernels(Parallelism parallelism) {
            return new VectorKernels(parallelism, Scratch.COLLECTED);
        }

        static Kernels kernels(Parallelism parallelism, Arena arena) {
            return new VectorKernels(parallelism, Scratch.of(arena));
        }

        static int bits() {
            return Lanes.FLOAT.vectorBitSize();
        }
    }
}
