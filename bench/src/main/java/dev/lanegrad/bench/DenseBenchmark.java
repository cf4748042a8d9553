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
 * A dense layer with its activation, forward and backward. The secondary result {@code gflop} counts the operations of the
 * products only, so a pass over memory that is not fused shows as a lower rate. What an implementation computes is compared
 * with the scalar reference before it is timed. Threads are chosen as for {@link GemmBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 10, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-XX:-BackgroundCompilation"})
@State(Scope.Thread)
public class DenseBenchmark {
    /** Batch x inputs x outputs. */
    @Param({"1x784x512", "8x784x512", "64x512x512", "128x784x512", "256x1024x1024"})
    public String shape;

    /** The layer's function. */
    @Param({"relu", "gelu"})
    public String activation;

    /** A {@link DenseLayers.Pass}. */
    @Param({"forward", "forward_prepacked", "backward"})
    public String pass;

    /** Whose layer it is. The peers need a build with {@code -Ppeers}. */
    @Param({"lanegrad", "reference", "onednn", "pytorch"})
    public String impl;

    /** How many threads may compute. */
    @Param("1")
    public int threads;

    private Runnable work;
    private DenseBuffers buffers;
    private double gflop;

    /** Fills the matrices, computes once and compares. */
    @Setup
    public void setUp() {
        DenseLayers.Task task = DenseLayers.Task.of(shape, activation, pass, threads);
        DenseLayers layers = DenseLayers.of(impl);
        if (!layers.can(task)) {
            throw new Skipped(impl + " cannot do " + task);
        }
        buffers = DenseBuffers.create(task);
        work = layers.prepare(task, buffers);
        work.run();
        buffers.check(task, impl);
        gflop = task.gflop();
    }

    /**
     * One pass.
     *
     * @param operations counts
     * @return the memory with the results
     */
    @Benchmark
    public DenseBuffers run(Operations operations) {
        work.run();
        operations.gflop += gflop;
        return buffers;
    }
}
