/**
 * Text of users and files inside messages: short, on one line, without control characters.
 *
 * <p>Not exported, and not here: formats and their readers ({@code io}).
 */
@NullMarked
package dev.lanegrad.text;

import org.jspecify.annotations.NullMarked;
