package dev.lanegrad.bench;

import dev.lanegrad.optim.Optimizer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs {@link OptimizerBenchmark} over every combination that there is but the scalar reference, with the triad beside them,
 * and writes {@code bench/results/optimizers.json}; with as many threads as {@code taskset} leaves processors:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.OptimizerReport bench/results/optimizers.json
 * }</pre>
 *
 * <p>One size's implementations run one after the other. JMH's own options may follow the file's name, for example
 * {@code -p optimizer=adam,adamw}.
 */
public final class OptimizerReport {
    private OptimizerReport() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, and JMH's options
     * @throws Exception if an option is wrong, a run fails or the file cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report(OptimizerReport.class, arguments);
        Collection<String> impls = report.values("impl", Stream.concat(Stream.of(Triad.NAME), OptimizerSteps.all().stream()
                .map(OptimizerSteps::name).filter(impl -> !impl.equals(OwnKernels.scalar().name()))).toList());
        Collection<String> optimizers = report.values("optimizer", Report.listed(OptimizerBenchmark.class, "optimizer"));
        for (String size : report.values("size", Report.listed(OptimizerBenchmark.class, "size"))) {
            for (String optimizer : optimizers) {
                // The triad has no optimizer: once a size will do.
                boolean first = optimizer.equals(optimizers.iterator().next());
                List<String> able = impls.stream().filter(impl -> impl.equals(Triad.NAME)
                        ? first && report.threads() == 1
                        : OptimizerSteps.of(impl).can(Optimizer.parse(optimizer), report.threads())).toList();
                report.run(OptimizerBenchmark.class, Map.of("size", List.of(size), "optimizer", List.of(optimizer),
                        "impl", able, "threads", List.of(String.valueOf(report.threads()))));
            }
        }
    }
}
