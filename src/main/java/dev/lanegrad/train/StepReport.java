package dev.lanegrad.train;

/**
 * One optimizer step.
 *
 * @param epoch the epoch, from 1
 * @param epochs how many epochs are planned
 * @param step the step in this epoch, from 1
 * @param steps steps of an epoch
 * @param rows samples seen in this epoch so far
 * @param loss mean loss of those samples (weighted, where the loss has class weights), each at the weights of its step
 * @param accuracy share of them whose class was the most probable one; NaN where the targets are values
 */
public record StepReport(int epoch, int epochs, int step, int steps, long rows, double loss, double accuracy) {
}
