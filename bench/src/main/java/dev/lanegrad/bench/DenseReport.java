package dev.lanegrad.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link DenseBenchmark} over every combination that there is and writes {@code bench/results/dense.json}:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.DenseReport bench/results/dense.json
 * }</pre>
 *
 * <p>JMH's own options may follow the file's name.
 */
public final class DenseReport {
    static final List<String> ACTIVATIONS = List.of("relu", "gelu");
    static final List<String> PASSES = List.of("forward", "forward_prepacked", "backward");

    private DenseReport() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, and JMH's options
     * @throws Exception if an option is wrong, a run fails or the file cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report(DenseReport.class, arguments);
        Collection<String> impls = report.values("impl", DenseLayers.all().stream().map(DenseLayers::name)
                .filter(impl -> !impl.equals("reference")).toList());
        for (String shape : report.values("shape", shapes())) {
            for (String activation : report.values("activation", ACTIVATIONS)) {
                for (String pass : report.values("pass", PASSES)) {
                    DenseLayers.Task task = DenseLayers.Task.of(shape, activation, pass, report.threads());
                    report.run(DenseBenchmark.class, Map.of("shape", List.of(shape), "activation", List.of(activation),
                            "pass", List.of(pass), "threads", List.of(String.valueOf(report.threads())),
                            "impl", impls.stream().filter(impl -> DenseLayers.of(impl).can(task)).toList()));
                }
            }
        }
    }

    /** The layers that the benchmark lists. */
    static List<String> shapes() {
        return Report.listed(DenseBenchmark.class, "shape");
    }
}
