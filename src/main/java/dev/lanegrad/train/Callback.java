package dev.lanegrad.train;

/**
 * What training tells while it runs; called on the training thread. Several are called in the order in which they were added
 * to the {@link Trainer}. A step's order is: update, {@link #stepEnded}, checkpoint; an epoch's: its last step, validation,
 * early stopping's look at it, {@link #epochEnded}, checkpoint. An exception from a callback ends training; the network keeps
 * the weights that it has then.
 *
 * <p>A run that goes on from a checkpoint says so once, and then repeats what it told between that checkpoint and the moment
 * at which the run before it ended.
 */
public interface Callback {
    /** Whether training goes on. */
    enum Decision {
        /** Train the next epoch. */
        CONTINUE,
        /** End training here; the weights stay as they are. */
        STOP
    }

    /**
     * Called before the first step of a run that goes on from a checkpoint.
     *
     * @param position what was done when the checkpoint was saved
     */
    default void trainingResumed(Position position) {
    }

    /**
     * Called after every step.
     *
     * @param report where training is; the loss is the mean over the epoch so far
     */
    default void stepEnded(StepReport report) {
    }

    /**
     * Called after the update of a step whose flow was measured, before {@link #stepEnded}; see
     * {@link Trainer#measureFlow(int)}.
     *
     * @param report what the step did in each layer
     */
    default void flowMeasured(FlowReport report) {
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
