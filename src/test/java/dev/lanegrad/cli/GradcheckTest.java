package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Features that nearly cancel in the sums of the first layer, and overflow in the gradient of its weights alone. */
    @Test
    void aGradientThatDiffersIsNamedAndExitCode1() throws IOException {
        List<String> rows = IntStream.range(0, 20).mapToObj(i -> "1e37,-1e37," + (1 + i % 3)).toList();
        Path data = Files.write(folder.resolve("large.csv"), Stream.concat(Stream.of("a,b,y"), rows.stream()).toList());
        InProcess.Result result = InProcess.run("gradcheck", "--data", data.toString(), "--hidden", "2,2", "--activation",
                "identity", "--initializer", "constant(10)", "--loss", "mean_absolute_error", "--no-target-scaling",
                "--scaling", "none");
        assertEquals(1, result.exitCode(), result.out() + result.err());
        assertTrue(result.out().contains("layers.0.weight  4 elements, 0 undecided, 4 DIFFER"), result.out());
        assertTrue(result.out().contains("- layers.0.weight[0, 1]: gradient -Infinity, finite difference "), result.out());
        assertEquals(List.of("layers.0.weight"), result.out().lines().filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2, line.indexOf('['))).distinct().toList(), result.out());
        assertTrue(result.out().endsWith("the gradients DIFFER from finite differences\n"), result.out());
        assertEquals("", result.err());
    }

    /** Weights of zero: all gradients but one are 0, and nothing but rounding is to be seen. */
    @Test
    void whatCannotBeDecidedIsExitCode1() throws IOException {
        Path data = SampleFiles.circle(folder.resolve("train.csv"), 200, 1, true);
        InProcess.Result result = InProcess.run("gradcheck", "--data", data.toString(), "--initializer", "constant(0)");
        assertEquals(1, result.exitCode(), result.out() + result.err());
        assertTrue(result.out().contains("too few elements could be decided"), result.out());
    }
}
