package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.CounterRandom;
import dev.lanegrad.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as its user sees it: a process with output, errors and an exit code. */
class CommandLineTest {
    private static final Pattern ACCURACY = Pattern.compile("test accuracy (\\d+\\.\\d\\d) %");

    @TempDir
    Path folder;

    private static ForkedJvm.Result run(String... arguments) throws IOException {
        return new ForkedJvm().withClassPath()
                .with("--add-modules", VectorSupport.MODULE, "--enable-native-access=ALL-UNNAMED")
                .with(Main.class.getName())
                .with(arguments)
                .run();
    }

    /** Points in the plane, labelled by the side of a circle they are on. */
    private Path circle(String name, int rows, int seed) throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y,side"));
        for (int r = 0; r < rows; r++) {
            float x = 2 * CounterRandom.uniform(seed, 0, 0, r, 0) - 1;
            float y = 2 * CounterRandom.uniform(seed, 0, 0, r, 1) - 1;
            lines.add(String.format(Locale.ROOT, "%.4f,%.4f,%s", x, y, x * x + y * y < 0.6 ? "inside" : "outside"));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static double accuracy(String output) {
        Matcher matcher = ACCURACY.matcher(output);
        assertTrue(matcher.find(), output);
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void trainPredictInspect() throws IOException {
        Path train = circle("train.csv", 400, 1);
        Path test = circle("test.csv", 200, 2);
        Path model = folder.resolve("model.safetensors");
        String trained = run("train", "--data", train.toString(), "--test", test.toString(), "--out", model.toString(),
                "--hidden", "32", "--epochs", "40", "--rate", "0.01", "--validation", "0.1").requireSuccess().output();
        assertTrue(accuracy(trained) > 93, trained);
        assertTrue(trained.contains("validation loss"), trained);

        Path predictions = folder.resolve("predictions.csv");
        run("predict", "--model", model.toString(), "--data", test.toString(), "--out", predictions.toString())
                .requireSuccess();
        List<String> lines = Files.readAllLines(predictions);
        assertEquals("label,probability of inside,probability of outside", lines.getFirst());
        assertEquals(201, lines.size());
        List<String> actual = Files.readAllLines(test);
        int hits = 0;
        for (int i = 1; i < lines.size(); i++) {
            String label = lines.get(i).substring(0, lines.get(i).indexOf(','));
            hits += actual.get(i).endsWith(label) ? 1 : 0;
        }
        assertEquals(accuracy(trained), hits / 2.0, 1e-9, "predict agrees with the test in train");

        String inspected = run("inspect", model.toString()).requireSuccess().output();
        assertTrue(inspected.contains("2 -> 32, relu") && inspected.contains("inside, outside"), inspected);
    }

    @Test
    void regression() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (int r = 0; r < 200; r++) {
            float x = 2 * CounterRandom.uniform(3, 0, 0, r, 0) - 1;
            lines.add(x + "," + (3 * x + 1));
        }
        Path data = Files.write(folder.resolve("line.csv"), lines);
        String output = run("train", "--data", data.toString(), "--test", data.toString(), "--hidden", "0", "--loss",
                "mean_squared_error", "--rate", "0.05", "--epochs", "50").requireSuccess().output();
        Matcher error = Pattern.compile("test root mean squared error (\\S+)").matcher(output);
        assertTrue(error.find(), output);
        assertTrue(Double.parseDouble(error.group(1)) < 0.01, output);
    }

    @Test
    void theMainJob() throws IOException {
        String output = run().requireSuccess().output();
        double accuracy = accuracy(output);
        assertTrue(accuracy >= 95 && accuracy <= 99, output);
        assertTrue(output.contains("actual \\ predicted"), output);
        assertTrue(Pattern.compile("p50 \\d+\\.\\d+ us, p99 \\d+\\.\\d+ us, p99\\.9 \\d+\\.\\d+ us").matcher(output).find(),
                output);
        assertTrue(output.contains(VectorSupport.bits() + "-bit vectors"), output);
        assertTrue(output.contains("epoch 30/30"), "a progress bar");
    }

    @Test
    void helpAndVersion() throws IOException {
        String help = run("--help").requireSuccess().output();
        assertTrue(help.contains("train") && help.contains("predict") && help.contains("inspect"), help);
        assertTrue(run("train", "--help").requireSuccess().output().contains("--hidden"));
        assertTrue(run("--version").requireSuccess().output().contains("lanegrad"));
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() throws IOException {
        Path data = circle("train.csv", 20, 1);
        assertRefused(2, "--data", "train");
        assertRefused(2, "--bogus", "train", "--data", "x.csv", "--bogus");
        assertRefused(2, "--epochs", "train", "--data", data.toString(), "--epochs", "0");
        assertRefused(2, "--epochs", "train", "--data", data.toString(), "--epochs", "many");
        assertRefused(2, "--activation", "train", "--data", data.toString(), "--activation", "rele");
        assertRefused(2, "--rate", "train", "--data", data.toString(), "--rate", "-1");
        assertRefused(2, "--hidden", "train", "--data", data.toString(), "--hidden", "8,-1");
    }

    @Test
    void failuresAreOneLineAndExitCode1() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.csv"), "a,b,c\n1,2,x\n1,two,x\n");
        assertRefused(1, "no such file", "train", "--data", folder.resolve("missing.csv").toString());
        assertRefused(1, "line 3", "train", "--data", broken.toString());
        assertRefused(1, "broken.csv", "inspect", broken.toString());
        assertRefused(1, "nodir does not exist", "train", "--data", circle("out.csv", 20, 1).toString(), "--out",
                folder.resolve("nodir/model").toString());
        assertRefused(1, "first appeared", "train", "--data", circle("train.csv", 50, 1).toString(), "--optimizer", "sgd",
                "--rate", "1e30");
    }

    @Test
    void aJvmThatCannotRunVectorCodeIsOneLineAndExitCode1() throws IOException {
        Path data = circle("train.csv", 20, 1);
        ForkedJvm withoutFma = new ForkedJvm().withClassPath()
                .with("--add-modules", VectorSupport.MODULE, "-XX:-UseFMA")
                .with(Main.class.getName(), "train", "--data", data.toString());
        assertRefused(1, "UseFMA", withoutFma.run());
        ForkedJvm withoutModule = new ForkedJvm().withClassPath().with(Main.class.getName(), "train", "--data",
                data.toString());
        assertRefused(1, "--add-modules " + VectorSupport.MODULE, withoutModule.run());
    }

    private static void assertRefused(int exitCode, String part, String... arguments) throws IOException {
        assertRefused(exitCode, part, run(arguments));
    }

    private static void assertRefused(int exitCode, String part, ForkedJvm.Result result) {
        assertEquals(exitCode, result.exitCode(), result.output());
        List<String> complaints = result.output().lines().filter(line -> line.startsWith("lanegrad: ")).toList();
        assertEquals(1, complaints.size(), result.output());
        assertTrue(complaints.getFirst().contains(part), complaints.getFirst());
        assertFalse(result.output().contains("\tat "), result.output());
    }
}
