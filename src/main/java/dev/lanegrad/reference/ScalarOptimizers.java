package dev.lanegrad.reference;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.Momentum;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.Sgd;

/** One step of an optimizer, element by element. Thread-safe. */
final class ScalarOptimizers {
    private ScalarOptimizers() {
    }

    static void update(Optimizer optimizer, long step, Matrix parameter, Matrix gradient, Matrix[] state) {
        for (int r = 0; r < parameter.rows(); r++) {
            for (int c = 0; c < parameter.columns(); c++) {
                float p = parameter.get(r, c);
                float g = gradient.get(r, c);
                parameter.set(r, c, switch (optimizer) {
                    case Sgd sgd -> Math.fma(-sgd.rate(), g, p);
                    case Momentum momentum -> {
                        float v = Math.fma(momentum.momentum(), state[0].get(r, c), g);
                        state[0].set(r, c, v);
                        yield Math.fma(-momentum.rate(), v, p);
                    }
                    case Adam adam -> {
                        float m = Math.fma(adam.beta1(), state[0].get(r, c), (1 - adam.beta1()) * g);
                        float v = Math.fma(adam.beta2(), state[1].get(r, c), ((1 - adam.beta2()) * g) * g);
                        state[0].set(r, c, m);
                        state[1].set(r, c, v);
                        float root = (float) Math.sqrt(v);
                        float quotient = m / Math.fma(root, adam.correction(step), adam.epsilon());
                        yield Math.fma(-adam.stepSize(step), quotient, p);
                    }
                });
            }
        }
    }
}
