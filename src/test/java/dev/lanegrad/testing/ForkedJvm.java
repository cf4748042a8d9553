package dev.lanegrad.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second JVM of the installation that runs the test: flags, class or module path, and a main class. */
public final class ForkedJvm {
    /** A fork that takes longer than this hangs; none of ours needs a tenth of it. */
    private static final long LIMIT_SECONDS = 300;

    private final List<String> arguments = new ArrayList<>();
    private Path directory = Path.of("").toAbsolutePath();

    /**
     * How a fork ended.
     *
     * @param command what was started
     * @param exitCode 0 after a normal end
     * @param output standard output and standard error, mixed as they came
     */
    public record Result(List<String> command, int exitCode, String output) {
        /** Refuses a fork that did not end normally. */
        public Result requireSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + " of " + String.join(" ", command) + "\n" + output);
            }
            return this;
        }
    }

    /** More arguments, in the order of the command line. */
    public ForkedJvm with(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** The class path of the running test. */
    public ForkedJvm withClassPath() {
        return with("-classpath", System.getProperty("java.class.path"));
    }

    /** Where the fork works, if not where the test does. */
    public ForkedJvm in(Path folder) {
        directory = folder;
        return this;
    }

    /** Starts the JVM with standard output as a pipe and standard error in a file; the caller ends it. */
    public Process start(Path errors) throws IOException {
        return builder(command()).redirectError(errors.toFile()).start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        // Flags from the environment would change what is compiled and print a line of their own.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }

    /** Starts the JVM and waits for its end; a fork that hangs is ended and fails the test with what it wrote. */
    public Result run() {
        List<String> command = command();
        try {
            // Output goes to a file, so a fork that writes much never waits for a reader.
            Path output = Files.createTempFile("lanegrad-fork", ".txt");
            try {
                ProcessBuilder builder = builder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                Process process = builder.start();
                process.getOutputStream().close();
                try {
                    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                        throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + String.join(" ", command)
                                + "\n" + Files.readString(output));
                    }
                } finally {
                    process.destroyForcibly();
                }
                return new Result(List.copyOf(command), process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + String.join(" ", command), e);
        }
    }
}
