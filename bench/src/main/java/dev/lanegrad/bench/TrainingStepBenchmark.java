package dev.lanegrad.bench;

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
 * The average time of one training step over constant data. Before it is timed, the losses of a few steps from equal weights
 * are compared: those of Lanegrad with those of the scalar reference, those of all others with Lanegrad's. Waits for the
 * compiler, as {@link ActivationBenchmark} does, which has some thirty loops to compile: until then a step takes a hundred
 * times as long. {@link TrainingStepReport} runs what there is and writes the file.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-XX:-BackgroundCompilation"})
public class TrainingStepBenchmark {
    private static final int STEPS = 3;
    /** The reference is scalar: with more rows the largest network would take it minutes. */
    private static final int COMPARED_ROWS = 32;
    /**
     * Of the larger of this loss and the first. Adam's first steps are as long for a gradient near zero as for others, and so take
     * over its rounding: the largest network's losses differ by 3e-4 of themselves in the third step.
     */
    private static final float TOLERANCE = 1e-3f;

    /** Units of its layers. */
    @Param({"64-128-64-10", "784-512-256-10", "1024-4096-4096-1000"})
    public String network;

    /** Rows a step. */
    @Param({"32", "128", "1024"})
    public int batch;

    /** Whose step it is. The peers need a build with {@code -Ppeers}. */
    @Param({"lanegrad", "reference", "pytorch", "djl"})
    public String impl;

    /** How many threads may compute. */
    @Param({"1", "2"})
    public int threads;

    private TrainingSteps.Training training;

    /** For JMH. */
    public TrainingStepBenchmark() {
    }

    /** Makes the training ready and compares. */
    @Setup
    public void setUp() {
        TrainingSteps.Task task = new TrainingSteps.Task(network, batch, threads);
        TrainingSteps who = TrainingSteps.of(impl);
        if (!who.can(task)) {
            throw new Skipped(impl + " does not train with " + threads + " threads");
        }
        training = prepare(who, task);
    }

    /** A training whose first losses were compared. */
    static TrainingSteps.Training prepare(TrainingSteps who, TrainingSteps.Task task) {
        Optimizer optimizer = Optimizer.adam(TrainingSteps.RATE);
        check(who, task.withAtMost(COMPARED_ROWS), optimizer);
        return who.prepare(task, optimizer);
    }

    private static void check(TrainingSteps who, TrainingSteps.Task task, Optimizer optimizer) {
        TrainingSteps own = TrainingSteps.all().getFirst();
        TrainingSteps other = who.name().equals(own.name()) ? new OwnTrainingSteps(OwnKernels.scalar()) : own;
        TrainingSteps.Training expected = other.prepare(new TrainingSteps.Task(task.network(), task.batch(), 1), optimizer);
        TrainingSteps.Training given = who.prepare(task, optimizer);
        float first = 0;
        for (int i = 1; i <= STEPS; i++) {
            expected.step();
            given.step();
            first = i == 1 ? expected.loss() : first;
            if (!(Math.abs(given.loss() - expected.loss()) <= TOLERANCE * Math.max(first, expected.loss()))) {
                throw new IllegalStateException(who.name() + " has a loss of " + given.loss() + " in step " + i + ", "
                        + other.name() + " one of " + expected.loss() + ": " + task);
            }
        }
    }

    /** One step. */
    @Benchmark
    public void step() {
        training.step();
    }
}
