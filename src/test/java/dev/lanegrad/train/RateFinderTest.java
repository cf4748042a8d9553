package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RateFinderTest {
    private static Network network() {
        return Network.input(6).dense(32, Activation.RELU).dense(3).build(1);
    }

    @Test
    void ratesGrowByAFactorAndTheLossFallsBeforeItGrows() {
        Network network = network();
        Network before = network.copy();
        RateSearch search = RateFinder.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::adam).rates(1e-5f, 10, 61)
                .search(Samples.classes(300, 6, 3, 1));
        network.tensors().forEach((name, p) -> Bits.assertSame(name, before.tensors().get(name).value(), p.value()));
        assertEquals(1e-5f, search.points().getFirst().rate());
        for (int i = 1; i < search.points().size(); i++) {
            assertEquals(Math.pow(1e6, 1 / 60.0), search.points().get(i).rate() / search.points().get(i - 1).rate(), 1e-3);
        }
        assertTrue(search.points().size() < 61, "a rate of 10 diverges");
        assertTrue(search.suggestion() > 1e-4f && search.suggestion() < 0.5f, search.text());
        assertTrue(search.text().endsWith(String.format(Locale.ROOT, "worth a try: %.2g", search.suggestion())),
                search.text());
    }

    /** What it suggests learns; a rate a thousand times as large does not. */
    @Test
    void theSuggestionLearns() {
        Dataset data = Samples.classes(300, 6, 3, 1);
        float rate = RateFinder.of(network(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::adam).search(data).suggestion();
        assertTrue(accuracy(data, rate) > 0.9, "rate " + rate);
        assertTrue(accuracy(data, 1000 * rate) < accuracy(data, rate), "rate " + 1000 * rate);
    }

    private static double accuracy(Dataset data, float rate) {
        return Evaluation.of(Trainer.of(network(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(rate)).epochs(20).fit(data),
                Loss.SOFTMAX_CROSS_ENTROPY, data).accuracy();
    }

    /** The first losses are those of a run at the same rate, worked out by the trainer. */
    @Test
    void theFirstStepIsTheTrainers() {
        Dataset data = Dataset.ofValues(Samples.uniform(64, 6, 1), scaled(Samples.uniform(64, 2, 2), 500));
        Network network = Network.input(6).dense(8, Activation.TANH).dense(2).build(1);
        RateSearch search = RateFinder.of(network, Loss.MEAN_SQUARED_ERROR, Optimizer::sgd).batchSize(16).seed(5)
                .standardize().standardizeTargets().rates(0.01f, 0.02f, 3).search(data);
        double[] loss = new double[1];
        Trainer.of(network.copy(), Loss.MEAN_SQUARED_ERROR, Optimizer.sgd(0.01f)).batchSize(16).seed(5).standardize()
                .standardizeTargets().epochs(1).callback(new Callback() {
                    @Override
                    public void stepEnded(StepReport report) {
                        loss[0] = report.step() == 1 ? report.loss() : loss[0];
                    }
                }).fit(data);
        assertEquals(loss[0], search.points().getFirst().loss());
        assertEquals(loss[0], search.points().getFirst().smoothed(), 1e-12);
        assertEquals(3, search.points().size());
    }

    static Stream<Arguments> descents() {
        return Stream.of(
                descent("penalties", d -> d.penalize(0.01f, 0.1f)),
                descent("weight decay", Descent::decayingWeightsOnly),
                descent("a bound of each gradient", d -> d.clip(new Clipping.ByNorm(0.01f))),
                descent("largest norm", d -> d.maxNorm(0.3f)),
                descent("groups", d -> d.group(p -> !p.isWeight(), Optimizer.adamW(0.5f))));
    }

    private static Arguments descent(String name, UnaryOperator<Descent> settings) {
        return Arguments.of(name, settings);
    }

    /** The loss after the first update is that of a run with the same settings, and not that of one without them. */
    @ParameterizedTest
    @MethodSource("descents")
    void aDescentDoesWhatItDoesInTheTrainer(String name, UnaryOperator<Descent> settings) {
        Dataset data = Samples.classes(64, 6, 3, 1);
        double[] losses = new double[2];
        Network network = network();
        network.parameters().forEach(p -> p.value().set(0, 0, 0.5f)); // Biases at 0 have nothing to decay.
        Trainer.of(network.copy(), Loss.SOFTMAX_CROSS_ENTROPY, settings.apply(Descent.of(decaying(0.01f)))).batchSize(32)
                .seed(5)
                .epochs(1).measureFlow(1).callback(new Callback() {
                    @Override
                    public void flowMeasured(FlowReport report) {
                        losses[report.step() - 1] = report.loss();
                    }
                }).fit(data);
        RateFinder finder = RateFinder.of(network, Loss.SOFTMAX_CROSS_ENTROPY, RateFinderTest::decaying).batchSize(32)
                .seed(5).rates(0.01f, 0.02f, 2);
        double plain = finder.search(data).points().get(1).loss();
        RateSearch search = finder.descent(settings).search(data);
        assertEquals(losses[0], search.points().get(0).loss(), name);
        assertEquals(losses[1], search.points().get(1).loss(), name);
        assertNotEquals(plain, search.points().get(1).loss(), name);
    }

    /** A decay, without which {@link Descent#decayingWeightsOnly()} would change nothing. */
    private static Optimizer decaying(float rate) {
        return Optimizer.sgd(rate).withWeightDecay(5);
    }

    /** Dropout included, whose mask depends on where a row stands in the whole batch. */
    @Test
    void partsOfBatchesAndThreadsChangeNoBit() {
        Dataset data = Samples.classes(200, 83, 5, 3);
        Network network = Network.input(83).dense(301, Activation.RELU).dropout(0.3f).dense(5).build(2);
        RateFinder finder = RateFinder.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::adam).batchSize(70).seed(5)
                .rates(1e-3f, 1e-2f, 6);
        List<RateSearch.Point> whole = finder.search(data).points();
        assertEquals(6, whole.size());
        Parallelism two = Parallelism.ofExactly(2, Parallelism.MAX_SPIN_NANOS);
        try (two) {
            assertEquals(whole, finder.parallelism(two).search(data).points());
        }
        assertThrows(IllegalStateException.class, () -> finder.search(data), "closed threads, which it works on");
        assertEquals(whole, finder.microBatch(9).parallelism(Parallelism.single()).search(data).points());
    }

    @Test
    void whatDoesNotFitASearchIsRefused() {
        Dataset data = Samples.classes(20, 6, 3, 1);
        RateFinder finder = RateFinder.of(network(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::sgd);
        assertThrows(IllegalArgumentException.class,
                () -> finder.descent(d -> d.schedule(Schedule.cosine())).search(data));
        assertThrows(IllegalArgumentException.class,
                () -> finder.descent(d -> d.reduceOnPlateau(ReduceOnPlateau.parse("plateau"))).search(data));
        Network normalized = Network.input(6).dense(8).batchNormalization().dense(3).build(1);
        RateFinder ofBatches = RateFinder.of(normalized, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::sgd);
        assertEquals(RateFinder.STEPS, ofBatches.rates(1e-6f, 1e-5f, RateFinder.STEPS).search(data).points().size());
        assertThrows(IllegalArgumentException.class, () -> ofBatches.microBatch(4).search(data));
        assertThrows(IllegalArgumentException.class, () -> ofBatches.microBatch(20).batchSize(1).search(data));
    }

    private static Matrix scaled(Matrix matrix, float factor) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                matrix.set(r, c, factor * matrix.get(r, c));
            }
        }
        return matrix;
    }

    @Test
    void badNumbersAreRefused() {
        RateFinder finder = RateFinder.of(network(), Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::sgd);
        assertThrows(IllegalArgumentException.class, () -> finder.rates(0, 1, 10));
        assertThrows(IllegalArgumentException.class, () -> finder.rates(1, 1, 10));
        assertThrows(IllegalArgumentException.class, () -> finder.rates(1e-3f, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> finder.batchSize(0));
        assertThrows(IllegalArgumentException.class, () -> finder.microBatch(0));
        assertThrows(IllegalArgumentException.class, () -> finder.search(Samples.classes(20, 5, 3, 1)));
        Network broken = network();
        broken.parameters().getFirst().value().set(0, 0, Float.NaN);
        assertThrows(IllegalArgumentException.class,
                () -> RateFinder.of(broken, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::sgd)
                        .search(Samples.classes(20, 6, 3, 1)));
    }
}
