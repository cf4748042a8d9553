package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link ActivationBenchmark} times: an activation, forward or backward, with its default parameters.
 *
 * @param plainName the activation's name
 * @param activation the description
 * @param backward whether the gradient is meant: dz from dy and what the activation keeps
 */
public record BenchFunction(String plainName, Activation activation, boolean backward) {
    /** What the name of a gradient ends with. */
    private static final String BACKWARD = "_backward";

    /**
     * Every function once.
     *
     * @return all activations, each forward and backward
     */
    public static List<BenchFunction> all() {
        List<BenchFunction> all = new ArrayList<>();
        for (Activation activation : Activation.all()) {
            all.add(new BenchFunction(activation.name(), activation, false));
            all.add(new BenchFunction(activation.name(), activation, true));
        }
        return all;
    }

    /**
     * Finds a function.
     *
     * @param name its name
     * @return the function
     * @throws IllegalArgumentException if there is none of that name
     */
    public static BenchFunction of(String name) {
        return all().stream().filter(f -> f.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no function '" + name + "', expected one of "
                        + all().stream().map(BenchFunction::name).toList()));
    }

    /**
     * The value of the benchmark's parameter {@code function}.
     *
     * @return for example {@code "tanh"} or {@code "tanh_backward"}
     */
    public String name() {
        return backward ? plainName + BACKWARD : plainName;
    }

    /**
     * Whether the gradient is computed from the function's value.
     *
     * @return false if from its argument
     */
    public boolean keepsOutput() {
        return activation.keeps() == Activation.Keeps.OUTPUT;
    }

    /**
     * Whether a row is one argument, as for softmax.
     *
     * @return false if each element is one
     */
    public boolean rowwise() {
        return activation instanceof Activation.Rowwise;
    }
}
