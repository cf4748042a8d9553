package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/** How the weights of an initializer that gives their variance v are spread. */
public enum Distribution {
    /** Uniform in +-sqrt(3 v). */
    UNIFORM,
    /** Normal. */
    NORMAL;

    /** Fills with mean 0 and variance gain^2 scale / fan. */
    void fill(Matrix weight, double gain, double scale, double fan, long seed, int layer) {
        int stream = InitializerChecks.stream(layer);
        switch (this) {
            case UNIFORM -> {
                double limit = gain * Math.sqrt(3 * scale / fan);
                InitializerChecks.fill(weight, (r, c) -> limit * (2 * CounterRandom.uniform(seed, stream, 0, r, c) - 1));
            }
            case NORMAL -> {
                double deviation = gain * Math.sqrt(scale / fan);
                InitializerChecks.fill(weight, (r, c) -> deviation * CounterRandom.normal(seed, stream, 0, r, c));
            }
        }
    }
}
