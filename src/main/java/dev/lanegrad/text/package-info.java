/**
 * Text of users and files: inside messages ({@link dev.lanegrad.text.Quoted}: short, on one line, without control
 * characters), and as the name of one thing out of many ({@link dev.lanegrad.text.NamedChoice}), with
 * {@link dev.lanegrad.text.Parameters} in brackets.
 *
 * <p>Not exported, and not here: formats and their readers ({@code io}).
 */
@NullMarked
package dev.lanegrad.text;

import org.jspecify.annotations.NullMarked;
