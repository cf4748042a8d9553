package dev.lanegrad.gate.planted.data;

/** Looks up. */
final class SeesNetwork {
    Object network() {
        return new dev.lanegrad.gate.planted.nn.Network();
    }
}
