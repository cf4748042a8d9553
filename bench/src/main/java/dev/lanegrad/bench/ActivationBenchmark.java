package dev.lanegrad.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every function, forward and backward, one thread, out of place. The secondary result {@code gelem} is Gelem/s: billions
 * of results a second. What an implementation computes is compared with the scalar reference before it is timed.
 *
 * <p>Pin the process to one core ({@code taskset -c 1}), and give the peers' thread pools one thread
 * ({@code OMP_NUM_THREADS=1} in the environment).
 * The program waits for the compiler: on one core, code that is not compiled yet would take the compiler's time, and a
 * function of a dozen loops was still boxing vectors, thirty times slower, after two seconds of warm-up.
 * {@link ActivationReport} runs only the combinations that there are, and writes the file that the documents quote.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-XX:-BackgroundCompilation"})
@State(Scope.Thread)
public class ActivationBenchmark {
    /**
     * What is computed: every {@link BenchFunction#all() function}. A test of the library's own build compares the names,
     * since JMH wants them as constants.
     */
    @Param({"identity", "identity_backward", "sigmoid", "sigmoid_backward", "tanh", "tanh_backward", "relu",
        "relu_backward", "relu6", "relu6_backward", "leaky_relu", "leaky_relu_backward", "thresholded_relu",
        "thresholded_relu_backward", "elu", "elu_backward", "selu", "selu_backward", "celu", "celu_backward", "gelu",
        "gelu_backward", "gelu_tanh", "gelu_tanh_backward", "silu", "silu_backward", "mish", "mish_backward", "softplus",
        "softplus_backward", "softsign", "softsign_backward", "hard_sigmoid", "hard_sigmoid_backward", "hard_swish",
        "hard_swish_backward", "hard_tanh", "hard_tanh_backward", "log_sigmoid", "log_sigmoid_backward", "softmax",
        "softmax_backward", "log_softmax", "log_softmax_backward", "exp", "expm1", "log", "log1p", "erf", "inverse_sqrt"})
    public String function;

    /** Elements: in the first cache, in the second and third, in memory. */
    @Param({"4096", "262144", "16777216"})
    public int size;

    /** Who computes. The peers need a build with {@code -Ppeers}. */
    @Param({"lanegrad", "reference", "jdk", "onednn", "pytorch"})
    public String impl;

    private Runnable work;
    /** Held here: peers compute on its addresses, which do not keep its memory alive. */
    private Buffers buffers;
    private double elements;

    /** Results, counted so that JMH prints them a second. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Elements {
        /** Billions of results. */
        public double gelem;

        /** Starts an iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            gelem = 0;
        }
    }

    /** Fills the buffers, computes once and compares. */
    @Setup
    public void setUp() {
        BenchFunction timed = BenchFunction.of(function);
        buffers = Buffers.create(timed, size);
        work = Implementation.of(impl).prepare(timed, buffers)
                .orElseThrow(() -> new Skipped(impl + " has no " + function));
        work.run();
        buffers.check(timed, impl);
        elements = 1e-9 * buffers.result().size();
    }

    /**
     * One computation over the whole buffer.
     *
     * @param counted counts
     * @return the buffers
     */
    @Benchmark
    public Buffers run(Elements counted) {
        work.run();
        counted.gelem += elements;
        return buffers;
    }
}
