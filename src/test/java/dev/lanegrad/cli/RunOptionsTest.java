package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --log}, {@code --last-batch} and {@code --find-rate}. */
class RunOptionsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        SampleFiles.circle(folder.resolve("train.csv"), 200, 1, true);
    }

    private InProcess.Result train(String... more) {
        return InProcess.run(Stream.of(new String[] {"train", "--data", folder.resolve("train.csv").toString()}, more)
                .flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void logsAndLastBatch() throws IOException {
        String csv = folder.resolve("log.csv").toString();
        assertEquals(0, train("--epochs", "3", "--log", csv).exitCode());
        assertEquals(4, Files.readAllLines(Path.of(csv)).size());
        String json = folder.resolve("log.jsonl").toString();
        assertEquals(0, train("--epochs", "2", "--log", json, "--log-steps", "--last-batch", "left_out").exitCode());
        assertEquals(2 * 6, Files.readAllLines(Path.of(json)).size());
        assertTrue(Files.readString(Path.of(json)).startsWith("{\"epoch\":1,\"step\":1,\"loss\":"), json);
        assertEquals(0, train("--epochs", "2", "--log", csv, "--log-steps", "--last-batch", "topped_up").exitCode());
        assertEquals(1 + 2 * 7, Files.readAllLines(Path.of(csv)).size());
    }

    @Test
    void findsARate() {
        InProcess.Result found = train("--find-rate");
        assertEquals(0, found.exitCode(), found.err());
        double rate = found.number("worth a try: ([0-9.e-]+)");
        assertTrue(rate > 1e-5 && rate < 1, found.out());
        assertTrue(train("--find-rate", "--out", "model").err().contains("nothing is trained"), "with --out");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertTrue(train("--log-steps").err().contains("there is no log: add --log FILE"));
        assertTrue(train("--last-batch", "none").err().contains("expected smaller, left_out or topped_up"));
        assertTrue(train("--log", folder.resolve("train.csv").toString()).err().contains("would be overwritten"));
    }
}
