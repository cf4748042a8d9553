package dev.lanegrad.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;

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
    private static final String SMALLEST = "4096";
    /** In the first cache, in the second and third, in memory. */
    static final List<String> SIZES = List.of(SMALLEST, "262144", "16777216");
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
        Report report = new Report(ActivationReport.class, arguments);
        if (report.threads() != 1) {
            throw new IllegalStateException("pin this process to one core (taskset -c 1): every implementation is timed with"
                    + " one thread");
        }
        Collection<String> impls = report.values("impl", Implementation.all().stream().map(Implementation::name).toList());
        Collection<String> sizes = report.values("size", SIZES);
        for (String function : report.values("function", BenchFunction.all().stream().map(BenchFunction::name).toList())) {
            List<String> able = impls.stream().filter(impl -> has(impl, function)).toList();
            run(report, function, able.stream().filter(impl -> !ONE_SIZE_ONLY.contains(impl)).toList(), sizes);
            run(report, function, able.stream().filter(ONE_SIZE_ONLY::contains).toList(), List.of(SMALLEST));
        }
    }

    /** Whether it is timed at this size: what is slow, at the smallest one only. */
    static boolean isTimed(String impl, String size) {
        return size.equals(SMALLEST) || !ONE_SIZE_ONLY.contains(impl);
    }

    private static boolean has(String impl, String function) {
        BenchFunction timed = BenchFunction.of(function);
        boolean has = Implementation.of(impl).prepare(timed, Buffers.create(timed, Integer.parseInt(SMALLEST))).isPresent();
        if (!has) {
            System.out.println(impl + " has no " + function);
        }
        return has;
    }

    private static void run(Report report, String function, Collection<String> impls, Collection<String> sizes)
            throws Exception {
        report.run(ActivationBenchmark.class, Map.of("function", List.of(function), "impl", impls, "size", sizes));
    }
}
