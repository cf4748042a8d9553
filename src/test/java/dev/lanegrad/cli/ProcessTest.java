package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.io.ModelFile;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import dev.lanegrad.testing.SampleFiles;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: streams, a reader that goes away, a Ctrl-C. */
class ProcessTest {
    /** 128 and the number of the signal, as shells report it. */
    private static final int SIGINT = 2;
    private static final int INTERRUPTED = 128 + SIGINT;
    private static final int PIPE_CLOSED = 141;

    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        SampleFiles.circle(folder.resolve("train.csv"), 3000, 1, true);
    }

    private ForkedJvm command(String... arguments) {
        return command(List.of(), arguments);
    }

    private ForkedJvm command(List<String> flags, String... arguments) {
        return new ForkedJvm().in(folder).withClassPath()
                .with("--add-modules", VectorSupport.MODULE, "--enable-native-access=ALL-UNNAMED")
                .with(flags.toArray(String[]::new)).with(Main.class.getName()).with(arguments);
    }

    private Process start(String... arguments) throws IOException {
        return command(arguments).start(folder.resolve("errors"));
    }

    private static int end(Process process) throws InterruptedException {
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process hangs");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What is on standard error beside the JVM's own warning and the progress bar. */
    private List<String> complaints() throws IOException {
        return Files.readAllLines(folder.resolve("errors")).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules") && !line.contains("training"))
                .filter(line -> !line.isBlank()).toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void resultsAndErrorsHaveAStreamEach() throws Exception {
        Process train = start("train", "--data", "train.csv", "--epochs", "2", "--out", "model");
        String out = text(train);
        assertEquals(0, end(train));
        assertTrue(out.startsWith("data        3,000 rows of 2 features, 2 classes"), out);
        assertFalse(out.contains("%|"), "the progress bar is not on standard output: " + out);
        assertEquals(List.of(), complaints());

        Process wrong = start("predict", "--model", "model", "--data", "missing.csv");
        assertEquals("", text(wrong));
        assertEquals(1, end(wrong));
        assertEquals(List.of("lanegrad: no such file: missing.csv"), complaints());
    }

    @Test
    void aReaderThatGoesAwayEndsThePrediction() throws Exception {
        assertEquals(0, command("train", "--data", "train.csv", "--epochs", "1", "--out", "model").run().exitCode());
        SampleFiles.circle(folder.resolve("many.csv"), 200_000, 2, false);
        Process predict = start("predict", "--model", "model", "--data", "many.csv");
        try (BufferedReader out = predict.inputReader()) {
            assertEquals("label,probability of inside,probability of outside", out.readLine());
        }
        assertEquals(PIPE_CLOSED, end(predict));
        assertEquals(List.of(), complaints());
    }

    private static final int ROWS = 150_000;

    /** The rows and their predictions are several times the heap. */
    @Test
    void predictionsStreamThroughASmallHeap() throws Exception {
        assumeTrue(File.separatorChar == '/', "/dev/stdout");
        assertEquals(0, command("train", "--data", "train.csv", "--epochs", "1", "--out", "model").run().exitCode());
        StringBuilder rows = new StringBuilder("x,y,note\n");
        for (int r = 0; r < ROWS; r++) {
            rows.append(r % 101).append(',').append(r % 103).append(',').append("a remark of some length ".repeat(4))
                    .append('\n');
        }
        Files.writeString(folder.resolve("many.csv"), rows);
        String[] predict = {"predict", "--model", "model", "--data"};
        Path file = folder.resolve("predictions.csv");

        Process toFile = small(and(predict, "many.csv", "--out", "predictions.csv", "--threads", "2"));
        assertEquals("", text(toFile));
        assertEquals(0, end(toFile));
        try (Stream<String> lines = Files.lines(file)) {
            assertEquals(ROWS + 1, lines.count());
        }
        // A pipe is read once, from its beginning, and written to as it is.
        Process piped = small(and(predict, "/dev/stdin", "--out", "/dev/stdout"));
        Thread.ofPlatform().daemon().start(() -> {
            try (OutputStream in = piped.getOutputStream()) {
                Files.copy(folder.resolve("many.csv"), in);
            } catch (IOException e) {
                piped.destroyForcibly();
            }
        });
        assertEquals(Files.readString(file), text(piped));
        assertEquals(0, end(piped));
        assertEquals(List.of(), complaints());
        assertEquals(List.of("errors", "many.csv", "model", "predictions.csv", "train.csv"), files());
    }

    private Process small(String... arguments) throws IOException {
        return command(List.of("-Xmx16m"), arguments).start(folder.resolve("errors"));
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String[] and(String[] arguments, String... more) {
        return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Sends what a terminal sends for Ctrl-C. */
    private static void interrupt(Process process) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertTrue(code == 0 || !process.isAlive(), "kill failed");
    }

    /** A build in the background of a script hands on to its processes that Ctrl-C is ignored. */
    private static void assumeInterruptible() throws IOException {
        assumeTrue(File.separatorChar == '/', "signals");
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            String mask = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                    .orElseThrow().substring("SigIgn:".length()).strip();
            assumeTrue((Long.parseUnsignedLong(mask, 16) & 1L << (SIGINT - 1)) == 0, "SIGINT is ignored here");
        }
    }

    @Test
    void ctrlCWhileTrainingLeavesNothing() throws Exception {
        assumeInterruptible();
        Process train = start("train", "--data", "train.csv", "--epochs", "1000000", "--out", "model");
        try (BufferedReader out = train.inputReader()) {
            assertTrue(out.readLine().startsWith("data"));
            assertTrue(out.readLine().startsWith("network"));
            interrupt(train);
            assertEquals(INTERRUPTED, end(train));
        }
        assertEquals(List.of("errors", "train.csv"), files());
    }

    /** A Ctrl-C once the temporary file is there: the old model or the new one, and nothing else. */
    @Test
    void ctrlCWhileSavingLeavesOneWholeModel() throws Exception {
        assumeInterruptible();
        Path model = folder.resolve("model");
        SampleFiles.circle(folder.resolve("train.csv"), 8, 1, true);
        assertEquals(0, command("train", "--data", "train.csv", "--epochs", "1", "--out", "model").run().exitCode());
        byte[] before = Files.readAllBytes(model);
        // 17 million parameters: long enough in the making to be met there.
        Process train = start("train", "--data", "train.csv", "--epochs", "1", "--hidden", "4096,4096", "--initializer",
                "zeros",
                "--optimizer", "sgd", "--out", "model");
        int code;
        try (BufferedReader out = train.inputReader()) {
            while (!out.readLine().startsWith("training")) {
                assertTrue(train.isAlive());
            }
            while (train.isAlive() && files().stream().noneMatch(name -> name.endsWith(".tmp"))) {
                Thread.onSpinWait();
            }
            interrupt(train);
            code = end(train);
        }
        assertEquals(List.of("errors", "model", "train.csv"), files());
        assertEquals(List.of(), complaints());
        assertTrue(code == INTERRUPTED || code == 0, "exit code " + code);
        if (Files.size(model) == before.length) {
            assertEquals(INTERRUPTED, code);
            assertArrayEquals(before, Files.readAllBytes(model), "the old model");
        } else {
            assertEquals(2, ModelFile.load(model).network().outputs(), "the new model is whole");
        }
    }
}
