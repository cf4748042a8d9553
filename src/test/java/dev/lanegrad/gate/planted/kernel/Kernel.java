package dev.lanegrad.gate.planted.kernel;

/** Sound: something for others to see. */
public final class Kernel {
}
