package dev.lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many steps of the reference against {@link DoubleOptimizer}; {@link OptimizerByHandTest} has a few worked out by hand. */
class OptimizerAccuracyTest {
    private static final Kernels KERNELS = new ReferenceKernels();

    private static final int STEPS = 500;

    static List<Optimizer> optimizers() {
        return Twins.optimizers();
    }

    private static Matrix[] states(Optimizer optimizer, int n) {
        Matrix[] state = new Matrix[optimizer.stateCount()];
        Arrays.setAll(state, i -> Matrix.create(1, n));
        for (Matrix s : state) {
            s.fill(optimizer.initialState());
        }
        return state;
    }

    /**
     * A parameter is pulled by noisy gradients that do not depend on where it is, so that no step makes the error of one before
     * larger; where a penalty makes them depend on it, the exact parameter is put where the rounded one is. The bound: three
     * roundings of the parameter and some of the change in each step.
     */
    @ParameterizedTest
    @MethodSource("optimizers")
    void trajectory(Optimizer optimizer) {
        SplittableRandom random = new SplittableRandom(7);
        int n = 50;
        Matrix p = Matrix.create(1, n);
        Matrix g = Matrix.create(1, n);
        DoubleOptimizer[] exact = new DoubleOptimizer[n];
        for (int i = 0; i < n; i++) {
            p.set(0, i, (float) random.nextGaussian());
            exact[i] = new DoubleOptimizer(optimizer, p.get(0, i));
        }
        Matrix[] state = states(optimizer, n);
        double[] bound = new double[n];
        UpdateStep numbers = new UpdateStep(optimizer);
        for (int t = 1; t <= STEPS; t++) {
            for (int i = 0; i < n; i++) {
                // Of many sizes, the same sign more often than not.
                g.set(0, i, (float) (StrictMath.pow(10, i % 7 - 4.0) * (random.nextGaussian() + 0.5)));
            }
            float[] before = p.toArray();
            KERNELS.update(optimizer, t, p, g, state);
            for (int i = 0; i < n; i++) {
                if (numbers.set(optimizer, t).penalty() != 0) {
                    exact[i].moveTo(before[i]);
                }
                double start = exact[i].value();
                exact[i].step(g.get(0, i));
                double change = Math.abs(exact[i].value() - start);
                bound[i] += 0x1p-24 * (3 * Math.abs(start) + factor(optimizer) * change) + 0x1p-149;
                assertEquals(exact[i].value(), p.get(0, i), bound[i], exact[i] + ", element " + i);
            }
        }
    }

    /**
     * What becomes of parameters that PyTorch holds in double when they are floats: both computed in double, with random gradients
     * that go one way not at all, a little or more.
     */
    @ParameterizedTest
    @MethodSource("dev.lanegrad.optim.Optimizer#all")
    void parametersAsFloats(Optimizer optimizer) {
        SplittableRandom random = new SplittableRandom(11);
        double worst = 0;
        for (double drift : new double[] {0, 0.25, 0.5}) {
            DoubleOptimizer floats = new DoubleOptimizer(optimizer, 0);
            DoubleOptimizer decimals = new DoubleOptimizer(optimizer, 0, true);
            double way = 0;
            for (int t = 1; t <= DoubleOptimizer.DEVIATION_STEPS; t++) {
                double gradient = random.nextGaussian() + drift;
                double before = decimals.value();
                floats.step(gradient);
                decimals.step(gradient);
                way += Math.abs(decimals.value() - before);
                worst = Math.max(worst, Math.abs(floats.value() - decimals.value()) / way);
            }
        }
        double documented = DoubleOptimizer.deviation(optimizer);
        assertTrue(worst <= documented, "deviates by " + worst + " of the way, documented is " + documented);
        if (documented > DoubleOptimizer.USUAL_DEVIATION) {
            assertTrue(worst > documented / 2, "deviates by " + worst + " of the way only, documented is " + documented);
        }
    }

    /** Roundings of a change: a difference of squares near each other loses digits, and a mean of both signs does. */
    private static double factor(Optimizer optimizer) {
        return optimizer instanceof RmsProp o && o.centered() ? 1000 : 40;
    }

    /** A unit that is off has gradients of zero: no mean stays a subnormal number. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void meansEndAtZero(Optimizer optimizer) {
        Matrix p = Matrix.create(1, 1);
        Matrix g = Matrix.create(1, 1);
        Matrix[] state = states(optimizer, 1);
        for (Matrix s : state) {
            s.fill(1e-37f);
        }
        UpdateStep numbers = new UpdateStep(optimizer);
        for (int t = 1; t <= 3000; t++) {
            // A penalty would make a gradient of the parameter.
            p.fill(0);
            KERNELS.update(numbers.set(optimizer, t), p, g, state);
            for (Matrix s : state) {
                float size = Math.abs(s.get(0, 0));
                assertTrue(size == 0 || size >= Float.MIN_NORMAL, optimizer.text() + ", step " + t + ": " + size);
            }
        }
        // The sum of AdaGrad is no mean.
        if (state.length > 0 && !(optimizer instanceof AdaGrad)) {
            assertEquals(0, state[0].get(0, 0), optimizer.text());
        }
    }

    /** What a mean of squares must not become: the root of a difference that rounding made negative. */
    @Test
    void centeredSquaresNeverGiveNaN() {
        Optimizer optimizer = new RmsProp(0.01f, 0.9f, 0, true, 1e-8f, 0);
        Matrix p = Matrix.create(1, 100);
        Matrix[] state = states(optimizer, 100);
        Matrix g = Matrix.create(1, 100);
        for (int i = 0; i < 100; i++) {
            g.set(0, i, 1 + i / 7f);
        }
        for (int t = 1; t <= 400; t++) {
            KERNELS.update(optimizer, t, p, g, state);
            for (int i = 0; i < 100; i++) {
                assertTrue(Float.isFinite(p.get(0, i)), "step " + t + ", gradient " + g.get(0, i));
            }
        }
    }

    /** A gradient of NaN is seen in the parameter, whatever the rule. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void nanIsNotHidden(Optimizer optimizer) {
        Matrix p = Matrix.of(1, 1, 1);
        KERNELS.update(optimizer, 10, p, Matrix.of(1, 1, Float.NaN), states(optimizer, 1));
        assertTrue(Float.isNaN(p.get(0, 0)));
    }
}
