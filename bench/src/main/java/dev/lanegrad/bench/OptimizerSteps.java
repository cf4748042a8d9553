package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Optimizer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Someone who moves parameters by an optimizer: Lanegrad, its scalar reference, or a peer, as {@link Products}. */
public interface OptimizerSteps {
    /**
     * The value of the benchmark's parameter {@code impl}.
     *
     * @return a short name
     */
    String name();

    /**
     * Whether there is such an optimizer.
     *
     * @param optimizer which
     * @param threads how many threads may compute
     * @return whether {@link #prepare} may be called
     */
    boolean can(Optimizer optimizer, int threads);

    /**
     * Makes everything ready that can be made once.
     *
     * @param optimizer one that this implementation can do
     * @param threads how many threads may compute
     * @param parameter moved by each step
     * @param gradient its gradient, always the same
     * @return one step, of the number that follows the one before it
     */
    Runnable prepare(Optimizer optimizer, int threads, Matrix parameter, Matrix gradient);

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<OptimizerSteps> all() {
        return Stream.concat(Stream.of(new OwnOptimizerSteps(OwnKernels.vectors()),
                new OwnOptimizerSteps(OwnKernels.scalar())),
                ServiceLoader.load(OptimizerSteps.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static OptimizerSteps of(String name) {
        return Named.find(name, all(), OptimizerSteps::name);
    }
}
