package dev.lanegrad.gate.planted.memory;

import dev.lanegrad.gate.planted.kernel.Kernel;

/** Looks up. */
final class SeesKernel {
    private final Kernel kernel = new Kernel();
}
