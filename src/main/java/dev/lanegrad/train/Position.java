package dev.lanegrad.train;

/**
 * Where a run stands between two steps.
 *
 * @param epochs epochs that are done
 * @param steps steps that are done in the epoch after them
 * @param updates all steps since the beginning of the run
 */
public record Position(int epochs, int steps, long updates) {
}
