package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
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
 * One step of an optimizer over one parameter. The secondary result {@code gflop} counts the elements, in billions. What an
 * implementation computes is compared with the scalar reference, three steps of it, before it is timed. {@code impl=triad} is
 * the bandwidth to compare with: a = b + 0.5 c over as many elements, counted in the same way, 12 bytes each; a step reads and
 * writes 12 bytes an element and 8 more for each state. Waits for the compiler, as {@link ActivationBenchmark} does.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-XX:-BackgroundCompilation"})
@State(Scope.Thread)
public class OptimizerBenchmark {
    private static final int COMPARED = 10_000;
    private static final int STEPS = 3;
    private static final float TOLERANCE = 1e-5f;

    /** By its text. */
    @Param({"sgd", "sgd(momentum=0.9)", "adagrad", "adadelta", "rmsprop", "adam", "adamw", "nadam", "adamax", "radam", "lion"})
    public String optimizer;

    /** Elements of the parameter. */
    @Param({"1048576", "16777216"})
    public int size;

    /** Whose step it is. The peers need a build with {@code -Ppeers}. */
    @Param({"lanegrad", "reference", "pytorch"})
    public String impl;

    /** How many threads may compute. */
    @Param("1")
    public int threads;

    private Runnable work;
    private Matrix parameter;

    /** Fills the matrices, computes a few steps and compares. */
    @Setup
    public void setUp() {
        if (impl.equals(Triad.NAME)) {
            work = Triad.prepare(size);
            return;
        }
        Optimizer rule = Optimizer.parse(optimizer);
        OptimizerSteps steps = OptimizerSteps.of(impl);
        if (!steps.can(rule, threads)) {
            throw new Skipped(impl + " has no " + optimizer + " with " + threads + " threads");
        }
        check(rule, steps);
        parameter = Operands.random(1, size, 1);
        work = steps.prepare(rule, threads, parameter, Operands.random(1, size, 2));
    }

    private void check(Optimizer rule, OptimizerSteps steps) {
        Matrix expected = Operands.random(1, COMPARED, 1);
        Matrix given = expected.copy();
        Matrix gradient = Operands.random(1, COMPARED, 2);
        Runnable reference = new OwnOptimizerSteps(OwnKernels.scalar()).prepare(rule, 1, expected, gradient);
        Runnable own = steps.prepare(rule, threads, given, gradient);
        for (int i = 0; i < STEPS; i++) {
            reference.run();
            own.run();
        }
        for (int i = 0; i < COMPARED; i++) {
            if (!(Math.abs(given.get(0, i) - expected.get(0, i)) <= TOLERANCE)) {
                throw new IllegalStateException(impl + " gives " + given.get(0, i) + " for element " + i + " after " + STEPS
                        + " steps of " + optimizer + "; expected " + expected.get(0, i));
            }
        }
    }

    /**
     * One step.
     *
     * @param operations counts
     * @return the parameter
     */
    @Benchmark
    public Matrix run(Operations operations) {
        work.run();
        operations.gflop += size * 1e-9;
        return parameter;
    }
}
