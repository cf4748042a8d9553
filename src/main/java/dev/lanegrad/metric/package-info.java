/**
 * How good predictions are: counts of actual and predicted classes.
 *
 * <p>Results are immutable and may be shared by threads.
 *
 * <p>Not here: the losses that training makes small ({@code loss}), running a network over data ({@code train}).
 */
package dev.lanegrad.metric;
