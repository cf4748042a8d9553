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
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the forks of {@link StepAllocationTest} run: steps of a trainer, one after the other, in a single long epoch. */
public final class StepAllocationMain {
    private static final int BATCH = 8;
    private static final int ROWS = BATCH * AllocationGate.MAX_CALLS;
    private static final int INPUTS = 5;

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

    /** All that a step can have. */
    private static Descent everything(Clipping clipping) {
        return Descent.of(Optimizer.adamW(1e-3f)).decayingWeightsOnly().clip(clipping).penalize(1e-4f, 1e-4f).maxNorm(1.5f)
                .schedule(Schedule.warmUp(300).then(Schedule.oneCycle()), Descent.Tick.STEP)
                .reduceOnPlateau(ReduceOnPlateau.DEFAULT);
    }

    private static KernelExercise exercise(String name, Descent descent, Dataset data, Loss loss, int microBatch,
            boolean batchNormalization, List<Callback> callbacks) {
        Preparation preparation = Preparation.fit(data, Scalings.all(Scaling.STANDARD));
        TrainingRun run = new TrainingRun(network(batchNormalization), loss, Reduction.MEAN, descent, 1, data, preparation,
                BATCH, microBatch, 1, VectorSupport.kernels(), Optional.empty(), 0, LastBatch.SMALLER);
        run.startEpoch(1);
        return new KernelExercise("step", name, () -> run.step(1, 1, callbacks));
    }

    private static List<KernelExercise> all(Dataset classes) {
        List<KernelExercise> list = new ArrayList<>();
        for (Clipping clipping : Clipping.all()) {
            list.add(exercise(clipping.text(), everything(clipping), classes, Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true,
                    List.of()));
        }
        Descent descent = everything(new Clipping.ByGlobalNorm(1));
        // Parts of 3, 3 and 2 rows.
        list.add(exercise("micro-batches", descent, classes, Loss.SOFTMAX_CROSS_ENTROPY, 3, false, List.of()));
        list.add(exercise("weights", descent, classes.withWeights(weights()), Loss.SOFTMAX_CROSS_ENTROPY, BATCH, true,
                List.of()));
        Dataset values = Dataset.ofValues(classes.features(), Samples.uniform(ROWS, 3, 2));
        list.add(exercise("values in micro-batches", descent, values, Loss.HUBER, 3, false, List.of()));
        return list;
    }

    private static float[] weights() {
        float[] weights = new float[ROWS];
        IntStream.range(0, ROWS).forEach(r -> weights[r] = 0.5f + r % 3);
        return weights;
    }

    /** A listener gets a report of each step. */
    private static List<KernelExercise> planted(Dataset classes) {
        return List.of(exercise("listener", Descent.of(Optimizer.sgd(1e-3f)), classes, Loss.SOFTMAX_CROSS_ENTROPY, BATCH,
                true, List.of(new Callback() {
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
    }
}
