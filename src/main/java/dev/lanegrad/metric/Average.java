package dev.lanegrad.metric;

/** How the scores of several classes become one. */
public enum Average {
    /** The mean over classes; all count alike, those that never occur included. */
    MACRO,

    /**
     * The score of the classes' true positives, false positives and false negatives, each added up. Where every row has
     * one class, precision, recall and F1 are all the accuracy then.
     */
    MICRO,

    /** The mean over classes, weighted by their support. */
    WEIGHTED
}
