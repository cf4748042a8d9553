package dev.lanegrad.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Runs {@link GemmBenchmark} over every combination that there is and writes {@code bench/results/gemm-1-thread.json} or
 * {@code gemm-2-threads.json}, which {@link MatmulDocuments} draws and tabulates. The number of threads is that of the
 * processors that {@code taskset} leaves:
 *
 * <pre>{@code
 * ./mvnw -q install -DskipTests && ./mvnw -q -f bench/pom.xml -Ppeers package
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.GemmReport bench/results/gemm-1-thread.json
 * OMP_NUM_THREADS=2 OPENBLAS_THREAD_TIMEOUT=4 taskset -c 0-1 java --add-modules jdk.incubator.vector \
 *     --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.GemmReport bench/results/gemm-2-threads.json
 * }</pre>
 *
 * <p>One product's implementations run one after the other, the peak of the cores among them, so that what is compared is
 * measured under the same conditions. Those that are slow by nature are left out where a product would take them seconds.
 * All of it takes about half an hour. JMH's own options may follow the file's name, for example
 * {@code -p shape=64x64x64 -p impl=lanegrad,onednn,peak -f 3}.
 */
public final class GemmReport {
    /** The largest product, in billions of operations, of those without blocking or vectors. */
    private static final Map<String, Double> LARGEST = Map.of("reference", 0.3, "netlib", 3.0, "ejml", 3.0);

    private GemmReport() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, and JMH's options
     * @throws Exception if an option is wrong, a run fails or the file cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report(GemmReport.class, arguments);
        Collection<String> impls = report.values("impl", Products.all().stream().map(Products::name).toList());
        Collection<String> packings = report.values("prepacked", List.of("false", "true"));
        for (String shape : report.values("shape", shapes())) {
            for (String prepacked : packings) {
                Products.Task task = new Products.Task(Product.of(shape), Boolean.parseBoolean(prepacked),
                        report.threads());
                List<String> able = impls.stream().filter(impl -> Products.of(impl).can(task)
                        && isQuick(Products.of(impl), task.product())).toList();
                report.run(GemmBenchmark.class, Map.of("shape", List.of(shape), "impl", able,
                        "prepacked", List.of(prepacked), "threads", List.of(String.valueOf(report.threads()))));
            }
        }
    }

    /** Whether a product takes an implementation less than seconds. */
    static boolean isQuick(Products products, Product product) {
        return product.gflop() <= LARGEST.getOrDefault(products.name(), Double.MAX_VALUE);
    }

    /** The shapes that the benchmark lists. */
    static List<String> shapes() {
        return Report.listed(GemmBenchmark.class, "shape");
    }
}
