/**
 * Files that are written whole or not at all: {@link dev.lanegrad.io.file.AtomicFile}.
 *
 * <p>Not exported, and not here: what is in the files.
 */
@NullMarked
package dev.lanegrad.io.file;

import org.jspecify.annotations.NullMarked;
