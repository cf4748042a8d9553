package dev.lanegrad.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link TrainingStepBenchmark} over every combination that there is but the scalar reference, and writes
 * {@code bench/results/training-step.json}; with as many threads as {@code taskset} leaves processors:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.TrainingStepReport bench/results/training-step.json
 * }</pre>
 *
 * <p>One step's implementations run one after the other. JMH's own options may follow the file's name, for example
 * {@code -p batch=32,128 -p impl=lanegrad,reference}.
 */
public final class TrainingStepReport {
    private TrainingStepReport() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, and JMH's options
     * @throws Exception if an option is wrong, a run fails or the file cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report(TrainingStepReport.class, arguments);
        Collection<String> impls = report.values("impl", TrainingSteps.all().stream().map(TrainingSteps::name)
                .filter(impl -> !impl.equals(OwnKernels.scalar().name())).toList());
        for (String network : report.values("network", Report.listed(TrainingStepBenchmark.class, "network"))) {
            for (String batch : report.values("batch", Report.listed(TrainingStepBenchmark.class, "batch"))) {
                report.run(TrainingStepBenchmark.class, Map.of("network", List.of(network), "batch", List.of(batch),
                        "impl", impls, "threads", List.of(String.valueOf(report.threads()))));
            }
        }
    }
}
