package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ExponentialDecay;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.optim.schedule.StepDecay;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, schedules, clipping, penalties, limits and micro-batches, in whole runs and in single steps. */
@Tag("bits")
class DescentTest {
    private static final Dataset DATA = Samples.classes(150, 19, 5, 3);

    private static Network network() {
        return Network.input(19).dense(33).layerNormalization().activation(Activation.TANH).dropout(0.3f).dense(5).build(2);
    }

    private static Network train(Descent descent, Supplier<Kernels> kernels, int microBatch) {
        Network network = network();
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, descent).epochs(3).batchSize(40).microBatch(microBatch).seed(5)
                .kernels(kernels).fit(DATA);
        return network;
    }

    private static void assertSame(Network expected, Network actual) {
        for (int i = 0; i < expected.parameters().size(); i++) {
            Parameter parameter = expected.parameters().get(i);
            Bits.assertSame(parameter.name(), parameter.value(), actual.parameters().get(i).value());
        }
    }

    private static Descent everything(Clipping clipping) {
        return Descent.of(Optimizer.adamW(0.01f)).decayingWeightsOnly().schedule(Schedule.warmUp(3).then(Schedule.cosine()),
                Descent.Tick.STEP).clip(clipping).penalize(1e-3f, 1e-2f).maxNorm(1.5f)
                .reduceOnPlateau(ReduceOnPlateau.parse("plateau(factor=0.5,patience=0)"));
    }

    /** The promise holds for whole runs with all of it. */
    @ParameterizedTest
    @ValueSource(strings = {"value(0.001)", "norm(0.05)", "global_norm(0.1)"})
    void vectorAndReferenceTrainTheSame(String clipping) {
        Descent descent = everything(Clipping.parse(clipping));
        assertSame(train(descent, ReferenceKernels::new, 40), train(descent, VectorSupport::kernels, 40));
    }

    /** Parts of a batch have its bits, dropout included, whatever their size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 39, 40, 1000})
    void microBatchesHaveTheBitsOfTheBatch(int rows) {
        Descent descent = everything(new Clipping.ByGlobalNorm(0.1f));
        assertSame(train(descent, VectorSupport::kernels, Integer.MAX_VALUE), train(descent, VectorSupport::kernels, rows));
    }

    @Test
    void microBatchesOfValues() {
        Dataset data = Dataset.ofValues(DATA.features(), DATA.features().columns(0, 3));
        Network whole = Network.input(19).dense(3).build(1);
        Network parts = whole.copy();
        Trainer.of(whole, Loss.MEAN_SQUARED_ERROR, Optimizer.adam(0.01f)).batchSize(50).epochs(2).fit(data);
        Trainer.of(parts, Loss.MEAN_SQUARED_ERROR, Optimizer.adam(0.01f)).batchSize(50).microBatch(20).epochs(2).fit(data);
        assertSame(whole, parts);
    }

    @Test
    void batchNormalizationRefusesMicroBatches() {
        Network network = Network.input(19).dense(8).batchNormalization().dense(5).build(1);
        Trainer trainer = Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.sgd(0.1f)).batchSize(40);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> trainer.microBatch(20).fit(DATA)).getMessage()
                .contains("whole batch of 40"));
        trainer.microBatch(40).epochs(1).fit(DATA);
        assertThrows(IllegalArgumentException.class, () -> trainer.microBatch(0));
    }

    /** One step of a network whose gradients are given. */
    private record Step(Network net, Workspace workspace, Updates updates) {
        static Step of(Descent descent, long stepsPerEpoch, int epochs) {
            Network network = DescentTest.network();
            Workspace workspace = new Workspace(network, 4, VectorSupport.kernels());
            for (Matrix gradient : workspace.gradients()) {
                gradient.fill(0.5f);
            }
            return new Step(network, workspace, new Updates(descent, network, workspace, stepsPerEpoch, epochs));
        }

        Parameter parameter(boolean weight) {
            return net.parameters().stream().filter(p -> p.isWeight() == weight).findFirst().orElseThrow();
        }

        double moved(boolean weight, long update) {
            float before = parameter(weight).value().get(0, 0);
            updates.step(update);
            return (double) parameter(weight).value().get(0, 0) - before;
        }
    }

    @Test
    void groupsMoveByTheirOwnRules() {
        Step step = Step.of(Descent.of(Optimizer.sgd(1)).group(p -> p.name().endsWith("bias"), Optimizer.sgd(0.25f)), 1, 1);
        assertEquals(-0.5, step.moved(true, 1), 1e-6);
        assertEquals(-0.125, step.moved(false, 2), 1e-6);
        Step frozen = Step.of(Descent.of(Optimizer.sgd(1)).group(Parameter::isWeight, Optimizer.sgd(Float.MIN_VALUE)), 1, 1);
        assertEquals(0, frozen.moved(true, 1));
        // Weights decay, the others do not; gradients of 0 move nothing.
        Step decay = Step.of(Descent.of(Optimizer.sgd(1).withWeightDecay(0.5f)).decayingWeightsOnly(), 1, 1);
        decay.workspace().gradients().forEach(g -> g.fill(0));
        decay.net().parameters().forEach(p -> p.value().fill(2));
        assertEquals(-1, decay.moved(true, 1));
        assertEquals(0, decay.moved(false, 2));
    }

    /** So that a search finds the gradient that is not finite. */
    @ParameterizedTest
    @ValueSource(strings = {"value(0.1)", "norm(0.1)", "global_norm(0.1)"})
    void clippingLeavesNanWhereItIs(String clipping) {
        Step step = Step.of(Descent.of(Optimizer.sgd(1)).clip(Clipping.parse(clipping)), 1, 1);
        List<Matrix> gradients = step.workspace().gradients();
        gradients.get(2).set(0, 0, Float.NaN);
        step.updates().step(1);
        for (int i = 0; i < gradients.size(); i++) {
            Matrix gradient = gradients.get(i);
            boolean found = false;
            for (float value : gradient.toArray()) {
                found |= Float.isNaN(value);
            }
            assertEquals(i == 2, found, clipping + ", gradient " + i);
        }
    }

    /** Every state has its optimizer's shape and start. */
    @Test
    void states() {
        Step step = Step.of(Descent.of(Optimizer.parse("adagrad(initial_accumulator=0.5)"))
                .group(p -> !p.isWeight(), Optimizer.adam(1)), 1, 1);
        for (int i = 0; i < step.net().parameters().size(); i++) {
            Parameter parameter = step.net().parameters().get(i);
            Matrix[] state = step.updates().states().get(i);
            assertEquals(parameter.isWeight() ? 1 : 2, state.length);
            assertEquals(parameter.isWeight() ? 0.5f : 0, state[0].get(0, 0));
            assertEquals(parameter.value().shape(), state[0].shape());
        }
    }

    @Test
    void schedulesCountEpochsOrSteps() {
        Descent descent = Descent.of(Optimizer.sgd(1));
        Step epochs = Step.of(descent.schedule(new ExponentialDecay(0.5f)), 2, 3);
        assertEquals(List.of(1.0, 1.0, 0.5, 0.5, 0.25, 0.25), rates(epochs.updates()));
        Step steps = Step.of(descent.schedule(new StepDecay(1, 0.5f), Descent.Tick.STEP), 2, 3);
        assertEquals(List.of(1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125), rates(steps.updates()));
        assertEquals(-0.0625, steps.moved(true, 4), 1e-6);
        // Groups follow the schedule by their own rates.
        Step groups = Step.of(descent.schedule(new ExponentialDecay(0.5f)).group(Parameter::isWeight, Optimizer.sgd(4)), 1,
                3);
        assertEquals(-1, groups.moved(true, 2), 1e-6);
    }

    /** The smallest rate is meant for the descent's own optimizer: a group with four times its rate ends at four times as much. */
    @Test
    void theSmallestRateOfAGroupIsInProportion() {
        Descent descent = Descent.of(Optimizer.sgd(1)).group(Parameter::isWeight, Optimizer.sgd(4));
        Step cosine = Step.of(descent.schedule(Schedule.parse("cosine(length=2,minimum=0.25)")), 1, 3);
        assertEquals(-0.5 * 4 * 0.25, cosine.moved(true, 3), 1e-6);
        assertEquals(-0.5 * 0.25, cosine.moved(false, 3), 1e-6);
        Step plateau = Step.of(descent.reduceOnPlateau(ReduceOnPlateau.parse("plateau(patience=0,minimum=0.25)")), 1, 9);
        for (double loss : new double[] {3, 3}) {
            plateau.updates().epochEnded(new EpochReport(1, 9, loss, 0, Optional.empty()));
        }
        assertEquals(-0.5 * 4 * 0.25, plateau.moved(true, 3), 1e-6);
        assertEquals(-0.5 * 0.25, plateau.moved(false, 3), 1e-6);
    }

    /** Momenta 0.95, 0.85, 0.9 and 0.95 at a rate of 1: the velocities of gradients of 0.5 are worked out by hand. */
    @Test
    void momentaCycle() {
        Schedule cycle = Schedule.parse("one_cycle(start=0.5,divisor=1,final_divisor=1,cycle_momentum=true)");
        Step step = Step.of(Descent.of(Optimizer.momentum(1, 0.5f)).schedule(cycle, Descent.Tick.STEP), 2, 2);
        assertEquals(-0.5, step.moved(true, 1), 1e-6);
        assertEquals(-0.925, step.moved(true, 2), 1e-6);
        assertEquals(-1.3325, step.moved(true, 3), 1e-6);
        assertEquals(-1.765875, step.moved(true, 4), 1e-6);
        // By epochs of two steps, Adam's beta1: the same numbers as with a beta1 of the optimizer's own.
        Step adam = Step.of(Descent.of(new Adam(0.01f, 0.5f, 0.999f, 1e-8f)).schedule(cycle), 2, 4);
        Step own = Step.of(Descent.of(new Adam(0.01f, 0.95f, 0.999f, 1e-8f)), 2, 4);
        assertEquals(own.moved(true, 1), adam.moved(true, 1));
        assertEquals(own.moved(true, 2), adam.moved(true, 2));
        for (String text : new String[] {"sgd", "adagrad", "adadelta", "rmsprop", "nadam", "adam(beta1=0)"}) {
            assertThrows(IllegalArgumentException.class, () -> Descent.of(Optimizer.parse(text)).schedule(cycle));
            assertThrows(IllegalArgumentException.class,
                    () -> Descent.of(Optimizer.adam(1)).schedule(cycle).group(_ -> true, Optimizer.parse(text)));
        }
    }

    private static List<Double> rates(Updates updates) {
        return List.of(1, 2, 3, 4, 5, 6).stream().map(updates::rate).toList();
    }

    @Test
    void aPlateauLowersTheRate() {
        Step step = Step.of(Descent.of(Optimizer.sgd(1)).reduceOnPlateau(ReduceOnPlateau.parse("plateau(0.5,patience=0)")),
                1, 9);
        for (double loss : new double[] {3, 3, 2, 2}) {
            step.updates().epochEnded(new EpochReport(1, 9, loss, 0, Optional.empty()));
        }
        assertEquals(0.25, step.updates().rate(5));
        Step later = Step.of(Descent.of(Optimizer.sgd(1)).reduceOnPlateau(ReduceOnPlateau.DEFAULT), 1, 9);
        RunState.Saved saved = new RunState.Saved();
        step.updates().state(saved);
        later.updates().state(new RunState.Restored(saved.scalars, saved.arrays, false));
        assertEquals(0.25, later.updates().rate(5));
    }

    @Test
    void clippingBoundsGradients() {
        Step value = Step.of(Descent.of(Optimizer.sgd(1)).clip(new Clipping.ByValue(0.125f)), 1, 1);
        assertEquals(-0.125, value.moved(true, 1), 1e-6);
        Step norm = Step.of(Descent.of(Optimizer.sgd(1)).clip(new Clipping.ByNorm(1)), 1, 1);
        norm.updates().step(1);
        for (Matrix gradient : norm.workspace().gradients()) {
            double expected = Math.min(0.5, 1 / Math.sqrt((double) gradient.size()));
            assertEquals(expected, gradient.get(0, 0), 1e-5 * expected);
        }
        Step global = Step.of(Descent.of(Optimizer.sgd(1)).clip(new Clipping.ByGlobalNorm(1)), 1, 1);
        long all = global.net().parameters().stream().mapToLong(p -> p.value().size()).sum();
        assertEquals(-1 / Math.sqrt((double) all), global.moved(true, 1), 1e-6);
        // Small gradients stay as they are, to the bit.
        Step small = Step.of(Descent.of(Optimizer.sgd(1)).clip(new Clipping.ByGlobalNorm(1e6f)), 1, 1);
        small.updates().step(1);
        assertEquals(0.5f, small.workspace().gradients().getFirst().get(0, 0));
    }

    @Test
    void penaltiesAndLimitsAreForWeights() {
        Step step = Step.of(Descent.of(Optimizer.sgd(1)).penalize(0.25f, 0.5f).maxNorm(1), 1, 1);
        step.workspace().gradients().forEach(g -> g.fill(0));
        step.net().parameters().forEach(p -> p.value().fill(2));
        assertEquals(0, step.moved(false, 1));
        Matrix weight = step.parameter(true).value();
        assertEquals(1 / Math.sqrt((double) weight.rows()), weight.get(0, 0), 1e-6);
        Step penalty = Step.of(Descent.of(Optimizer.sgd(1)).penalize(0.25f, 0.5f), 1, 1);
        penalty.workspace().gradients().forEach(g -> g.fill(0));
        penalty.net().parameters().forEach(p -> p.value().fill(2));
        assertEquals(-1.25, penalty.moved(true, 1));
    }

    @Test
    void refused() {
        Descent descent = Descent.of(Optimizer.sgd(1));
        assertThrows(IllegalArgumentException.class, () -> descent.penalize(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> descent.penalize(0, Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> descent.maxNorm(0));
        for (String text : new String[] {"value(0)", "norm(-1)", "global_norm(NaN)", "value(Infinity)", "length(1)", ""}) {
            assertThrows(IllegalArgumentException.class, () -> Clipping.parse(text));
        }
        Clipping.all().forEach(c -> assertEquals(c, Clipping.parse(c.text())));
        assertNotEquals(new Clipping.ByNorm(1), new Clipping.ByGlobalNorm(1));
    }
}
