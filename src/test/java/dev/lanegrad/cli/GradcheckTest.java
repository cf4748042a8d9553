package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradcheckTest {
    @TempDir
    Path folder;

    @Test
    void agreesAndRefuses() throws IOException {
        String data = folder.resolve("train.csv").toString();
        SampleFiles.circle(Path.of(data), 200, 1, true);
        InProcess.Result result = InProcess.run("gradcheck", "--data", data, "--hidden", "12,12", "--activation", "tanh",
                "--dropout", "0.2", "--normalization", "batch", "--residual");
        assertEquals(0, result.exitCode(), result.out() + result.err());
        assertTrue(result.out().endsWith("the gradients agree with finite differences\n"), result.out());
        assertEquals(2, InProcess.run("gradcheck", "--data", data, "--rows", "1").exitCode());
        assertEquals(2, InProcess.run("gradcheck", "--data", data, "--elements", "0").exitCode());
        assertEquals(2, InProcess.run("gradcheck").exitCode());
    }
}
