package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalisation, dropout and residual blocks from the command line: trained, inspected, used. */
class LayerOptionsTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void data() throws IOException {
        SampleFiles.writeAll(folder);
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static String run(String... arguments) {
        InProcess.Result result = InProcess.run(arguments);
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }

    @ParameterizedTest
    @CsvSource({"batch, batch_normalization", "layer, layer_normalization", "rms, rms_normalization"})
    void everyNormalization(String option, String layer) {
        run("train", "--data", at("train.csv"), "--hidden", "9", "--normalization", option, "--dropout", "0.25", "--epochs",
                "2", "--out", at(option));
        List<String> layers = run("inspect", at(option)).lines().filter(line -> line.startsWith("layer ")).toList();
        assertEquals(List.of("layer 0     2 -> 9, identity", "layer 1     9 -> 9, " + layer, "layer 2     9 -> 9, relu",
                "layer 3     9 -> 9, dropout(0.25)", "layer 4     9 -> 2, identity"), layers);
        run("predict", "--model", at(option), "--data", at("new.csv"), "--out", at(option + ".csv"));
    }

    @Test
    void residualBlocks() throws IOException {
        run("train", "--data", at("train.csv"), "--hidden", "8,8,4,4", "--residual", "--epochs", "2", "--dropout", "0.5",
                "--activation", "tanh", "--out", at("residual"));
        String inspected = run("inspect", at("residual"));
        List<String> layers = inspected.lines().filter(line -> line.startsWith("layer ")).toList();
        assertEquals(List.of("layer 0     2 -> 8, tanh", "layer 1     8 -> 8, dropout(0.5)",
                "layer 2     8 -> 8, residual(8 tanh-dropout(0.5))", "layer 3     8 -> 4, tanh",
                "layer 4     4 -> 4, dropout(0.5)", "layer 5     4 -> 4, residual(4 tanh-dropout(0.5))",
                "layer 6     4 -> 2, identity"), layers);
        assertTrue(inspected.contains("2-8-residual(8)-4-residual(4)-2, "), inspected);
        run("predict", "--model", at("residual"), "--data", at("new.csv"), "--out", at("residual.csv"));
        assertTrue(Files.size(folder.resolve("residual.csv")) > 0);
    }
}
