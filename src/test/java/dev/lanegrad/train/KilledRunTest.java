package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.io.ModelFile;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed (SIGKILL, so without a last word) again and again, once for certain inside of the write of a
 * checkpoint, ends with the model and the logs of one that was not.
 */
class KilledRunTest {
    /** Steps that a process may make before it is killed; with each, some microseconds more into what follows the step. */
    private static final List<Integer> LIVES = List.of(1, 3, 11, 2, 17, 1, 8);

    /** For one life, which needs a few seconds. */
    private static final long LIMIT_SECONDS = 300;

    /** Of processes that are to end inside of a write; the first one nearly always does. */
    private static final int HALTS = 5;

    @TempDir
    Path folder;

    /** A process that hangs is ended after a while, and then has told too little. */
    private Process start(String... more) throws IOException {
        Process process = new ForkedJvm().in(folder).withClassPath()
                .with("--add-modules", VectorSupport.MODULE, "--enable-native-access=ALL-UNNAMED")
                .with(KilledRunMain.class.getName(), "").with(more).start(folder.resolve("errors"));
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    /** Kills a process some time after so many steps; the steps that it told. */
    private static List<String> live(Process process, int steps, long nanos) throws IOException, InterruptedException {
        try (BufferedReader out = process.inputReader()) {
            List<String> told = out.lines().limit(steps).toList();
            long moment = System.nanoTime() + nanos;
            while (System.nanoTime() < moment) {
                Thread.onSpinWait();
            }
            process.destroyForcibly();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process cannot be killed");
            return told;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Processes that end inside of the write of a checkpoint, until one did; the steps that the last checkpoint has. */
    private long haltInsideWrite() throws IOException, InterruptedException {
        for (int life = 0; life < HALTS; life++) {
            Process process = start("2");
            try (BufferedReader out = process.inputReader()) {
                out.lines().forEach(line -> {
                });
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process hangs");
                assertEquals(KilledRunMain.HALTED, process.exitValue(), () -> read(folder.resolve("errors")));
            } finally {
                process.destroyForcibly();
            }
            // None is left where the file got its name in the same moment.
            if (!KilledRunMain.halfWritten(folder.resolve("run")).isEmpty()) {
                return Long.parseLong(CheckpointFile.read(folder.resolve("run")).scalars().get("updates"));
            }
        }
        throw new AssertionError("no process ended inside of a write");
    }

    /** The last field is the time. */
    private static List<String> timeless(Path log) throws IOException {
        return Files.readAllLines(log).stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    @Test
    void killedAgainAndAgain() throws Exception {
        Set<String> told = new HashSet<>();
        for (int life = 0; life < LIVES.size(); life++) {
            // Each step is followed by a checkpoint of a few milliseconds: the moment falls before, into and after it.
            List<String> steps = live(start(), LIVES.get(life), life * 700_000L);
            assertEquals(LIVES.get(life), steps.size(), () -> "too few steps: " + steps);
            told.addAll(steps);
        }
        assertTrue(Files.exists(folder.resolve("run")), "no life was long enough for a checkpoint");
        long saved = haltInsideWrite();
        Process last = start();
        try (BufferedReader out = last.inputReader()) {
            List<String> lines = out.lines().toList();
            assertTrue(last.waitFor(60, TimeUnit.SECONDS), "the process hangs");
            assertEquals(0, last.exitValue(), () -> read(folder.resolve("errors")));
            assertEquals("saved", lines.getLast());
            // 240 rows in batches of 32.
            assertEquals("step " + (saved / 8 + 1) + " " + (saved % 8 + 1), lines.getFirst(), "where the checkpoint was");
            assertTrue(told.size() > 20, () -> "the lives got only so far: " + told);
        } finally {
            last.destroyForcibly();
        }
        Path whole = Files.createDirectory(folder.resolve("whole"));
        ModelFile.save(KilledRunMain.train(KilledRunMain.trainer(whole)), whole.resolve("model"));
        assertArrayEquals(Files.readAllBytes(whole.resolve("model")), Files.readAllBytes(folder.resolve("model")));
        for (String log : List.of("epochs.csv", "steps.jsonl")) {
            assertEquals(timeless(whole.resolve(log)), timeless(folder.resolve(log)), "each row once");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("epochs.csv", "errors", "model", "run", "steps.jsonl", "whole"),
                    files.map(f -> f.getFileName().toString()).sorted().toList(),
                    "half-written files of killed processes are gone");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
