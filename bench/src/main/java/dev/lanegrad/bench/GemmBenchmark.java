package dev.lanegrad.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The three products of a dense layer. The secondary result {@code gflop} is GFLOP/s (2 M K N operations a product); the
 * implementation {@code peak} is what the cores reach when they do nothing but FMAs on registers. What an implementation
 * computes is compared with the product in double precision before it is timed.
 *
 * <p>Everybody computes C = A B into memory that holds anything (beta = 0 of sgemm); Lanegrad's forward product adds its
 * bias, which is work that the peers' products leave out.
 *
 * <p>Pin the process to as many cores as there are threads, and tell the peers' thread pools how many in the environment:
 * {@code OMP_NUM_THREADS=1 taskset -c 1}. {@link GemmReport} runs only the combinations that there are, and writes the
 * file that the documents quote.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-XX:-BackgroundCompilation"})
@State(Scope.Thread)
public class GemmBenchmark {
    /** A {@link Product}: M x K x N, and which matrix is stored transposed. */
    @Param({"32x32x32", "64x64x64", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024", "2048x2048x2048",
        "1x784x512", "1x512x512", "1x4096x4096", "8x784x512", "32x784x512", "64x512x512", "128x784x512", "256x1024x1024",
        "256x32x16", "784x128x512:TN", "128x512x784:NT"})
    public String shape;

    /** Whose product it is. The peers need a build with {@code -Ppeers}. */
    @Param({"lanegrad", "reference", "openblas", "mkl", "onednn", "pytorch", "netlib", "ejml", "peak"})
    public String impl;

    /** Whether the weights are packed once, before the clock starts; who cannot do that gives no result. */
    @Param({"false", "true"})
    public boolean prepacked;

    /** How many threads may compute. */
    @Param("1")
    public int threads;

    private Products.Work work;
    /** Held here: peers compute on their addresses, which do not keep their memory alive. */
    private Operands operands;

    /** Fills the matrices, computes once and compares. */
    @Setup
    public void setUp() {
        Products.Task task = new Products.Task(Product.of(shape), prepacked, threads);
        Products products = Products.of(impl);
        if (!products.can(task)) {
            throw new Skipped(impl + " cannot do " + task);
        }
        operands = Operands.create(task.product());
        work = products.prepare(task, operands);
        work.run().run();
        if (products.hasResult()) {
            work.publish().run();
            operands.check(task.product(), impl);
        }
    }

    /**
     * One product.
     *
     * @param operations counts
     * @return the operands
     */
    @Benchmark
    public Operands run(Operations operations) {
        work.run().run();
        operations.gflop += work.gflop();
        return operands;
    }
}
