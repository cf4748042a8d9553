package dev.lanegrad.gate.planted.reference;

import jdk.incubator.vector.FloatVector;

/** Shows nothing, but uses vectors. */
final class UsesVectors {
    int length() {
        return FloatVector.SPECIES_PREFERRED.length();
    }
}
