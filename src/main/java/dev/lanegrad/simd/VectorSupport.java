package dev.lanegrad.simd;

import dev.lanegrad.kernel.Kernels;

/**
 * The way in to the vector code. This class links without the Vector API's module, so that a missing flag is an error
 * that names the flag instead of a {@link NoClassDefFoundError}.
 */
public final class VectorSupport {
    /** The incubator module that holds the Vector API. */
    public static final String MODULE = "jdk.incubator.vector";

    private VectorSupport() {
    }

    /**
     * Makes an instance of the vector kernels; it is for one thread at a time.
     *
     * @return the kernels
     * @throws IllegalStateException if the Vector API's module is not in the running JVM
     */
    public static Kernels kernels() {
        requireModule();
        return Implementation.kernels();
    }

    /**
     * The vector width in use.
     *
     * @return the width in bits: 128, 256 or 512
     * @throws IllegalStateException if the Vector API's module is not in the running JVM
     */
    public static int bits() {
        requireModule();
        return Implementation.bits();
    }

    private static void requireModule() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IllegalStateException("Lanegrad needs the Vector API: start Java with --add-modules " + MODULE);
        }
    }

    /** Linked only after the check. */
    private static final class Implementation {
        static Kernels kernels() {
            return new VectorKernels();
        }

        static int bits() {
            return Lanes.FLOAT.vectorBitSize();
        }
    }
}
