package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code train --find-rate}: each option of train has its part in the search or is refused. */
class FindRateTest {
    /** What the search takes no notice of; values that train would take. */
    private static final List<String> REFUSED = List.of("--test @train.csv", "--test @train.csv --test-labels @labels",
            "--folds 2", "--out @model", "--diagnose", "--log @log.csv", "--log @log.csv --log-steps",
            "--checkpoint @run.ckpt", "--checkpoint @run.ckpt --checkpoint-every 1epochs", "--checkpoint @run.ckpt --resume",
            "--rate 0.001", "--schedule cosine", "--schedule constant", "--schedule-by step", "--warm-up 2",
            "--plateau plateau", "--epochs 3", "--last-batch smaller", "--validation 0.2", "--validation 0.2 --patience 3");

    /** A regression. */
    private static final String VALUES = "--loss mean_squared_error --label x --categorical side";

    /** What changes the curve. */
    private static final List<String> HEARD = List.of("--hidden 8", "--activation tanh", "--normalization batch",
            "--dropout 0.5", "--hidden 8,8 --residual", "--initializer he_normal", "--class-weights inside=3",
            "--optimizer sgd", VALUES, VALUES + " --no-target-scaling", "--batch 10", "--seed 2", "--scaling none",
            "--scale x=min_max", "--weight-decay 0.5", "--clip norm(0.001)", "--l1 0.5", "--l2 0.5", "--max-norm 0.1",
            "--label n --categorical side", "--ignore n", "--sample-weights n", "--categorical n");

    /** What changes nothing here: how it computes, and how a file is read that has one form only. */
    private static final List<String> SILENT = List.of("--threads 2", "--micro-batch 7", "--missing mean",
            "--missing-words none", "--separator ,", "--quote \"");

    /** The data, what asks for the search, and what belongs to files of other kinds. */
    private static final Set<String> ELSEWHERE = Set.of("--data", "--labels", "--find-rate", "--no-header", "--help",
            "--version");

    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        Path file = SampleFiles.circle(folder.resolve("train.csv"), 200, 1, true);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add((lines.isEmpty() ? "n" : 1 + lines.size() % 3) + "," + line);
        }
        Files.write(file, lines);
    }

    private InProcess.Result search(String options) {
        // A decay is something that the default has not.
        String all = "--data @train.csv --find-rate" + (options.contains("--optimizer") ? " " : " --optimizer adamw ")
                + options;
        return InProcess.run(Stream.concat(Stream.of("train"),
                Stream.of(all.trim().split(" ", -1)).map(word -> word.replace("@", folder + "/"))).toArray(String[]::new));
    }

    @Test
    void findsARate() {
        InProcess.Result found = search("");
        assertEquals(0, found.exitCode(), found.err());
        double rate = found.number("worth a try: ([0-9.e-]+)");
        assertTrue(rate > 1e-5 && rate < 1, found.out());
    }

    @Test
    void everyOptionIsHeardOrRefused() {
        Set<String> known = Stream.of(REFUSED, HEARD, SILENT).flatMap(List::stream)
                .flatMap(options -> Stream.of(options.split(" ", -1))).filter(word -> word.startsWith("--"))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(ELSEWHERE);
        assertEquals(new CommandLine(new RootCommand()).getSubcommands().get("train").getCommandSpec().options().stream()
                .map(OptionSpec::longestName).collect(Collectors.toCollection(TreeSet::new)), known);
    }

    /** The last option of each is the one that is refused; the others would be, too. */
    @Test
    void whatOnlyATrainingHasIsRefusedByName() throws IOException {
        for (String options : REFUSED) {
            InProcess.Result result = search(options);
            assertEquals(CommandLine.ExitCode.USAGE, result.exitCode(), options);
            assertTrue(Stream.of(options.split(" ", -1)).filter(o -> o.startsWith("--"))
                    .anyMatch(o -> result.err().contains("option '" + o + "': --find-rate ")),
                    options + ": " + result.err());
            assertEquals("", result.out(), options);
        }
        for (String alone : List.of("--test-labels @labels", "--log-steps", "--checkpoint-every 1epochs", "--resume")) {
            assertTrue(search(alone).err().contains("option '" + alone.split(" ", -1)[0] + "': --find-rate "), alone);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing is written");
        }
    }

    @Test
    void theRestHasItsPart() {
        String plain = curve("");
        for (String options : HEARD) {
            assertNotEquals(plain, curve(options), options);
        }
        assertNotEquals(curve(VALUES), curve(VALUES + " --no-target-scaling"));
        for (String options : SILENT) {
            assertEquals(plain, curve(options), options);
        }
    }

    /** What the search prints, without the lines about data and network. */
    private String curve(String options) {
        InProcess.Result result = search(options);
        assertEquals(0, result.exitCode(), options + ": " + result.err());
        String curve = result.out().lines().filter(line -> line.startsWith("rate ") || line.startsWith("smallest "))
                .collect(Collectors.joining("\n"));
        assertFalse(curve.isEmpty(), result.out());
        return curve;
    }
}
