package dev.lanegrad.cli;

import dev.lanegrad.simd.VectorSupport;

/** What a run ran on. */
final class Machine {
    private Machine() {
    }

    static String describe() {
        return VectorSupport.bits() + "-bit vectors, 1 thread of " + Runtime.getRuntime().availableProcessors()
                + " processors, JDK " + Runtime.version() + " (" + System.getProperty("java.vm.name") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
