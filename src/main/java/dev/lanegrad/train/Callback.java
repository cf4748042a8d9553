package dev.lanegrad.train;

/** What training tells while it runs; called on the training thread. */
public interface Callback {
    /** Whether training goes on. */
    enum Decision {
        /** Train the next epoch. */
        CONTINUE,
        /** End training here; the weights stay as they are. */
        STOP
    }

    /**
     * Called after every step.
     *
     * @param report where training is; the loss is that of this batch
     */
    default void stepEnded(StepReport report) {
    }

    /**
     * Called after every epoch.
     *
     * @param report how the epoch went
     * @return whether training goes on; one STOP is enough
     */
    default Decision epochEnded(EpochReport report) {
        return Decision.CONTINUE;
    }

    /**
     * Called once, after the last epoch, when the network has its final weights.
     *
     * @param report how the run went
     */
    default void trainingEnded(TrainingReport report) {
    }
}
