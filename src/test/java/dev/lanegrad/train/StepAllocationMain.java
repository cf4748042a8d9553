package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Scaling;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.gate.AllocationGate;
import dev.lanegrad.gate.KernelExercise;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the forks of {@link StepAllocationTest} run: steps of a trainer, one after the other, in a single long epoch or in epochs of two. */
public final class StepAllocationMain {
    private static final int BATCH = 8;
    private static final int ROWS = BATCH * AllocationGate.MAX_CALLS;
    private static final int INPUTS = 5;

    private static final Parallelism TWO = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS);

    private static volatile Object sink;

    private StepAllocationMain() {
    }

    private static Network network(boolean batchNormalization) {
        Network.Builder builder = Network.input(INPUTS).dense(19).layerNormalization();
        if (batchNormalization) {
            builder.batchNormalization();
        }
        return builder.activation(Activation.GELU).dropout(0.3f).residual(body -> body.rmsNormalization().dense(7,
                Activation.TANH).dropout(0.1f).dense(19)).parametricRelu().dense(3).build(1);
    }

    /** Products and updates large enough to be shared out. */
    private static Network wideNetwork() {
        return Network.input(INPUTS).dense(512).batchNormalization().activation(Activation.RELU).dropout(0.3f)
                .dense(512, Activation.TANH).dense(3).build(1);
    }

    /** All that a step can have. */
    private static Descent everything(Optimizer optimizer, Clipping clipping) {
        return Descent.of(optimizer).decayingWeightsOnly().clip(clipping).penalize(1e-4f, 1e-4f).maxNorm(1.5f)
                .schedule(Schedule.warmUp(300).then(Schedule.oneCycle()), Descent.Tick.STEP)
                .reduceOnPlateau(ReduceOnPlateau.DEFAULT);
    }

    private static TrainingRun run(Network network, Descent descent, Dataset data, Loss loss, int microBatch,
            Parallelism threads) {
        Preparation preparation = Preparation.fit(data, Scalings.all(Scaling.STANDARD));
        return new TrainingRun(network, loss, Reduction.MEAN, descent, data.rows() == ROWS ? 1 : AllocationGate.MAX_CALLS,
                data,
                preparation, BATCH, microBatch, 1, VectorSupport.kernels(threads), Optional.empty(), 0, LastBatch.SMALLER);
    }

    private static KernelExercise exercise(String name, TrainingRun run, List<Callback> callbacks) {
        run.startEpoch(1);
        return new KernelExercise("step", name, () -> run.step(1, 1, callbacks));
    }

    private static KernelExercise exercise(String name, Descent descent, Dataset data, Loss loss, int microBatch,
            boolean batchNormalization) {
        return exercise(name, run(network(batchNormalization), descent, data, loss, microBatch, Parallelism.single()),
                List.of());
    }

    /** Two steps a call, an epoch: the second batch is smaller. */
    private static KernelExercise epochs(String name, Descent descent, Dataset data, Loss loss, int microBatch,
            boolean batchNormalization) {
        TrainingRun run = run(network(batchNormalization), descent, data, loss, microBatch, Parallelism.single());
        int[] epoch = {0};
        return new KernelExercise("epoch", name, () -> run.steps(++epoch[0], AllocationGate.MAX_CALLS, List.of()));
    }

    /**
     * Every optimizer, and what makes other loops of some. All with the default decays: the JDK's power of other numbers makes
     * arrays (see {@link dev.lanegrad.optim.UpdateStep}), which is not to hide what else a step might make.
     */
    private static List<Optimizer> optimizers() {
        return Stream.concat(Optimizer.all().stream(), Stream.of("sgd(momentum=0.9,dampening=0.1,weight_decay=0.01)",
                "sgd(momentum=0.9,nesterov=true)", "adagrad(rate_decay=0.1)", "rmsprop(momentum=0.9)",
                "rmsprop(centered=true)",
                "rmsprop(momentum=0.9,centered=true)", "adam(amsgrad=true,weight_decay=0.01)", "adamw(amsgrad=true)",
                "nadam(weight_decay=0.01,decoupled_weight_decay=true)", "radam(weight_decay=0.01)").map(Optimizer::parse))
                .toList();
    }

    private static List<KernelExercise> all(Dataset classes) {
        List<KernelExercise> list = new ArrayList<>();
        Descent descent = everything(Optimizer.adamW(1e-3f), new Clipping.ByGlobalNorm(1));
        for (Clipping clipping : Clipping.all()) {
            list.add(exercise(clipping.text(), everything(Optimizer.adamW(1e-3f), clipping), classes,
                    Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true));
        }
        for (Optimizer optimizer : optimizers()) {
            list.add(exercise(optimizer.text(), everything(optimizer, new Clipping.ByGlobalNorm(1)), classes,
                    Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true));
        }
        // Parts of 3, 3 and 2 rows.
        list.add(exercise("micro-batches", descent, classes, Loss.SOFTMAX_CROSS_ENTROPY, 3, false));
        list.add(exercise("weights", descent, classes.withWeights(weights(ROWS)), Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true));
        Dataset values = Dataset.ofValues(classes.features(), Samples.uniform(ROWS, 3, 2));
        list.add(exercise("values in micro-batches", descent, values, Loss.HUBER, 3, false));
        list.add(exercise("two threads", run(wideNetwork(), descent, classes, Loss.SOFTMAX_CROSS_ENTROPY, BATCH, TWO),
                List.of()));
        // Batches of 8 and 4 rows, the latter in parts of 3 and 1.
        Dataset few = Samples.classes(BATCH + 4, INPUTS, 3, 1);
        list.add(epochs("last batch", descent, few, Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true));
        list.add(epochs("micro-batches", descent, few.withWeights(weights(few.rows())), Loss.SOFTMAX_CROSS_ENTROPY, 3,
                false));
        list.add(epochs("values in micro-batches", descent,
                Dataset.ofValues(few.features(), Samples.uniform(few.rows(), 3, 2)),
                Loss.HUBER, 3, false));
        return list;
    }

    private static float[] weights(int rows) {
        float[] weights = new float[rows];
        IntStream.range(0, rows).forEach(r -> weights[r] = 0.5f + r % 3);
        return weights;
    }

    /** A listener gets a report of each step. */
    private static List<KernelExercise> planted(Dataset classes) {
        TrainingRun run = run(network(true), Descent.of(Optimizer.sgd(1e-3f)), classes, Loss.SOFTMAX_CROSS_ENTROPY, BATCH,
                Parallelism.single());
        return List.of(exercise("listener", run, List.of(new Callback() {
            @Override
            public void stepEnded(StepReport report) {
                sink = report;
            }
        })));
    }

    /** Measures the steps, or one that must be found. */
    public static void main(String[] arguments) {
        Dataset classes = Samples.classes(ROWS, INPUTS, 3, 1);
        AllocationGate.measure(arguments.length > 0 && arguments[0].equals(AllocationGate.PLANTED)
                ? planted(classes)
                : all(classes));
        if (arguments.length == 0 && Thread.getAllStackTraces().keySet().stream().noneMatch(
                thread -> thread.getName().equals("lanegrad-1"))) {
            throw new IllegalStateException("no worker was needed");
        }
    }
}
