package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.Momentum;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.Sgd;

/** The vector twins of the optimizers. Stateless, allocates nothing. */
final class VectorOptimizers {
    private VectorOptimizers() {
    }

    static void update(Optimizer optimizer, long step, Matrix p, Matrix g, Matrix[] state) {
        switch (optimizer) {
            case Sgd sgd -> run(UpdateFunction.SGD, p, g, p, p, 0, 0, 0, 0, -sgd.rate(), 0, 0);
            case Momentum momentum -> run(UpdateFunction.MOMENTUM, p, g, state[0], p, momentum.momentum(), 0, 0, 0,
                    -momentum.rate(), 0, 0);
            case Adam adam -> run(UpdateFunction.ADAM, p, g, state[0], state[1], adam.beta1(), 1 - adam.beta1(),
                    adam.beta2(), 1 - adam.beta2(), -adam.stepSize(step), adam.correction(step), adam.epsilon());
        }
    }

    private static void run(UpdateFunction rule, Matrix p, Matrix g, Matrix first, Matrix second, float firstDecay,
            float firstGain, float secondDecay, float secondGain, float step, float correction, float epsilon) {
        UpdateKernel kernel = UpdateKernel.of(rule);
        boolean flat = p.isContiguous() && g.isContiguous() && first.isContiguous() && second.isContiguous()
                && p.size() <= Blocks.MAX_FLOATS;
        int runs = flat ? 1 : p.rows();
        int n = flat ? (int) p.size() : p.columns();
        for (int r = 0; r < runs; r++) {
            kernel.run(p.segment(), g.segment(), first.segment(), second.segment(), p.offset(r, 0), g.offset(r, 0),
                    first.offset(r, 0), second.offset(r, 0), n, firstDecay, firstGain, secondDecay, secondGain, step,
                    correction, epsilon);
        }
    }
}
