package dev.lanegrad.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ActivationBenchmark} over every combination that there is and writes {@code bench/results/activations.json},
 * which the document {@code docs/activations.md} quotes:
 *
 * <pre>{@code
 * ./mvnw -q install -DskipTests && ./mvnw -q -f bench/pom.xml -Ppeers package
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.ActivationReport bench/results/activations.json
 * }</pre>
 *
 * <p>What an implementation lacks is left out with a line that says so; the scalar reference is timed at the smallest size
 * only. One function's implementations and sizes run one after the other, so that what is compared is measured under the
 * same conditions. All of it takes about twenty minutes; the file is written after each function. JMH's own options may
 * follow the file's name, for example {@code -p function=relu,gelu} or {@code -f 3}.
 */
public final class ActivationReport {
    private static final List<String> BUILD_AND_RUN = List.of(
            "./mvnw -q install -DskipTests && ./mvnw -q -f bench/pom.xml -Ppeers package",
            "OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED "
                    + "-cp bench/target/benchmarks.jar " + ActivationReport.class.getName() + " ");
    private static final String SMALLEST = "4096";
    private static final String[] SIZES = {SMALLEST, "262144", "16777216"};
    private static final List<String> ONE_SIZE_ONLY = List.of("reference");

    private ActivationReport() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, and JMH's options
     * @throws Exception if an option is wrong, a run fails or the file cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("needs the file to write");
        }
        if (Runtime.getRuntime().availableProcessors() != 1) {
            throw new IllegalStateException("pin this process to one core (taskset -c 1): every implementation is timed with"
                    + " one thread");
        }
        List<String> command = List.of(BUILD_AND_RUN.getFirst(), BUILD_AND_RUN.getLast() + String.join(" ", arguments));
        CommandLineOptions options = new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
        Collection<String> functions = options.getParameter("function")
                .orElse(BenchFunction.all().stream().map(BenchFunction::name).toList());
        Collection<String> impls = options.getParameter("impl")
                .orElse(Implementation.all().stream().map(Implementation::name).toList());
        String[] sizes = options.getParameter("size").orElse(Arrays.asList(SIZES)).toArray(String[]::new);
        List<RunResult> results = new ArrayList<>();
        for (String function : functions) {
            List<String> able = impls.stream().filter(impl -> has(impl, function)).toList();
            List<String> fast = able.stream().filter(impl -> !ONE_SIZE_ONLY.contains(impl)).toList();
            List<String> slow = able.stream().filter(ONE_SIZE_ONLY::contains).toList();
            results.addAll(run(options, function, fast, sizes));
            results.addAll(run(options, function, slow, SMALLEST));
            ResultFile.write(Path.of(arguments[0]), command, results);
        }
    }

    private static boolean has(String impl, String function) {
        BenchFunction timed = BenchFunction.of(function);
        boolean has = Implementation.of(impl).prepare(timed, Buffers.create(timed, Integer.parseInt(SMALLEST))).isPresent();
        if (!has) {
            System.out.println(impl + " has no " + function);
        }
        return has;
    }

    private static Collection<RunResult> run(CommandLineOptions options, String function, List<String> impls,
            String... sizes) throws Exception {
        if (impls.isEmpty()) {
            return List.of();
        }
        return new Runner(new OptionsBuilder().parent(options)
                .include(ActivationBenchmark.class.getName())
                .shouldFailOnError(true)
                .param("function", function)
                .param("impl", impls.toArray(String[]::new))
                .param("size", sizes)
                .build()).run();
    }
}
