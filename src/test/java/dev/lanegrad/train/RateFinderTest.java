package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.Locale;
import org.junit.jupiter.api.Test;

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
        assertThrows(IllegalArgumentException.class, () -> finder.search(Samples.classes(20, 5, 3, 1)));
        Network broken = network();
        broken.parameters().getFirst().value().set(0, 0, Float.NaN);
        assertThrows(IllegalArgumentException.class,
                () -> RateFinder.of(broken, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::sgd)
                        .search(Samples.classes(20, 6, 3, 1)));
    }
}
