package dev.lanegrad.cli;

import dev.lanegrad.data.LastBatch;
import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.train.Trainer;
import dev.lanegrad.train.TrainingLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a run makes of its last batches, and what it writes down. */
final class RunOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--last-batch", defaultValue = "smaller", paramLabel = "WAY", converter = LastBatchConverter.class,
            description = "what becomes of samples that fill no batch at an epoch's end: smaller, left_out or topped_up with"
                    + " the epoch's first ones (default: ${DEFAULT-VALUE})")
    private LastBatch lastBatch;

    @Option(names = "--log", paramLabel = "FILE",
            description = "write a row an epoch: JSON lines where the name ends in .jsonl, CSV elsewhere; with --resume the"
                    + " rows up to the checkpoint stay")
    private Optional<Path> log = Optional.empty();

    @Option(names = "--log-steps", description = "write a row a step instead")
    private boolean steps;

    /** Reads a way by its name in lower case. */
    static final class LastBatchConverter implements ITypeConverter<LastBatch> {
        @Override
        public LastBatch convert(String value) {
            return Conversion.of(() -> Arrays.stream(LastBatch.values())
                    .filter(way -> way.name().toLowerCase(Locale.ROOT).equals(value)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown way '" + value
                            + "', expected smaller, left_out or topped_up")));
        }
    }

    /** Refuses what does not fit. */
    void check(List<Path> others) throws IOException {
        if (steps && log.isEmpty()) {
            throw Options.invalid(spec, "--log-steps", "there is no log: add --log FILE");
        }
        if (log.isPresent()) {
            Options.refuseSame(spec, "--log", log.get(), others);
            Options.refuseShared(spec, "--log", log.get(), others);
            AtomicFile.check(log.get());
        }
    }

    /** Refuses a log where there are several runs. */
    void refuseLog(String reason) {
        if (log.isPresent()) {
            throw Options.invalid(spec, "--log", reason);
        }
    }

    /** Sets what these options say of each of several runs. */
    void applyToEach(Trainer trainer) {
        trainer.lastBatch(lastBatch);
    }

    /** Sets what these options say. */
    void apply(Trainer trainer) {
        applyToEach(trainer);
        log.ifPresent(file -> {
            TrainingLog rows = file.toString().endsWith(".jsonl") ? TrainingLog.jsonLines(file) : TrainingLog.csv(file);
            trainer.callback(steps ? rows.everyStep() : rows);
        });
    }
}
