package dev.lanegrad.gate.planted.infer;

/** Sound: something for others to see. */
public final class Predictor {
}
