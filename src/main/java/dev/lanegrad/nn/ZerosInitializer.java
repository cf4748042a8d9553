package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;

/** All zero. */
public record ZerosInitializer() implements Initializer.Defaults {
    @Override
    public String name() {
        return "zeros";
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        weight.fill(0);
    }
}
