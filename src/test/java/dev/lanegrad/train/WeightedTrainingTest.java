package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of samples, and what becomes of the last batch. */
class WeightedTrainingTest {
    private static Network network() {
        return Network.input(6).dense(8, Activation.TANH).dense(3).build(1);
    }

    private static Network train(Dataset data, int batch) {
        Network network = network();
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(5).batchSize(batch).fit(data);
        return network;
    }

    private static void assertNear(Network expected, Network actual, float tolerance) {
        expected.tensors().forEach((name, p) -> {
            float[] other = actual.tensors().get(name).value().toArray();
            float[] values = p.value().toArray();
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], other[i], tolerance, name);
            }
        });
    }

    /** A weight of 2 is the sample twice, one of 0 is the sample left out, up to rounding. */
    @Test
    void aWeightCountsTheSampleSoManyTimes() {
        Dataset data = Samples.classes(60, 6, 3, 1);
        float[] weights = new float[60];
        List<Integer> repeated = new ArrayList<>();
        for (int r = 0; r < 60; r++) {
            weights[r] = r % 3;
            for (int i = 0; i < r % 3; i++) {
                repeated.add(r);
            }
        }
        Dataset copies = data.select(repeated.stream().mapToInt(Integer::intValue).toArray());
        Network weighted = train(data.withWeights(weights), 60);
        assertNear(train(copies, 60), weighted, 1e-6f);
        Network plain = train(data, 60);
        assertThrows(AssertionError.class, () -> assertNear(plain, weighted, 1e-3f));
        double expected = Evaluation.of(weighted, Loss.SOFTMAX_CROSS_ENTROPY, copies, VectorSupport.kernels()).loss();
        assertEquals(expected, Evaluation.of(weighted, Loss.SOFTMAX_CROSS_ENTROPY, data.withWeights(weights),
                VectorSupport.kernels()).loss(), 1e-7);
    }

    @Test
    void weightsOfOneChangeNoBitAndTheReferenceAgrees() {
        Dataset data = Samples.classes(60, 6, 3, 1);
        float[] ones = new float[60];
        Arrays.fill(ones, 1);
        Network plain = train(data, 16);
        Network weighted = train(data.withWeights(ones), 16);
        assertSame(plain, weighted);

        float[] weights = new float[60];
        for (int r = 0; r < 60; r++) {
            weights[r] = 0.25f + r / 7f;
        }
        Network vector = train(data.withWeights(weights), 16);
        Network scalar = network();
        Trainer.of(scalar, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(5).batchSize(16)
                .kernels(ReferenceKernels::new).fit(data.withWeights(weights));
        assertSame(scalar, vector);
    }

    /** A run in parts of batches, and all that it told; Adam's state and clipping hand on a bit that is lost. */
    private static Network run(Loss loss, Dataset data, int microBatch, List<StepReport> told) {
        Network network = Network.input(6).dense(8, Activation.TANH).dropout(0.2f).dense(3).build(1);
        Trainer.of(network, loss, Descent.of(Optimizer.adam(0.01f)).clip(new Clipping.ByGlobalNorm(0.5f))).epochs(3)
                .batchSize(25).microBatch(microBatch).seed(2).callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        told.add(report);
                    }
                }).fit(data);
        return network;
    }

    /** Parts of a batch share the weight of the whole batch: its bits, also those of the losses, with weights of all kinds. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 24})
    void microBatchesHaveTheBitsOfWeightedBatches(int rows) {
        float[] weights = new float[60];
        for (int r = 0; r < 60; r++) {
            // Some parts of one row count nothing.
            weights[r] = r % 5 == 0 ? 0 : 0.25f + r / 7f;
        }
        Dataset classes = Samples.classes(60, 6, 3, 1);
        Dataset values = Dataset.ofValues(classes.features(), Samples.uniform(60, 3, 2));
        Loss plain = Loss.SOFTMAX_CROSS_ENTROPY;
        Loss weighted = Twins.classWeights(3);
        Loss ignoring = new SoftmaxCrossEntropy(List.of(2f, 0.5f, 1f), 1, 0.1f);
        for (Case c : List.of(new Case(plain, classes.withWeights(weights), plain, classes),
                new Case(weighted, classes, plain, classes), new Case(ignoring, classes, plain, classes),
                new Case(weighted, classes.withWeights(weights), weighted, classes),
                new Case(Loss.HUBER, values.withWeights(weights), Loss.HUBER, values))) {
            List<StepReport> expected = new ArrayList<>();
            List<StepReport> actual = new ArrayList<>();
            Network whole = run(c.loss, c.data, 25, expected);
            Network parts = run(c.loss, c.data, rows, actual);
            assertSame(whole, parts);
            assertEquals(expected, actual);
            Network unweighted = run(c.without, c.unweighted, 25, new ArrayList<>());
            assertThrows(AssertionError.class, () -> assertSame(unweighted, whole), "the weights change nothing");
        }
    }

    /** A loss and data with weights, and without. */
    private record Case(Loss loss, Dataset data, Loss without, Dataset unweighted) {
    }

    private static void assertSame(Network expected, Network actual) {
        expected.tensors().forEach((name, p) -> Bits.assertSame(name, p.value(), actual.tensors().get(name).value()));
    }

    @Test
    void weightsGoWithTheirSamples() {
        float[] weights = new float[20];
        for (int r = 0; r < 20; r++) {
            weights[r] = r + 1;
        }
        Dataset data = Dataset.ofValues(Samples.uniform(20, 2, 1), Samples.uniform(20, 1, 2)).withWeights(weights);
        Dataset.Split split = data.split(0.3, 5);
        double sum = 0;
        for (Dataset part : List.of(split.first(), split.second())) {
            for (int r = 0; r < part.rows(); r++) {
                sum += part.weight(r);
                int row = Math.round(part.weight(r)) - 1;
                assertEquals(((Targets.Values) data.targets()).matrix().get(row, 0),
                        ((Targets.Values) part.targets()).matrix().get(r, 0));
            }
        }
        assertEquals(210, sum);
        assertEquals(1, Samples.xor().weight(3));
        assertTrue(data.withFeatures(Samples.uniform(20, 3, 1)).isWeighted());
        assertFalse(Samples.xor().isWeighted());
        assertThrows(IllegalArgumentException.class, () -> data.withWeights(new float[19]));
        assertThrows(IllegalArgumentException.class, () -> data.withWeights(new float[20]), "all of them 0");
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            weights[3] = bad;
            String message = assertThrows(IllegalArgumentException.class, () -> data.withWeights(weights)).getMessage();
            assertTrue(message.startsWith("the weight of row 3 is " + bad), message);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> data.weight(20));
    }

    /** How often each sample is seen in an epoch, and how large batches are. */
    @ParameterizedTest
    @EnumSource(LastBatch.class)
    void theLastBatch(LastBatch last) {
        int[] labels = IntStream.range(0, 50).toArray();
        Dataset data = Dataset.ofClasses(Samples.uniform(50, 2, 1), labels,
                IntStream.range(0, 50).mapToObj(Integer::toString).toList());
        MiniBatches batches = new MiniBatches(data, new BatchBuffer(data, Preparation.NONE, 16, VectorSupport.kernels()), 3,
                last);
        batches.startEpoch(2);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        List<Integer> sizes = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int b = 0; b < batches.count(); b++) {
            Targets.Classes classes = (Targets.Classes) batches.load(b).targets();
            sizes.add(classes.rows());
            for (int r = 0; r < classes.rows(); r++) {
                seen.merge(classes.labels()[r], 1, Integer::sum);
                order.add(classes.labels()[r]);
            }
        }
        assertEquals(switch (last) {
            case SMALLER -> List.of(16, 16, 16, 2);
            case LEFT_OUT -> List.of(16, 16, 16);
            case TOPPED_UP -> List.of(16, 16, 16, 16);
        }, sizes);
        assertEquals(last == LastBatch.LEFT_OUT ? 48 : 50, seen.size());
        assertEquals(last == LastBatch.TOPPED_UP ? 14 : 0, seen.values().stream().filter(n -> n == 2).count());
        if (last == LastBatch.TOPPED_UP) {
            assertEquals(order.subList(0, 14), order.subList(50, 64), "the first ones of the epoch");
        }
        if (last != LastBatch.SMALLER) {
            assertThrows(IllegalArgumentException.class, () -> new MiniBatches(data,
                    new BatchBuffer(data, Preparation.NONE, 51, VectorSupport.kernels()), 3, last));
        }
        List<StepReport> steps = new ArrayList<>();
        Network network = Network.input(2).dense(4).batchNormalization().dense(50).build(1);
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(1).batchSize(7).lastBatch(last)
                .callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        steps.add(report);
                    }
                }).fit(data);
        // 50 is 7 * 7 + 1: a single row is too few for batch normalisation, unless it is topped up.
        assertEquals(last == LastBatch.TOPPED_UP ? 56 : 49, steps.getLast().rows());
    }
}
