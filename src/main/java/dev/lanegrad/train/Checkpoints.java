package dev.lanegrad.train;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Where and how often a run saves all that it needs to go on: weights and running statistics, the optimizer's state, the
 * position in the epoch, sums of reports, what early stopping knows and the weights that it keeps. Random numbers, the
 * order of samples included, are functions of seed, epoch and step, so no generator has a state to save.
 *
 * <pre>{@code
 * trainer.checkpoint(Checkpoints.to(Path.of("run.safetensors")).everySteps(500).resume()).fit(train);
 * }</pre>
 *
 * <p>A run that was killed and goes on from its last checkpoint ends with the same bits as one that was not, also on another
 * machine, with other threads or with the scalar reference. The file is a safetensors file, replaced in one step: whenever
 * the process dies, the old one or the new one is there, whole. It is saved once more when the run ends; to go on from that
 * with more epochs gives the bits of a run that had them from the start.
 *
 * @param file the file
 * @param every how many of the unit
 * @param unit what is counted
 * @param resumes whether a run goes on from the file where it is there; otherwise it starts afresh and replaces the file
 */
public record Checkpoints(Path file, long every, Unit unit, boolean resumes) {
    /** What is counted between two checkpoints. */
    public enum Unit {
        /** Epochs: saved after validation and callbacks. */
        EPOCHS,
        /** Optimizer steps since the beginning of the run. */
        STEPS,
        /** Seconds of the wall clock, looked at after each step. When a run saves has no influence on its bits. */
        SECONDS
    }

    /**
     * Checks the interval.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Checkpoints {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(unit, "unit");
        if (every < 1) {
            throw new IllegalArgumentException("a checkpoint is saved every so many " + unit.name().toLowerCase(Locale.ROOT)
                    + ", at least 1, given " + every);
        }
    }

    /**
     * Saves after every epoch.
     *
     * @param file the file; its directory must be there
     * @return the settings
     */
    public static Checkpoints to(Path file) {
        return new Checkpoints(file, 1, Unit.EPOCHS, false);
    }

    /**
     * Saves after so many epochs.
     *
     * @param epochs at least 1
     * @return the settings
     * @throws IllegalArgumentException if below 1
     */
    public Checkpoints everyEpochs(long epochs) {
        return new Checkpoints(file, epochs, Unit.EPOCHS, resumes);
    }

    /**
     * Saves after so many steps.
     *
     * @param steps at least 1
     * @return the settings
     * @throws IllegalArgumentException if below 1
     */
    public Checkpoints everySteps(long steps) {
        return new Checkpoints(file, steps, Unit.STEPS, resumes);
    }

    /**
     * Saves once so many seconds have passed since the last time.
     *
     * @param seconds at least 1
     * @return the settings
     * @throws IllegalArgumentException if below 1
     */
    public Checkpoints everySeconds(long seconds) {
        return new Checkpoints(file, seconds, Unit.SECONDS, resumes);
    }

    /**
     * Goes on from the file where it is there; where it is not, the run starts from its beginning. So one and the same
     * command may be started again and again until it is done.
     *
     * @return the settings
     */
    public Checkpoints resume() {
        return new Checkpoints(file, every, unit, true);
    }
}
