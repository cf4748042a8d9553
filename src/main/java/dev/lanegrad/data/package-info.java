/**
 * Data sets in memory: {@link dev.lanegrad.data.Dataset} (features and targets, splits), scaling fitted on training
 * data, mini-batches, and {@link dev.lanegrad.data.StrokeDigits}, the embedded default data set.
 *
 * <p>Features are finite floats, one row a sample; classes are indices with names. All randomness is counter-based, so
 * splits and orders are functions of a seed.
 *
 * <p>Not here: file formats ({@code io}), networks.
 */
@NullMarked
package dev.lanegrad.data;

import org.jspecify.annotations.NullMarked;
