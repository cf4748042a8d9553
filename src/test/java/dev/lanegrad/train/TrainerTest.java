package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import dev.lanegrad.loss.TargetDomain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static Network network() {
        return Network.input(6).dense(16, Activation.RELU).dense(3).build(1);
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(0.01f));
    }

    /** Collects what a run reports. */
    @SuppressWarnings("AvoidCommonTypeNames") // Not java.lang's.
    private static final class Record implements Callback {
        final List<StepReport> steps = new ArrayList<>();
        final List<EpochReport> epochs = new ArrayList<>();

        @Override
        public void stepEnded(StepReport report) {
            steps.add(report);
        }

        @Override
        public Decision epochEnded(EpochReport report) {
            epochs.add(report);
            return Decision.CONTINUE;
        }
    }

    @Test
    void learnsAndReports() {
        Dataset train = Samples.classes(300, 6, 3, 1);
        Dataset validation = Samples.classes(100, 6, 3, 2);
        Network network = network();
        Record record = new Record();
        Model model = trainer(network).epochs(30).batchSize(32).callback(record).fit(train, validation);

        assertEquals(30, record.epochs.size());
        assertEquals(300, record.steps.size());
        assertEquals(300, record.steps.getLast().rows());
        assertEquals(10, record.steps.getLast().steps());
        EpochReport last = record.epochs.getLast();
        assertTrue(last.loss() < record.epochs.getFirst().loss() / 2, () -> "loss " + last.loss());
        assertTrue(last.accuracy() > 0.9, () -> "accuracy " + last.accuracy());
        assertTrue(last.validation().orElseThrow().accuracy() > 0.85);
        assertEquals(OutputForm.PROBABILITIES, model.output());
        assertEquals(Activation.SOFTMAX, model.link());
        assertEquals(train.labelNames(), model.labels());
        Evaluation again = Evaluation.of(network, Loss.SOFTMAX_CROSS_ENTROPY, validation, VectorSupport.kernels());
        assertEquals(again.loss(), last.validation().orElseThrow().loss());
        assertEquals(100, again.confusion().orElseThrow().total());
    }

    @Test
    void batchStochasticAndMiniBatch() {
        Dataset train = Samples.classes(50, 6, 3, 1);
        Record full = new Record();
        trainer(network()).epochs(2).fullBatch().callback(full).fit(train);
        assertEquals(2, full.steps.size());
        Record single = new Record();
        trainer(network()).epochs(2).stochastic().callback(single).fit(train);
        assertEquals(100, single.steps.size());
        Record mini = new Record();
        trainer(network()).epochs(2).batchSize(16).callback(mini).fit(train);
        assertEquals(8, mini.steps.size());
    }

    @Test
    void oneSeedOneResult() {
        Dataset train = Samples.classes(50, 6, 3, 1);
        Network first = network();
        Network second = network();
        Network other = network();
        trainer(first).epochs(2).seed(3).fit(train);
        trainer(second).epochs(2).seed(3).fit(train);
        trainer(other).epochs(2).seed(4).fit(train);
        float[] a = first.parameters().getFirst().value().toArray();
        Bits.assertSame("same seed", a, second.parameters().getFirst().value().toArray());
        assertThrows(AssertionError.class,
                () -> Bits.assertSame("other order", a, other.parameters().getFirst().value().toArray()));
    }

    @Test
    void stopsWhenACallbackSaysSo() {
        Record record = new Record();
        trainer(network()).epochs(10).callback(record).callback(new Callback() {
            @Override
            public Decision epochEnded(EpochReport report) {
                return report.epoch() == 3 ? Decision.STOP : Decision.CONTINUE;
            }
        }).fit(Samples.classes(50, 6, 3, 1));
        assertEquals(3, record.epochs.size());
    }

    @Test
    void holdsOutAShareForValidation() {
        Record record = new Record();
        trainer(network()).epochs(1).validationShare(0.2).callback(record).fit(Samples.classes(50, 6, 3, 1));
        assertEquals(40, record.steps.getLast().rows());
        assertEquals(10, record.epochs.getLast().validation().orElseThrow().confusion().orElseThrow().total());
    }

    @Test
    void scalingIsFittedOnTheTrainingPartAlone() {
        Matrix features = Samples.uniform(50, 6, 1);
        for (int r = 0; r < 50; r++) {
            features.set(r, 2, 1000 + 10 * features.get(r, 2));
        }
        Dataset data = Samples.classes(50, 6, 3, 1).withFeatures(features);
        Dataset.Split split = data.stratifiedSplit(0.2, 9);
        Model model = trainer(network()).epochs(1).seed(9).validationShare(0.2).standardize().fit(data);
        Bits.assertSame("mean", Scaler.standard(split.first().features()).center(),
                model.scaler().orElseThrow().center());
        assertThrows(AssertionError.class, () -> Bits.assertSame("mean",
                Scaler.standard(features).center(), model.scaler().orElseThrow().center()));
    }

    @Test
    void regressionPredictsValues() {
        Matrix x = Samples.uniform(200, 2, 1);
        Matrix y = Matrix.create(200, 1);
        for (int r = 0; r < 200; r++) {
            y.set(r, 0, 3 * x.get(r, 0) - x.get(r, 1) + 0.5f);
        }
        Network network = Network.input(2).dense(1).build(1);
        Record record = new Record();
        Model model = Trainer.of(network, Loss.MEAN_SQUARED_ERROR, Optimizer.momentum(0.05f, 0.9f)).epochs(40)
                .callback(record).fit(Dataset.ofValues(x, y));
        assertTrue(record.epochs.getLast().loss() < 1e-6, () -> "loss " + record.epochs.getLast().loss());
        assertTrue(Double.isNaN(record.epochs.getLast().accuracy()));
        assertEquals(OutputForm.LOGITS, model.output());
        assertEquals(3, network.parameters().getFirst().value().get(0, 0), 1e-3);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Dataset data = Samples.classes(20, 6, 3, 1);
        Network softmax = Network.input(6).dense(3, Activation.SOFTMAX).build(1);
        String message = assertThrows(IllegalArgumentException.class, () -> trainer(softmax).fit(data)).getMessage();
        assertTrue(message.contains("softmax") && message.contains("logits"), message);
        assertThrows(IllegalArgumentException.class, () -> trainer(Network.input(5).dense(3).build(1)).fit(data));
        assertThrows(IllegalArgumentException.class, () -> trainer(Network.input(6).dense(4).build(1)).fit(data));
        assertThrows(IllegalArgumentException.class,
                () -> Trainer.of(network(), Loss.MEAN_SQUARED_ERROR, Optimizer.sgd(0.1f)).fit(data));
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).epochs(0));
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).batchSize(0));
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).validationShare(1));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.sgd(0));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.momentum(0.1f, 1));
    }

    @Test
    void anExplodingRunSaysWhereItBroke() {
        Network network = network();
        NonFiniteException e = assertThrows(NonFiniteException.class,
                () -> Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(1e30f)).epochs(5)
                        .fit(Samples.classes(50, 6, 3, 1)));
        assertEquals(1, e.epoch());
        assertTrue(e.layer() >= 0 && e.getMessage().contains("layer"), e.getMessage());
    }

    @Test
    void aNonFiniteWeightIsFoundInItsLayer() {
        Network network = network();
        network.parameters().get(2).value().set(4, 1, Float.NaN);
        NonFiniteException e = assertThrows(NonFiniteException.class,
                () -> trainer(network).fit(Samples.classes(50, 6, 3, 1)));
        assertEquals(1, e.epoch());
        assertEquals(1, e.step());
        assertEquals(1, e.layer());
        assertEquals("weighted sums", e.quantity());
        assertFalse(Float.isNaN(network.parameters().get(0).value().get(0, 0)), "nothing was updated");
    }

    @Test
    void aLastUpdateThatExplodesIsFound() {
        NonFiniteException e = assertThrows(NonFiniteException.class,
                () -> Trainer.of(network(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(3e38f)).epochs(1).fullBatch()
                        .fit(Samples.classes(50, 6, 3, 1)));
        assertEquals(1, e.epoch());
        assertTrue(e.layer() >= 0, e.getMessage());
    }

    @Test
    void aValidationLossThatIsNotFiniteEndsTraining() {
        Dataset validation = Samples.classes(20, 6, 3, 2);
        validation.features().fill(3e38f);
        NonFiniteException e = assertThrows(NonFiniteException.class,
                () -> trainer(network()).epochs(2).fit(Samples.classes(50, 6, 3, 1), validation));
        assertTrue(e.getMessage().contains("validation"), e.getMessage());
    }

    @Test
    void refusesOtherLabelsAndTargetsOutOfRange() {
        Dataset data = Samples.classes(20, 6, 3, 1);
        Dataset renamed = Dataset.ofClasses(data.features(), new int[20], List.of("c", "b", "a"));
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).fit(data, renamed));
        Network one = Network.input(6).dense(1).build(1);
        Matrix sevens = Matrix.create(20, 1);
        sevens.fill(7);
        assertThrows(IllegalArgumentException.class, () -> Trainer.of(one, Loss.BINARY_CROSS_ENTROPY,
                Optimizer.sgd(0.1f)).fit(Dataset.ofValues(data.features(), sevens)));
        Matrix rows = Matrix.create(20, 3);
        rows.fill(0.5f);
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).fit(Dataset.ofValues(data.features(), rows)));
    }

    private static Loss weights(Float... weights) {
        return new SoftmaxCrossEntropy(List.of(weights));
    }

    private static Record run(Network network, Loss loss, Dataset data) {
        Record record = new Record();
        Trainer.of(network, loss, Optimizer.momentum(0.1f, 0.9f)).epochs(3).batchSize(16).callback(record).fit(data, data);
        return record;
    }

    private static float[] firstWeight(Network network) {
        return network.parameters().getFirst().value().toArray();
    }

    @Test
    void weightsOfOneChangeNothing() {
        Dataset data = Samples.classes(50, 6, 3, 1);
        Network plain = network();
        Network weighted = network();
        assertEquals(run(plain, Loss.SOFTMAX_CROSS_ENTROPY, data).steps, run(weighted, weights(1f, 1f, 1f), data).steps);
        Bits.assertSame("weights", firstWeight(plain), firstWeight(weighted));
    }

    /** The mean divides by the weights, and products with powers of two are exact. */
    @Test
    void onlyRatiosOfClassWeightsMatter() {
        Dataset data = Samples.classes(50, 6, 3, 1);
        Network small = network();
        Network large = network();
        assertEquals(run(small, weights(0.5f, 1.5f, 0.25f), data).steps, run(large, weights(4f, 12f, 2f), data).steps);
        Bits.assertSame("weights", firstWeight(small), firstWeight(large));
    }

    /** A class of weight 2 counts like one whose samples stand in the data twice. */
    @Test
    void aWeightCountsLikeRepeatedSamples() {
        Dataset data = Samples.classes(50, 6, 3, 1);
        int[] labels = ((Targets.Classes) data.targets()).labels();
        Dataset repeated = data.select(IntStream.range(0, 50)
                .flatMap(r -> labels[r] == 1 ? IntStream.of(r, r) : IntStream.of(r)).toArray());
        Network weighted = network();
        Network plain = network();
        Trainer.of(weighted, weights(1f, 2f, 1f), Optimizer.sgd(0.5f)).epochs(5).fullBatch().fit(data);
        Trainer.of(plain, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.5f)).epochs(5).fullBatch().fit(repeated);
        assertArrayEquals(firstWeight(plain), firstWeight(weighted), 1e-5f);
        assertEquals(Evaluation.of(plain, Loss.SOFTMAX_CROSS_ENTROPY, repeated, VectorSupport.kernels()).loss(),
                Evaluation.of(weighted, weights(1f, 2f, 1f), data, VectorSupport.kernels()).loss(), 1e-5);
    }

    @Test
    void aBatchThatWeighsNothingHasNoGradient() {
        Dataset data = Samples.classes(50, 6, 3, 1);
        for (float weight : new float[] {0, Float.MIN_VALUE}) {
            Network network = network();
            float[] before = firstWeight(network);
            EpochReport last = run(network, weights(weight, weight, weight), data).epochs.getLast();
            Bits.assertSame("weights", before, firstWeight(network));
            assertTrue(Double.isFinite(last.loss()) && Double.isFinite(last.validation().orElseThrow().loss()));
        }
        assertEquals(0, Evaluation.of(network(), weights(0f, 0f, 0f), data, VectorSupport.kernels()).loss());
    }

    /** Most of these batches of one sample weigh nothing; the others are learned from. */
    @Test
    void classesOfNoWeightAreLeftOut() {
        Record record = new Record();
        Trainer.of(network(), weights(0f, 0f, 3f), Optimizer.sgd(0.1f)).epochs(2).stochastic().callback(record)
                .fit(Samples.classes(50, 6, 3, 1));
        assertTrue(record.steps.stream().allMatch(step -> Double.isFinite(step.loss())));
        assertTrue(record.epochs.getLast().loss() < record.epochs.getFirst().loss() / 2);
    }

    @Test
    void weightsForOtherClassesAreRefused() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> Trainer.of(network(), weights(1f, 2f), Optimizer.sgd(0.1f)).fit(Samples.classes(20, 6, 3, 1)))
                .getMessage();
        assertTrue(message.contains("weights for 2 classes, given 3 outputs"), message);
    }

    @Test
    void theMeanLossIsOneSumInRowOrder() {
        Dataset data = Samples.classes(700, 6, 3, 1);
        Network network = network();
        double sum = 0;
        for (int r = 0; r < data.rows(); r++) {
            sum += Evaluation.of(network, Loss.SOFTMAX_CROSS_ENTROPY, data.select(new int[] {r}),
                    VectorSupport.kernels()).loss();
        }
        assertEquals(sum / data.rows(),
                Evaluation.of(network, Loss.SOFTMAX_CROSS_ENTROPY, data, VectorSupport.kernels()).loss());
    }

    /** A step on the sum is a step on the mean with a rate as many times as large. */
    @Test
    void theSumIsTheMeanTimesItsElements() {
        Dataset classes = Samples.classes(64, 6, 3, 1);
        Network mean = network();
        Network sum = network();
        Record record = new Record();
        // Powers of two, so that the bits are equal.
        Trainer.of(mean, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.5f)).epochs(3).batchSize(16).fit(classes);
        Trainer.of(sum, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.5f / 16)).reduction(Reduction.SUM).epochs(3)
                .batchSize(16).callback(record).fit(classes, classes);
        Bits.assertSame("weights", firstWeight(mean), firstWeight(sum));
        Evaluation evaluated = Evaluation.of(sum, Loss.SOFTMAX_CROSS_ENTROPY, classes, VectorSupport.kernels());
        assertEquals(64 * evaluated.loss(), record.epochs.getLast().validation().orElseThrow().loss(), 1e-9);

        Dataset values = Dataset.ofValues(classes.features(), Samples.uniform(64, 4, 2));
        Network one = Network.input(6).dense(4).build(3);
        double reduced = Evaluation.of(one, Loss.HUBER, Reduction.SUM, values, VectorSupport.kernels()).loss();
        assertEquals(64 * 4 * Evaluation.of(one, Loss.HUBER, values, VectorSupport.kernels()).loss(), reduced, 1e-9);
        assertThrows(IllegalArgumentException.class, () -> trainer(network()).reduction(Reduction.NONE));
        assertThrows(IllegalArgumentException.class,
                () -> Evaluation.of(one, Loss.HUBER, Reduction.NONE, values, VectorSupport.kernels()));
    }

    @Test
    void rowLossesAreThoseThatTheMeanIsOf() {
        Dataset data = Samples.classes(600, 6, 3, 1);
        Model model = trainer(network()).epochs(1).standardize().fit(data);
        float[] losses = Evaluation.rowLosses(model, Loss.SOFTMAX_CROSS_ENTROPY, data);
        assertEquals(600, losses.length);
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        assertEquals(Evaluation.of(model, Loss.SOFTMAX_CROSS_ENTROPY, Reduction.SUM, data).loss(), sum);
        assertEquals(Evaluation.of(model, Loss.SOFTMAX_CROSS_ENTROPY, data).loss(), sum / 600);
    }

    /** Rows of the index to be ignored might as well not be there. */
    @Test
    void ignoredRowsAreLeftOut() {
        Dataset all = Samples.classes(60, 6, 3, 1);
        int[] labels = ((Targets.Classes) all.targets()).labels();
        Dataset rest = all.select(IntStream.range(0, 60).filter(r -> labels[r] != 2).toArray());
        Loss loss = new SoftmaxCrossEntropy(List.of(), 2, 0);
        Network ignoring = network();
        Network without = network();
        assertEquals(Evaluation.of(without, Loss.SOFTMAX_CROSS_ENTROPY, rest, VectorSupport.kernels()).loss(),
                Evaluation.of(ignoring, loss, all, VectorSupport.kernels()).loss());
        Record record = new Record();
        Trainer.of(ignoring, loss, Optimizer.sgd(0.1f)).epochs(1).fullBatch().callback(record).fit(all);
        Record expected = new Record();
        Trainer.of(without, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(1).fullBatch().callback(expected)
                .fit(rest);
        assertEquals(expected.steps.getLast().loss(), record.steps.getLast().loss(), 1e-7);
        for (int i = 0; i < without.parameters().size(); i++) {
            assertArrayEquals(without.parameters().get(i).value().toArray(), ignoring.parameters().get(i).value().toArray(),
                    1e-6f);
        }
        Dataset ignored = all.select(IntStream.range(0, 60).filter(r -> labels[r] == 2).toArray());
        float[] before = firstWeight(ignoring);
        Trainer.of(ignoring, loss, Optimizer.sgd(0.1f)).epochs(1).fit(ignored);
        Bits.assertSame("no gradient", before, firstWeight(ignoring));
    }

    /** The same network, but for where the softmax stands. */
    @Test
    void logLikelihoodOfLogSoftmaxIsCrossEntropy() {
        Dataset data = Samples.classes(64, 6, 3, 1);
        Network logits = Network.input(6).dense(3).build(1);
        Network logarithms = Network.input(6).dense(3, Activation.LOG_SOFTMAX).build(1);
        Model first = Trainer.of(logits, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).epochs(5).fit(data);
        Model second = Trainer.of(logarithms, Loss.NEGATIVE_LOG_LIKELIHOOD, Optimizer.sgd(0.1f)).epochs(5).fit(data);
        assertArrayEquals(firstWeight(logits), firstWeight(logarithms), 1e-5f);
        assertEquals(OutputForm.PROBABILITIES, second.output());
        Matrix expected = Matrix.create(64, 3);
        Matrix actual = Matrix.create(64, 3);
        Predictor.of(first).predict(data.features(), expected);
        Predictor.of(second).predict(data.features(), actual);
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-5f);
    }

    /** Each loss asks of the network's end and of the targets what its description says. */
    @ParameterizedTest
    @MethodSource("dev.lanegrad.loss.Loss#all")
    void networkAndTargetsMustFitTheLoss(Loss loss) {
        Matrix features = Samples.uniform(20, 6, 1);
        Matrix targets = Matrix.create(20, 4);
        targets.fill(0.25f);
        Samples.toTargets(loss, targets);
        Dataset data = Dataset.ofValues(features, targets);
        Trainer.of(Network.input(6).dense(4, Trainer.lastActivation(loss)).build(1), loss, Optimizer.sgd(0.01f)).epochs(1)
                .fit(data);
        if (loss.targetDomain() != TargetDomain.REAL) {
            targets.set(7, 2, -7);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> Trainer.of(Network.input(6).dense(4, Trainer.lastActivation(loss)).build(1), loss,
                            Optimizer.sgd(0.01f)).fit(data))
                    .getMessage();
            assertTrue(message.contains("row 7, column 2 is -7.0") && message.contains(loss.name()), message);
            targets.set(7, 2, targets.get(7, 1));
        }
        for (Activation last : List.of(Activation.IDENTITY, Activation.SIGMOID, Activation.SOFTMAX,
                Activation.LOG_SOFTMAX)) {
            boolean probabilities = last.equals(Activation.SIGMOID) || last.equals(Activation.SOFTMAX);
            boolean fits = switch (loss.outputs()) {
                case VALUES, LOG_RATES, RATES -> true;
                case LOGITS, CLASS_LOGITS -> !probabilities;
                case PROBABILITIES -> probabilities;
                case CLASS_LOG_PROBABILITIES -> last.equals(Activation.LOG_SOFTMAX);
            };
            Trainer trainer = Trainer.of(Network.input(6).dense(4, last).build(1), loss, Optimizer.sgd(0.01f)).epochs(1);
            if (!fits) {
                String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(data)).getMessage();
                assertTrue(message.startsWith(loss.name()) && message.contains(last.text()), message);
            }
        }
    }
}
