/**
 * Threads: {@link dev.lanegrad.parallel.Parallelism}, how many may compute one thing together and where they wait.
 *
 * <p>Threads are passed in, never taken from a static pool. They share out whole outputs, never the terms of a sum, so
 * that no result depends on how many there are.
 *
 * <p>Not here: what is computed, how it is cut into parts.
 */
@NullMarked
package dev.lanegrad.parallel;

import org.jspecify.annotations.NullMarked;
