package dev.lanegrad.bench;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import java.util.Arrays;

/**
 * Lanegrad itself, vectorised or scalar, through the same checked methods that everybody calls.
 *
 * @param own the implementation
 */
record OwnOptimizerSteps(OwnKernels own) implements OptimizerSteps {
    @Override
    public String name() {
        return own.name();
    }

    @Override
    public boolean can(Optimizer optimizer, int threads) {
        return threads <= own.maxThreads();
    }

    @Override
    public Runnable prepare(Optimizer optimizer, int threads, Matrix parameter, Matrix gradient) {
        Kernels kernels = own.kernels(threads);
        Matrix[] state = state(optimizer, parameter);
        long[] step = {0};
        return () -> kernels.update(optimizer, ++step[0], parameter, gradient, state);
    }

    /** The state of a parameter before the first step. */
    static Matrix[] state(Optimizer optimizer, Matrix parameter) {
        Matrix[] state = new Matrix[optimizer.stateCount()];
        Arrays.setAll(state, i -> Matrix.create(parameter.rows(), parameter.columns()));
        for (Matrix s : state) {
            s.fill(optimizer.initialState());
        }
        return state;
    }
}
