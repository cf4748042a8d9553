/**
 * Data sets in memory: {@link dev.lanegrad.data.Dataset} (features, targets, and parts that share them), what its columns
 * mean ({@link dev.lanegrad.data.Schema}), what happens to raw features before a network sees them
 * ({@link dev.lanegrad.data.Preparation}: gaps are filled, columns scaled, fitted on training data alone), batches, and
 * {@link dev.lanegrad.data.StrokeDigits}, the embedded default data set.
 *
 * <p>Features are floats, one row a sample, finite except for gaps (NaN) where the schema allows them; classes are indices
 * with names. All randomness is counter-based, so parts and orders are functions of a seed. Only batches are copied, so the
 * features may be a mapped file that is larger than memory.
 *
 * <p>Not here: file formats ({@code io}), networks, metrics.
 */
@NullMarked
package dev.lanegrad.data;

import org.jspecify.annotations.NullMarked;
