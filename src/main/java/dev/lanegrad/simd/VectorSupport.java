package dev.lanegrad.simd;

import dev.lanegrad.kernel.Kernels;
import java.util.List;

/**
 * The way in to the vector code. This class links without the Vector API's module, so that a missing flag is an error
 * that names the flag instead of a {@link NoClassDefFoundError}.
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
     * @throws IllegalStateException if the Vector API's module is not in the running JVM, or the width that the system
     *     property asks for is none
     */
    public static Kernels kernels() {
        requireModule();
        requireWidth();
        return Implementation.kernels();
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

    private static void requireWidth() {
        String bits = System.getProperty(WIDTH_PROPERTY);
        if (bits != null && !WIDTHS.contains(bits)) {
            throw new IllegalStateException("system property " + WIDTH_PROPERTY + " must be one of " + WIDTHS + ", is '"
                    + bits + "'");
        }
    }

    /** Linked only after the checks. */
    private static final class Implementation {
        static Kernels kernels() {
            return new VectorKernels();
        }

        static int bits() {
            return Lanes.FLOAT.vectorBitSize();
        }
    }
}
