package dev.lanegrad.loss;

/** What the outputs of a network are for a loss: what the network must end in, and what predictions are later. */
public enum Outputs {
    /** Any real numbers, compared with the targets as they are. */
    VALUES,
    /** The logarithms of rates: the prediction's own unit is their exponential. */
    LOG_RATES,
    /** Rates, not negative. */
    RATES,
    /** Logits of one probability each, which the loss itself takes through a sigmoid. */
    LOGITS,
    /** Logits of one distribution a row, which the loss itself takes through a softmax. */
    CLASS_LOGITS,
    /** One probability each, such as a sigmoid gives. */
    PROBABILITIES,
    /** The logarithms of one distribution a row, such as a log-softmax gives. */
    CLASS_LOG_PROBABILITIES
}
