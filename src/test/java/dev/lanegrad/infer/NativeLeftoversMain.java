package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.NativeMemory;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fork of {@link NativeLeftoversTest} runs: swaps of every kind in a JVM whose collector never collects. */
public final class NativeLeftoversMain {
    private static final int INPUTS = 12;
    private static final int OUTPUTS = 40;

    /** Swaps after which nothing grows: what the process keeps once is there. */
    private static final int FIRST = 20;

    private static final Matrix FEW = Samples.uniform(3, INPUTS, 1);

    /** More rows than a unit has room for at first. */
    private static final Matrix MANY = Samples.uniform(WorkUnit.FEW_ROWS + 9, INPUTS, 2);
    private static final Matrix FEW_RESULTS = Matrix.create(FEW.rows(), OUTPUTS);
    private static final Matrix MANY_RESULTS = Matrix.create(MANY.rows(), OUTPUTS);

    private NativeLeftoversMain() {
    }

    /** Prints, of each kind of predictor, what native memory grew by; last, that the counting notices one allocation. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        int swaps = Integer.parseInt(arguments[1]);
        ModelFile.save(model(), file);
        try (Parallelism two = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS)) {
            PredictorOptions options = PredictorOptions.defaults();
            Calibration rows = Calibration.of(FEW);
            swap("float32", file, options, swaps);
            swap("bfloat16", file, options.withWeights(WeightFormat.BFLOAT16), swaps);
            swap("int8", file, options.withWeights(WeightFormat.INT8, rows), swaps);
            swap("threads", file, options.withParallelism(two), swaps);
            swap("reference", file, options.withKernels(ReferenceKernels::new).withWeights(WeightFormat.INT8), swaps);
        }
        described(file);
        NativeMemory before = NativeMemory.now();
        Arena.ofAuto().allocate(1 << 10);
        print("one", before);
    }

    /** Layers that are folded and such that are not, with chains and without, and all that has memory of its own. */
    private static Model model() {
        Network network = Network.input(INPUTS).dense(OUTPUTS).batchNormalization().activation(Activation.TANH)
                .parametricRelu()
                .batchNormalization().layerNormalization().rmsNormalization()
                .residual(b -> b.dense(OUTPUTS, Activation.RELU)).dense(7, Activation.SOFTMAX).dense(OUTPUTS).build(1);
        Matrix one = Samples.uniform(1, INPUTS, 3);
        return new Model(network, Optional.of(new Scaler(one, one)), List.of(), OutputForm.PROBABILITIES,
                Activation.SOFTMAX);
    }

    private static void swap(String kind, Path file, PredictorOptions options, int swaps) throws IOException {
        try (Predictor predictor = Predictor.load(file, options)) {
            NativeMemory before = NativeMemory.now();
            for (int i = 0; i < FIRST + swaps; i++) {
                if (i == FIRST) {
                    before = NativeMemory.now();
                }
                predictor.swap(Predictor.load(file, options));
                use(predictor);
            }
            print(kind, before);
        }
    }

    private static void use(Predictor predictor) {
        predictor.predict(FEW, FEW_RESULTS);
        predictor.predict(MANY, MANY_RESULTS);
        int _ = predictor.classify(new float[INPUTS]);
        int[] _ = predictor.classify(FEW);
        predictor.warmUp(Duration.ZERO, 1);
        // Those that the pool keeps, and one more.
        ServedModel served = predictor.open();
        List<WorkUnit> units = new ArrayList<>();
        do {
            units.add(served.acquire());
        } while (units.getLast().slot() >= 0);
        units.forEach(served::release);
    }

    /** Native memory as a predictor describes it, which does not say what aligning takes, and as the JVM counts it. */
    private static void described(Path file) throws IOException {
        NativeMemory before = NativeMemory.now();
        try (Predictor predictor = Predictor.load(file)) {
            use(predictor);
            NativeMemory now = NativeMemory.now();
            Matcher line = Pattern.compile("native memory: (\\d+) bytes now").matcher(predictor.describe());
            if (!line.find()) {
                throw new AssertionError(predictor.describe());
            }
            long aligned = now.bytes() - before.bytes() - Long.parseLong(line.group(1));
            System.out.println("aligning takes " + (double) aligned / (now.allocations() - before.allocations()));
        }
    }

    private static void print(String kind, NativeMemory before) {
        NativeMemory now = NativeMemory.now();
        System.out.println(kind + ": " + (now.bytes() - before.bytes()) + " bytes in "
                + (now.allocations() - before.allocations()) + " allocations");
    }
}
