package dev.lanegrad.gate.planted.nn;

import dev.lanegrad.gate.planted.data.Data;
import dev.lanegrad.gate.planted.kernel.Kernel;

/** Sound: looks down, and at the data. */
public final class Network {
    private final Data data = new Data();

    private final Kernel kernel = new Kernel();

    @Override
    public String toString() {
        return data + " " + kernel;
    }
}
