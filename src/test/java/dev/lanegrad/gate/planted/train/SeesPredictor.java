package dev.lanegrad.gate.planted.train;

/** Looks aside; and its package says nothing. */
final class SeesPredictor {
    private final Object predictor = new dev.lanegrad.gate.planted.infer.Predictor();
}
