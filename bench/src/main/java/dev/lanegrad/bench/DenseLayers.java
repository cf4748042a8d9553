package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Someone who computes whole dense layers: Lanegrad, its scalar reference, or a peer, as {@link Products}. */
public interface DenseLayers {
    /** What is computed. */
    enum Pass {
        /** y = f(x W + b). */
        FORWARD,
        /** The same, with the weights in any form that was made before the clock starts. */
        FORWARD_PREPACKED,
        /** dz = dy f', then dx = dz W^T, dW = x^T dz, db = column sums of dz. */
        BACKWARD
    }

    /**
     * What is timed.
     *
     * @param shape batch x in x out
     * @param activation its function
     * @param pass in which direction
     * @param threads how many threads may compute
     */
    record Task(Product shape, Activation activation, Pass pass, int threads) {
        static Task of(String shape, String activation, String pass, int threads) {
            return new Task(Product.of(shape), Activation.parse(activation), Pass.valueOf(pass.toUpperCase(Locale.ROOT)),
                    threads);
        }

        /**
         * The work of the products; activation and bias come for free in this count.
         *
         * @return billions of operations
         */
        double gflop() {
            return pass == Pass.BACKWARD ? 2 * shape.gflop() : shape.gflop();
        }
    }

    /**
     * The value of the benchmark's parameter {@code impl}.
     *
     * @return a short name
     */
    String name();

    /**
     * Whether there is such a computation.
     *
     * @param task which
     * @return whether {@link #prepare} may be called
     */
    boolean can(Task task);

    /**
     * Makes everything ready that can be made once.
     *
     * @param task one that this implementation can do
     * @param buffers from and to which memory
     * @return one computation
     */
    Runnable prepare(Task task, DenseBuffers buffers);

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<DenseLayers> all() {
        return Stream.concat(Stream.of(new OwnLayers(OwnKernels.vectors()), new OwnLayers(OwnKernels.scalar())),
                ServiceLoader.load(DenseLayers.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static DenseLayers of(String name) {
        return Named.find(name, all(), DenseLayers::name);
    }
}
