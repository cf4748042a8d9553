/**
 * The command line: the main job on drawn digits, and the sub-commands train, predict and inspect on the user's files.
 *
 * <p>Results go to standard output, progress and errors to standard error, an error is one line. Exit code 0 is done, 1
 * failed, 2 wrong usage. Needs picocli and progressbar, which the library itself does not.
 *
 * <p>Not exported, and not here: anything that a program would want to call.
 */
package dev.lanegrad.cli;
