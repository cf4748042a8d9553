package dev.lanegrad.train;

/**
 * A whole run.
 *
 * @param last the last epoch that was trained
 * @param kept the epoch whose weights the network has: the last one, or with early stopping the best one
 */
public record TrainingReport(EpochReport last, EpochReport kept) {
}
