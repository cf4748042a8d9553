package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs parts of a benchmark, one after the other, and writes all results so far after each part, with the commands to
 * repeat it. Every processor that this process may use gets one thread: {@code taskset} says how many that are.
 */
final class Report {
    private static final String BUILD = "./mvnw -q install -DskipTests && ./mvnw -q -f bench/pom.xml -Ppeers package";
    private static final String JAVA = "java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED ";
    private static final String JAR = "-cp bench/target/benchmarks.jar ";

    private final Path file;
    private final List<String> command;
    private final CommandLineOptions options;
    private final int threads;
    private final List<RunResult> results = new ArrayList<>();

    /**
     * Begins a report.
     *
     * @param report the class whose {@code main} was called
     * @param arguments the file to write, and JMH's options
     * @throws CommandLineOptionException if an option is wrong
     * @throws IllegalArgumentException if there is no file
     */
    Report(Class<?> report, String[] arguments) throws CommandLineOptionException {
        this.file = file(arguments);
        this.command = command(report, arguments);
        this.options = new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
        this.threads = availableThreads();
    }

    static Path file(String[] arguments) {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("needs the file to write");
        }
        return Path.of(arguments[0]);
    }

    static int availableThreads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** What was typed: how to build, and how to run on so many cores. */
    static List<String> command(Class<?> report, String[] arguments) {
        return command(report, arguments, availableThreads());
    }

    /** The same where one call may compute with fewer threads than there are cores. */
    static List<String> command(Class<?> report, String[] arguments, int threads) {
        int cores = availableThreads();
        // PyTorch's own threads and those of its OpenBLAS spin against each other otherwise.
        String waiting = threads == 1 ? "" : "OPENBLAS_THREAD_TIMEOUT=4 ";
        String places = cores == 1 ? "1" : "0-" + (cores - 1);
        String place = "OMP_NUM_THREADS=" + threads + " " + waiting + "taskset -c " + places + " ";
        String options = Jvm.options().stream().map(option -> option + " ").collect(Collectors.joining());
        return List.of(BUILD, place + JAVA + options + JAR + report.getName() + " " + String.join(" ", arguments));
    }

    int threads() {
        return threads;
    }

    /** The values of a parameter: those of the command line, or all. */
    Collection<String> values(String parameter, Collection<String> all) {
        return options.getParameter(parameter).orElse(all);
    }

    /** The values that a benchmark lists for a parameter. */
    static List<String> listed(Class<?> benchmark, String parameter) {
        try {
            return List.of(benchmark.getField(parameter).getAnnotation(Param.class).value());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs every combination of these values and writes the file; nothing happens where a parameter has none. */
    void run(Class<?> benchmark, Map<String, Collection<String>> parameters) throws RunnerException, IOException {
        if (parameters.values().stream().anyMatch(Collection::isEmpty)) {
            return;
        }
        ChainedOptionsBuilder builder = new OptionsBuilder().parent(options).include(benchmark.getName() + "\\.")
                .shouldFailOnError(true);
        parameters.forEach((name, values) -> builder.param(name, values.toArray(String[]::new)));
        results.addAll(new Runner(builder.build()).run());
        ResultFile.write(file, command, threads, results);
    }
}
