/**
 * In-process inference: {@link dev.lanegrad.infer.Predictor}, a frozen model that any number of threads share and that
 * allocates nothing.
 *
 * <p>Rows in, rows out: scaling, all layers, and the link to probabilities where the model has one. A row's bits depend
 * on the row and the model only.
 *
 * <p>Not here: training, files ({@code io}).
 */
@NullMarked
package dev.lanegrad.infer;

import org.jspecify.annotations.NullMarked;
