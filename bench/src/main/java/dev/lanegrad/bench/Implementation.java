package dev.lanegrad.bench;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Someone who computes functions: Lanegrad, its scalar reference, the JDK's vector operators, or a peer. Peers come as
 * services, since they are in the build under {@code -Ppeers} only.
 */
public interface Implementation {
    /**
     * The value of the benchmark's parameter {@code impl}.
     *
     * @return a short name
     */
    String name();

    /**
     * Makes everything ready that can be made once: primitives, descriptors, views of the memory.
     *
     * @param function what to compute
     * @param buffers from and to which memory
     * @return one computation over the whole buffers; empty if this implementation has no such function
     */
    Optional<Runnable> prepare(BenchFunction function, Buffers buffers);

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<Implementation> all() {
        return Stream.concat(Stream.of(OwnKernels.vectors(), OwnKernels.scalar(), new JdkOperators()),
                ServiceLoader.load(Implementation.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static Implementation of(String name) {
        return Named.find(name, all(), Implementation::name);
    }
}
