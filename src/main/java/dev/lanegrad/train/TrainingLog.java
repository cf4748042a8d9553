package dev.lanegrad.train;

import dev.lanegrad.io.file.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes what a run reports to a file, a row an epoch or a row a step, as CSV with a header or as JSON lines. Fields: epoch,
 * step (in the epoch; of an epoch its last), loss, accuracy, validation_loss, validation_accuracy (a step has none), and
 * seconds since the run began or went on. A number that does not exist (the accuracy of a regression) is an empty field in
 * CSV and left out in JSON.
 *
 * <pre>{@code
 * trainer.callback(TrainingLog.csv(Path.of("epochs.csv"))).callback(TrainingLog.jsonLines(Path.of("steps.jsonl")).everyStep())
 * }</pre>
 *
 * <p>Each row reaches the file at once. A run that goes on from a checkpoint keeps the rows up to it and drops those after
 * it, which it writes again; any other run replaces the file. Not thread-safe; for one run.
 */
public final class TrainingLog implements Callback {
    private static final List<String> FIELDS = List.of("epoch", "step", "loss", "accuracy", "validation_loss",
            "validation_accuracy", "seconds");
    private static final Pattern ROW = Pattern.compile("(?:\\{\"epoch\":)?(\\d{1,9}),(?:\"step\":)?(\\d{1,9}),.*\\S");
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final boolean json;
    private final boolean steps;
    private boolean started;
    private long start;
    private int step;

    private TrainingLog(Path file, boolean json, boolean steps) {
        this.file = file;
        this.json = json;
        this.steps = steps;
    }

    /**
     * A CSV file with a row an epoch.
     *
     * @param file where to; its directory must be there
     * @return the log
     */
    public static TrainingLog csv(Path file) {
        return new TrainingLog(file, false, false);
    }

    /**
     * A file with a JSON object an epoch, each on a line of its own.
     *
     * @param file where to; its directory must be there
     * @return the log
     */
    public static TrainingLog jsonLines(Path file) {
        return new TrainingLog(file, true, false);
    }

    /**
     * The same with a row a step; loss and accuracy are those of the epoch so far.
     *
     * @return a new log
     */
    public TrainingLog everyStep() {
        return new TrainingLog(file, json, true);
    }

    /** Keeps the rows up to the checkpoint. */
    @Override
    public void trainingResumed(Position position) {
        List<String> kept = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                // What follows the last line end was cut off.
                text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(line -> isBefore(position, line))
                        .forEach(kept::add);
            }
            begin(kept);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private static boolean isBefore(Position position, String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            return false;
        }
        int epoch = Integer.parseInt(row.group(1));
        return epoch <= position.epochs()
                || (epoch == position.epochs() + 1 && Integer.parseInt(row.group(2)) <= position.steps());
    }

    private void begin(List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(rows);
        if (!json) {
            lines.addFirst(String.join(",", FIELDS));
        }
        ByteBuffer text = StandardCharsets.UTF_8.encode(
                lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        AtomicFile.deleteLeftovers(file);
        // Rows of an earlier run are not lost to who is killed here.
        AtomicFile.replace(file, channel -> {
            while (text.hasRemaining()) {
                channel.write(text);
            }
        });
        started = true;
        start = System.nanoTime();
    }

    @Override
    public void stepEnded(StepReport report) {
        step = report.step();
        if (steps) {
            write(report.epoch(), report.loss(), report.accuracy(), Double.NaN, Double.NaN);
        } else if (!started) {
            start = System.nanoTime();
            write(List.of());
        }
    }

    @Override
    public Decision epochEnded(EpochReport report) {
        if (!steps) {
            write(report.epoch(), report.loss(), report.accuracy(),
                    report.validation().map(Evaluation::loss).orElse(Double.NaN),
                    report.validation().map(Evaluation::accuracy).orElse(Double.NaN));
        }
        return Decision.CONTINUE;
    }

    private void write(int epoch, double loss, double accuracy, double validationLoss, double validationAccuracy) {
        Map<String, Number> row = new LinkedHashMap<>();
        row.put("epoch", epoch);
        row.put("step", step);
        row.put("loss", loss);
        row.put("accuracy", accuracy);
        row.put("validation_loss", validationLoss);
        row.put("validation_accuracy", validationAccuracy);
        row.put("seconds", started ? Math.round((System.nanoTime() - start) / 1e6) / 1e3 : 0.0);
        write(List.of(json ? json(row) : csv(row)));
    }

    private void write(List<String> lines) {
        try {
            if (!started) {
                begin(List.of());
            }
            for (String line : lines) {
                Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private static UncheckedIOException cannotWrite(IOException e) {
        return new UncheckedIOException("the log cannot be written: " + e.getMessage(), e);
    }

    private static boolean exists(Number number) {
        return !Double.isNaN(number.doubleValue());
    }

    private static String csv(Map<String, Number> row) {
        Function<Number, String> text = number -> exists(number) ? number.toString() : "";
        return row.values().stream().map(text).collect(Collectors.joining(","));
    }

    private static String json(Map<String, Number> row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            row.forEach((name, number) -> {
                if (number instanceof Integer integer) {
                    generator.writeNumberProperty(name, integer.intValue());
                } else if (exists(number)) {
                    generator.writeNumberProperty(name, number.doubleValue());
                }
            });
            generator.writeEndObject();
        }
        return text.toString();
    }
}
