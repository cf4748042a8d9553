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

/** The average time of one prediction over changing inputs; {@link LatencyReport} has the percentiles. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class InferenceBenchmark {
    /** Who. */
    @Param("lanegrad")
    public String impl;

    /** Which network. */
    @Param({"16-32-32-4 tanh", "64-128-64-10 relu softmax", "784-512-256-10 relu softmax", "1024-4096-4096-1000 relu"})
    public String network;

    /** Rows a call. */
    @Param({"1", "8", "64", "256"})
    public int batch;

    private Runnable work;

    /** For JMH. */
    public InferenceBenchmark() {
    }

    /** Makes the prediction ready and compares. */
    @Setup
    public void prepare() {
        Inference.Task task = new Inference.Task(network, batch, 1);
        Inference who = Inference.of(impl);
        if (!who.can(task)) {
            throw new Skipped(impl + " does not predict with " + network);
        }
        work = InferenceCheck.prepare(who, task);
    }

    /** One prediction. */
    @Benchmark
    public void predict() {
        work.run();
    }
}
