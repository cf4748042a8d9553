package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --diagnose}. */
class DiagnoseTest {
    @TempDir
    Path folder;

    @Test
    void tableAndVerdicts() throws IOException {
        Path data = folder.resolve("train.csv");
        SampleFiles.circle(data, 200, 1, true);
        InProcess.Result healthy = InProcess.run("train", "--data", data.toString(), "--epochs", "5", "--diagnose");
        assertEquals(0, healthy.exitCode(), healthy.err());
        assertTrue(healthy.out().contains("layers.0  256 relu"), healthy.out());
        assertTrue(healthy.out().contains("; nothing is conspicuous"), healthy.out());
        InProcess.Result fast = InProcess.run("train", "--data", data.toString(), "--epochs", "5", "--rate", "1",
                "--diagnose");
        assertTrue(fast.out().contains("- learning rate too high (layers."), fast.out());
        InProcess.Result raw = InProcess.run("train", "--data", data.toString(), "--epochs", "5", "--optimizer", "sgd",
                "--rate", "1e30", "--diagnose");
        assertEquals(1, raw.exitCode());
        assertTrue(raw.err().contains("epoch 1, step "), raw.err());
        assertTrue(raw.out().contains("layers.0  256 relu"), raw.out());
        assertTrue(raw.out().contains("- learning rate too high (layers."), raw.out());
    }
}
