package dev.lanegrad.gate.planted.kernel;

import jdk.incubator.vector.FloatVector;

/** Mentions vectors in a protected signature. */
public class ShowsVectors {
    /** A parameter. */
    protected void take(FloatVector[] vectors) {
    }
}
