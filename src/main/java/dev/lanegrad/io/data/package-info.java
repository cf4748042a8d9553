/**
 * Data sets in files: {@link dev.lanegrad.io.data.CsvFile}, {@link dev.lanegrad.io.data.IdxFile} (the format of MNIST),
 * {@link dev.lanegrad.io.data.NpyFile} (NumPy) and {@link dev.lanegrad.io.data.FloatFile} (numbers alone). Files larger
 * than memory are read as {@link dev.lanegrad.io.data.FeatureRows} or mapped as
 * {@link dev.lanegrad.io.data.MappedMatrix}.
 *
 * <p>A file is never trusted: what it says is checked before anything is allocated, and what does not fit is a
 * {@link dev.lanegrad.io.data.DataFileException} whose message says where (line and column, or byte), what was found and
 * what was expected. Optional dependencies (FastCSV) are linked at first use; a missing one is named in the error.
 *
 * <p>Not here: data sets in memory ({@code data}), model files ({@code io}).
 */
@NullMarked
package dev.lanegrad.io.data;

import org.jspecify.annotations.NullMarked;
