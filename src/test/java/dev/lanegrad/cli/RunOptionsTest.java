package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --log}, {@code --last-batch}, and how the descent is made. */
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
    void whatMakesNoSenseIsRefused() {
        assertTrue(train("--log-steps").err().contains("there is no log: add --log FILE"));
        assertTrue(train("--last-batch", "none").err().contains("expected smaller, left_out or topped_up"));
        assertTrue(train("--log", folder.resolve("train.csv").toString()).err().contains("would be overwritten"));
        String file = folder.resolve("one").toString();
        assertTrue(train("--log", file, "--checkpoint", file).err().contains("another file of this run"));
        assertTrue(train("--log", file, "--out", file).err().contains("another file of this run"));
        assertTrue(train("--log", file, "--folds", "2").err().contains("cross-validation has one a fold"));
        assertFalse(Files.exists(Path.of(file)));
    }

    /** Folds leave out the same samples as a run without them. */
    @Test
    void foldsEndTheirEpochsTheSameWay() {
        String[] folds = {"--folds", "2", "--epochs", "3", "--batch", "60", "--seed", "1"};
        String smaller = train(folds).out();
        String topped = train(Stream.concat(Stream.of(folds), Stream.of("--last-batch", "topped_up")).toArray(String[]::new))
                .out();
        assertTrue(smaller.contains("accuracy"), smaller);
        assertNotEquals(smaller, topped);
    }

    /** Each changes what is trained; parts of a batch do not. */
    @ParameterizedTest
    @ValueSource(strings = {"--schedule exponential(gamma=0.5)", "--schedule cosine --schedule-by step", "--warm-up 2",
        "--plateau plateau(factor=0.1,patience=0,threshold=0.9)", "--clip value(0.001)", "--clip global_norm(0.001)",
        "--weight-decay 0.5", "--l1 0.1", "--l2 0.1", "--max-norm 0.5", "--micro-batch 7"})
    void optionsOfTheDescentReachIt(String options) throws IOException {
        byte[] plain = model();
        byte[] changed = model(options.split(" ", -1));
        assertEquals(options.startsWith("--micro"), Arrays.equals(plain, changed), options);
    }

    private byte[] model(String... options) throws IOException {
        Path out = folder.resolve("model" + options.length + ".safetensors");
        InProcess.Result trained = train(Stream.concat(Stream.of("--epochs", "4", "--optimizer", "adamw(0.01)", "--out",
                out.toString()), Stream.of(options)).toArray(String[]::new));
        assertEquals(0, trained.exitCode(), trained.err());
        return Files.readAllBytes(out);
    }
}
