package dev.lanegrad.cli;

import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where and how often a run is saved, and whether it goes on. */
final class CheckpointOptions {
    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,8})(epochs|steps|s)");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--checkpoint", paramLabel = "FILE",
            description = "where all of the run is saved from time to time, so that it can go on after a crash")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--checkpoint-every", defaultValue = "1epochs", paramLabel = "INTERVAL",
            description = "a number with epochs, steps or s (seconds): 2epochs, 500steps, 60s (default: ${DEFAULT-VALUE})")
    private String every;

    @Option(names = "--resume",
            description = "go on from the checkpoint where it is there; the end has the bits of a run without a break")
    private boolean resume;

    /** Where the checkpoint is, if there is to be one. */
    Optional<Path> file() {
        return file;
    }

    /** Refuses what does not fit; nothing where no checkpoint is asked for. */
    Optional<Checkpoints> checked(List<Path> others) throws IOException {
        if (file.isEmpty()) {
            if (resume || !every.equals("1epochs")) {
                throw Options.invalid(spec, resume ? "--resume" : "--checkpoint-every",
                        "there is no checkpoint: add --checkpoint FILE");
            }
            return Optional.empty();
        }
        Options.refuseSame(spec, "--checkpoint", file.get(), others);
        Options.refuseShared(spec, "--checkpoint", file.get(), others);
        Matcher interval = INTERVAL.matcher(every);
        if (!interval.matches()) {
            throw Options.invalid(spec, "--checkpoint-every", "given '" + every
                    + "', expected a number from 1 with epochs, steps or s, such as 500steps");
        }
        if (!resume && Files.exists(file.get())) {
            throw Options.invalid(spec, "--checkpoint", file.get() + " is there already: add --resume to go on from it, or"
                    + " delete it");
        }
        AtomicFile.check(file.get());
        long count = Long.parseLong(interval.group(1));
        Checkpoints to = Checkpoints.to(file.get());
        Checkpoints plan = switch (interval.group(2)) {
            case "steps" -> to.everySteps(count);
            case "s" -> to.everySeconds(count);
            default -> to.everyEpochs(count);
        };
        return Optional.of(resume ? plan.resume() : plan);
    }
}
