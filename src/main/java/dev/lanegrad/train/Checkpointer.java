package dev.lanegrad.train;

import dev.lanegrad.io.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Saves a run when it is time to, and restores it. */
final class Checkpointer {
    private final Checkpoints plan;
    private final SequencedMap<String, String> settings;
    private final Consumer<RunState> run;
    private final LongSupplier nanoTime;
    private long last;
    private boolean due;

    /**
     * For one run.
     *
     * @param settings what decides the run's bits beside its state
     * @param run names all of the run's state
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    Checkpointer(Checkpoints plan, SequencedMap<String, String> settings, Consumer<RunState> run, LongSupplier nanoTime) {
        this.plan = plan;
        this.settings = settings;
        this.run = run;
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong();
    }

    /**
     * Goes on from the file if that is asked for and it is there; nothing is changed by a file that is refused.
     *
     * @return whether the run goes on
     * @throws UncheckedIOException if the file is damaged, no checkpoint, or cannot be written
     * @throws IllegalArgumentException if the checkpoint is that of another run; the message says in what they differ
     */
    boolean restore() {
        try {
            Path real = AtomicFile.check(plan.file());
            AtomicFile.deleteLeftovers(real);
            if (!plan.resumes() || !Files.exists(real)) {
                return false;
            }
            CheckpointFile file = CheckpointFile.read(plan.file());
            requireSameRun(file.settings());
            run.accept(new RunState.Restored(file.scalars(), file.arrays(), true));
            run.accept(new RunState.Restored(file.scalars(), file.arrays(), false));
            return true;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(plan.file() + ": the checkpoint does not belong to this run: "
                    + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void requireSameRun(SequencedMap<String, String> saved) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> others = new TreeSet<>(saved.keySet());
        settings.forEach((name, text) -> {
            others.remove(name);
            String before = saved.get(name);
            if (!text.equals(before)) {
                differences.add("its " + name + " is " + (before == null ? "not said" : before) + ", expected " + text);
            }
        });
        others.forEach(name -> differences.add("its " + name + " is " + saved.get(name) + ", expected none"));
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", differences));
        }
    }

    /** Saves if it is time to; not after the last step of an epoch, whose end follows. */
    void stepEnded(long updates, boolean lastOfEpoch) {
        due |= switch (plan.unit()) {
            case EPOCHS -> false;
            case STEPS -> updates % plan.every() == 0;
            case SECONDS -> (nanoTime.getAsLong() - last) / 1_000_000_000 >= plan.every();
        };
        if (due && !lastOfEpoch) {
            save();
        }
    }

    /** Saves if it is time to, or the run is over. */
    void epochEnded(int epoch, boolean over) {
        if (over || due || (plan.unit() == Checkpoints.Unit.EPOCHS && epoch % plan.every() == 0)) {
            save();
        }
    }

    private void save() {
        RunState.Saved state = new RunState.Saved();
        run.accept(state);
        try {
            new CheckpointFile(settings, state.scalars, state.arrays).write(plan.file());
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint cannot be saved: " + e.getMessage(), e);
        }
        due = false;
        last = nanoTime.getAsLong();
    }
}
