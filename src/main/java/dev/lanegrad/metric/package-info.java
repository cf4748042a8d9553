/**
 * How good predictions are: {@link dev.lanegrad.metric.ClassificationMetrics} (one class a row),
 * {@link dev.lanegrad.metric.BinaryMetrics} (columns of probabilities of yes or no) and
 * {@link dev.lanegrad.metric.RegressionMetrics} (columns of values).
 *
 * <p>Names, and what is done where a formula divides by zero, are those of scikit-learn, unless the method says
 * otherwise. Sums run in {@code double}, in row order. Targets that are wrong are refused. Predictions of NaN are not:
 * no class is predicted for the sake of a NaN, and what is computed from the numbers themselves becomes NaN.
 *
 * <p>Computing allocates; results are immutable and may be shared by threads.
 *
 * <p>Not here: the losses that training makes small ({@code loss}), running a network over data ({@code train}).
 */
@NullMarked
package dev.lanegrad.metric;

import org.jspecify.annotations.NullMarked;
