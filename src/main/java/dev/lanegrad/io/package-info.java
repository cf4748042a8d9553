/**
 * Models in files: {@link dev.lanegrad.io.ModelFile}, over safetensors files of float tensors. Data sets in files are next
 * door, in {@link dev.lanegrad.io.data}.
 *
 * <p>A file is never trusted: what it says is checked against its size before anything is allocated, and a damaged or
 * hostile file is an {@link java.io.IOException} whose message names the file, what was found and what was expected.
 * Files are memory-mapped while they are read and not longer, so a file that changes later does not matter. Tensors
 * are little-endian, row-major and float32 on every machine. A file that is written is complete or not there: it replaces
 * its target in one step.
 *
 * <p>Not here: what a model computes ({@code nn}), reports and plots.
 */
@NullMarked
package dev.lanegrad.io;

import org.jspecify.annotations.NullMarked;
