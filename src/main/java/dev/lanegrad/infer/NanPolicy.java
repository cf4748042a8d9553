package dev.lanegrad.infer;

/** What a predictor does with a row that holds NaN. */
public enum NanPolicy {
    /** Computes: NaN in a row's input gives NaN in its output and touches no other row. Costs nothing. */
    PROPAGATE,
    /**
     * Refuses the call with an {@link IllegalArgumentException} that names the row and the column, before any output is
     * written. Costs a pass over the input.
     */
    REJECT
}
