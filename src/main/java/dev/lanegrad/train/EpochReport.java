package dev.lanegrad.train;

import java.util.Optional;

/**
 * One epoch.
 *
 * @param epoch the epoch, from 1
 * @param epochs how many epochs are planned
 * @param loss mean loss of the samples (weighted, where the loss has class weights), each at the weights of its step
 * @param accuracy share of samples whose class was the most probable one at their step; NaN where the targets are values
 * @param validation how the weights do on the validation data after the epoch, where there are such data
 */
public record EpochReport(int epoch, int epochs, double loss, double accuracy, Optional<Evaluation> validation) {
}
