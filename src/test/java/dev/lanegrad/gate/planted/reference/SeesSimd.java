package dev.lanegrad.gate.planted.reference;

/** Looks aside, through an array. */
final class SeesSimd {
    private dev.lanegrad.gate.planted.simd.Simd[] neighbours;
}
