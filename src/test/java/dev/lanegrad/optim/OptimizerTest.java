package dev.lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.Twins;
import dev.lanegrad.text.RecordText;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions: enumeration, text, ranges, the numbers of a step. */
class OptimizerTest {
    static List<Optimizer> optimizers() {
        return Twins.optimizers();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void textIsReadBack(Optimizer optimizer) {
        assertEquals(optimizer, Optimizer.parse(optimizer.text()));
        assertTrue(Optimizer.all().contains(Optimizer.parse(optimizer.name())), "without brackets, the default parameters");
    }

    /** An optimizer, or a parameter, that the enumerations of the tests leave out would be tested nowhere. */
    @Test
    void everyOptimizerAndEveryParameterIsTested() throws ReflectiveOperationException {
        assertEquals(Set.of(Optimizer.class.getPermittedSubclasses()),
                Optimizer.all().stream().map(Object::getClass).collect(Collectors.toSet()));
        assertEquals(Optimizer.all().size(), Optimizer.all().stream().map(Optimizer::name).distinct().count());
        for (Optimizer optimizer : Optimizer.all()) {
            for (RecordComponent parameter : optimizer.getClass().getRecordComponents()) {
                Set<Object> values = new HashSet<>();
                for (Optimizer other : optimizers()) {
                    if (other.getClass() == optimizer.getClass()) {
                        values.add(parameter.getAccessor().invoke(other));
                    }
                }
                assertTrue(values.size() > 1, parameter.getName() + " of " + optimizer.name());
            }
        }
    }

    /** A step at another momentum has the numbers of an optimizer with that momentum, where it may change. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void theMomentumOfAStep(Optimizer optimizer) {
        UpdateStep step = new UpdateStep(optimizer);
        if (!optimizer.momentumMayChange()) {
            assertThrows(IllegalArgumentException.class, () -> step.set(optimizer, 3, 0.1, 0.625));
            step.set(optimizer, 3, 0.1, optimizer.firstDecay());
            return;
        }
        String name = List.of(optimizer.getClass().getRecordComponents()).stream().map(RecordComponent::getName)
                .anyMatch("momentum"::equals) ? "momentum" : "beta1";
        Optimizer other = (Optimizer) RecordText.with((Record) optimizer, name, 0.625f);
        assertEquals(0.625f, other.firstDecay());
        step.set(optimizer, 3, 0.1, 0.625);
        UpdateStep expected = new UpdateStep(other).set(other, 3, 0.1);
        assertEquals(expected.firstDecay(), step.firstDecay());
        assertEquals(expected.firstGain(), step.firstGain());
        assertEquals(expected.step(), step.step());
        assertEquals(expected.correction(), step.correction());
        for (double wrong : new double[] {-0.1, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> step.set(optimizer, 3, 0.1, wrong));
        }
    }

    /** PyTorch's constructors (Lion's paper). */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "sgd, \"Sgd[rate=0.001, momentum=0.0, dampening=0.0, nesterov=false, weightDecay=0.0]\"",
        "adagrad, \"AdaGrad[rate=0.01, rateDecay=0.0, weightDecay=0.0, initialAccumulator=0.0, epsilon=1.0E-10]\"",
        "adadelta, \"AdaDelta[rate=1.0, rho=0.9, epsilon=1.0E-6, weightDecay=0.0]\"",
        "rmsprop, \"RmsProp[rate=0.01, alpha=0.99, momentum=0.0, centered=false, epsilon=1.0E-8, weightDecay=0.0]\"",
        "adam, \"Adam[rate=0.001, beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.0, amsgrad=false]\"",
        "adamw, \"AdamW[rate=0.001, beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.01, amsgrad=false]\"",
        "nadam, \"NAdam[rate=0.002, beta1=0.9, beta2=0.999, epsilon=1.0E-8, momentumDecay=0.004, weightDecay=0.0,"
                + " decoupledWeightDecay=false]\"",
        "adamax, \"Adamax[rate=0.002, beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.0]\"",
        "radam, \"RAdam[rate=0.001, beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.0,"
                + " decoupledWeightDecay=false]\"",
        "lion, \"Lion[rate=1.0E-4, beta1=0.9, beta2=0.99, weightDecay=0.0]\""})
    void defaults(String name, String description) {
        assertEquals(description, Optimizer.parse(name).toString());
    }

    @Test
    void texts() {
        assertEquals("adam(rate=0.001)", Optimizer.adam(0.001f).text());
        assertEquals("sgd(rate=0.5,momentum=0.9,nesterov=true)", Optimizer.nesterov(0.5f, 0.9f).text());
        assertEquals(Optimizer.adamW(0.001f).withWeightDecay(0.05f), Optimizer.parse("adamw(weight_decay=0.05)"));
        assertEquals(Optimizer.rmsProp(0.001f), Optimizer.parse("rmsprop(0.001)"));
        assertEquals(Optimizer.lion(1e-3f), Optimizer.lion(1e-4f).withRate(1e-3f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd(rate=0)", "sgd(rate=-1)", "sgd(rate=NaN)", "sgd(rate=Infinity)", "sgd(momentum=1)",
        "sgd(momentum=-0.1)", "sgd(dampening=2)", "sgd(nesterov=true)", "sgd(nesterov=maybe)",
        "sgd(momentum=0.5,dampening=0.5,nesterov=true)", "sgd(weight_decay=-1)", "sgd(weightDecay=1)",
        "adagrad(rate_decay=-1)",
        "adagrad(initial_accumulator=-1)", "adagrad(epsilon=0)", "adadelta(rho=1)", "adadelta(epsilon=0)",
        "rmsprop(alpha=1)",
        "rmsprop(momentum=1)", "rmsprop(epsilon=NaN)", "adam(beta1=1)", "adam(beta2=1)", "adam(epsilon=0)",
        "adamw(weight_decay=Infinity)", "nadam(momentum_decay=-1)", "adamax(beta1=1)", "radam(beta2=-1)", "lion(beta2=1)",
        "lion(epsilon=1)", "adam(1,2,3,4,5,6,7)", "adamant", "", "adam(", "adam()"})
    void refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Optimizer.parse(text));
    }

    @Test
    void numbersOfAStep() {
        UpdateStep step = new UpdateStep(Optimizer.sgd(1));
        assertThrows(IllegalArgumentException.class, () -> step.set(Optimizer.sgd(1), 0));
        for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> step.set(Optimizer.sgd(1), 1, rate));
        }
        // A schedule may end at 0.
        assertEquals(0, Math.abs(step.set(Optimizer.adam(1), 1, 0).step()));
        assertEquals(0.1f, step.set(Optimizer.adam(1), 7).firstGain(), 1e-7f);
        // Nothing of another rule is left.
        step.set(Optimizer.sgd(0.5f), 3);
        assertEquals(List.of(0f, 1f, 0f, 1f, 0f, 0f, -0.5f, 0f, 0f), List.of(step.penalty(), step.keep(), step.firstDecay(),
                step.firstGain(), step.secondDecay(), step.secondGain(), step.step(), step.correction(), step.epsilon()));
        // AdaGrad's rate falls from the second step on.
        AdaGrad falling = new AdaGrad(1, 0.5f, 0, 0, 1);
        assertEquals(List.of(-1f, -1 / 1.5f, -0.5f), Arrays.stream(new long[] {1, 2, 3})
                .mapToObj(t -> step.set(falling, t).step()).toList());
        // Decoupled decay follows the rate of the schedule.
        assertEquals(0.5f, step.set(Optimizer.adamW(1), 1, 50).keep());
    }

    /** The product of NAdam's momenta is left out where it no longer counts. */
    @Test
    void nAdamFarOn() {
        UpdateStep step = new UpdateStep(Optimizer.nAdam(1));
        step.set(step.optimizer(), Long.MAX_VALUE);
        assertEquals(0.9f, step.momentShare(), 1e-7f);
        assertEquals(0.1f, step.gradientShare(), 1e-7f);
        step.set(step.optimizer(), 1);
        double mu = 0.9f * (1 - 0.5 * Math.pow(0.96, 0.004f));
        double next = 0.9f * (1 - 0.5 * Math.pow(0.96, 0.008f));
        assertEquals((float) (next / (1 - mu * next)), step.momentShare(), 1e-7f);
        assertEquals(1f, step.gradientShare(), 1e-6f);
    }
}
