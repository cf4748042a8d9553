package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --checkpoint}. */
class CheckpointOptionsTest {
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

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aLongerRunGoesOnFromAShorterOne() throws IOException {
        assertEquals(0, train("--epochs", "6", "--out", path("whole")).exitCode());
        assertEquals(0, train("--epochs", "2", "--checkpoint", path("run"), "--checkpoint-every", "3steps").exitCode());
        InProcess.Result resumed = train("--epochs", "6", "--checkpoint", path("run"), "--resume", "--out", path("model"));
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(resumed.out().contains("resumed     after 2 epochs and 0 steps of the next one\n"), resumed.out());
        assertTrue(resumed.out().contains("training    epoch 6: "), resumed.out());
        assertArrayEquals(Files.readAllBytes(folder.resolve("whole")), Files.readAllBytes(folder.resolve("model")));
    }

    private void assertRefused(String expected, String... more) {
        InProcess.Result result = train(more);
        assertEquals(2, result.exitCode(), result.out());
        assertTrue(result.err().contains(expected), result.err());
    }

    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        for (String interval : List.of("0steps", "steps", "5", "5 steps", "1.5s", "-1s", "9999999999s")) {
            assertRefused("Invalid value for option '--checkpoint-every': given '" + interval, "--checkpoint", path("run"),
                    "--checkpoint-every", interval);
        }
        assertRefused("there is no checkpoint: add --checkpoint FILE", "--resume");
        assertRefused("there is no checkpoint: add --checkpoint FILE", "--checkpoint-every", "5s");
        assertRefused("cross-validation has one a fold", "--checkpoint", path("run"), "--folds", "3");
        assertRefused("is another file of this run", "--checkpoint", path("model"), "--out", path("model"));
        assertRefused("would be overwritten", "--checkpoint", path("train.csv"), "--resume");
        assertFalse(Files.exists(folder.resolve("run")));
        Files.writeString(folder.resolve("run"), "no checkpoint");
        assertRefused("is there already: add --resume to go on from it, or delete it", "--checkpoint", path("run"));
        InProcess.Result foreign = train("--checkpoint", path("run"), "--resume");
        assertEquals(1, foreign.exitCode());
        assertTrue(foreign.err().contains("lanegrad: " + path("run") + ": the header's length is given as"), foreign.err());
    }

    @Test
    void anotherRunIsNamed() {
        assertEquals(0, train("--epochs", "2", "--checkpoint", path("run")).exitCode());
        InProcess.Result other = train("--epochs", "2", "--checkpoint", path("run"), "--resume", "--rate", "0.1");
        assertEquals(1, other.exitCode());
        assertTrue(other.err().contains("does not belong to this run: its optimizer is Adam[rate=0.001,"), other.err());
    }
}
