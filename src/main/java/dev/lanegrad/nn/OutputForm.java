package dev.lanegrad.nn;

/** What a model's predictions are. */
public enum OutputForm {
    /** The network's own outputs: logits of a classifier, values of a regression. */
    LOGITS,
    /** Probabilities: the network's outputs through the model's link function. */
    PROBABILITIES
}
