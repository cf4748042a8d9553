package dev.lanegrad.gate.planted.spec;

/** Platform-dependent bits. */
final class UsesMath {
    double value(double x) {
        return Math.tanh(x);
    }
}
