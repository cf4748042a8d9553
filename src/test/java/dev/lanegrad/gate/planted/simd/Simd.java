package dev.lanegrad.gate.planted.simd;

import jdk.incubator.vector.FloatVector;

/** Sound: the one room where vectors live. */
public final class Simd {
    /** The number of lanes. */
    public static FloatVector zero() {
        return FloatVector.zero(FloatVector.SPECIES_128);
    }
}
