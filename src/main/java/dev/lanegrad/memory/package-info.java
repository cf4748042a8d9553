/**
 * Native memory: {@link dev.lanegrad.memory.Matrix} and how long it lives.
 *
 * <p>Everything that a kernel reads or writes is a matrix here: {@code float}, row-major, aligned to a cache line, with
 * a leading dimension so that views of rows and columns need no copy. Element (r, c) is at {@code r * ld + c}.
 *
 * <p>Not here: arithmetic of any kind, files, data sets.
 */
@NullMarked
package dev.lanegrad.memory;

import org.jspecify.annotations.NullMarked;
