/**
 * Schedules: the learning rate over a run, as descriptions with formula, parameters and defaults.
 *
 * <p>A schedule is a function of the tick (an epoch or a step, from 0) and keeps no state;
 * {@link dev.lanegrad.optim.schedule.ReduceOnPlateau}, which watches the loss, shows its state.
 *
 * <p>Not here: who counts the ticks (see {@code train}).
 */
@NullMarked
package dev.lanegrad.optim.schedule;

import org.jspecify.annotations.NullMarked;
