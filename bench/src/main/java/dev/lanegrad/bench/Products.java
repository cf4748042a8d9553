package dev.lanegrad.bench;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Someone who multiplies matrices: Lanegrad, its scalar reference, the bare FMA units, or a peer. Peers come as services,
 * since they are in the build under {@code -Ppeers} only. Constructors load nothing native.
 */
public interface Products {
    /**
     * What is timed.
     *
     * @param product which product
     * @param prepacked whether B may be brought into any form before the clock starts
     * @param threads how many threads may compute
     */
    record Task(Product product, boolean prepacked, int threads) {
    }

    /**
     * One computation, ready to be repeated.
     *
     * @param run computes C once
     * @param gflop what that counts as, in billions of operations
     * @param publish brings C into the operands' memory, if it was computed elsewhere
     */
    record Work(Runnable run, double gflop, Runnable publish) {
        /**
         * A computation in the operands' own memory.
         *
         * @param product which product
         * @param run computes it once
         * @return the work
         */
        public static Work inPlace(Product product, Runnable run) {
            return new Work(run, product.gflop(), () -> {
            });
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
     * Makes everything ready that can be made once: primitives, descriptors, views of the memory, packed weights.
     *
     * @param task one that this implementation can do
     * @param operands from and to which memory
     * @return the computation
     */
    Work prepare(Task task, Operands operands);

    /**
     * Whether there is a result to compare.
     *
     * @return false for the FMA loop only
     */
    default boolean hasResult() {
        return true;
    }

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<Products> all() {
        return Stream.concat(Stream.of(OwnProducts.vectors(), OwnProducts.scalar(), new Peak()),
                ServiceLoader.load(Products.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static Products of(String name) {
        return Named.find(name, all(), Products::name);
    }
}
