package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.Elementary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@link ActivationBenchmark} times: an activation, forward or backward, with its default parameters, or an elementary
 * function.
 *
 * @param plainName the function's name
 * @param activation the activation, empty for a function that is elementary only
 * @param backward whether the gradient is meant: dz from dy and what the activation keeps
 */
public record BenchFunction(String plainName, Optional<Activation> activation, boolean backward) {
    /** What the name of a gradient ends with. */
    private static final String BACKWARD = "_backward";

    /** Those that are defined for positive arguments only. */
    private static final List<Elementary> POSITIVE = List.of(Elementary.LOG, Elementary.LOG1P, Elementary.INVERSE_SQRT);

    /**
     * Every function once.
     *
     * @return all activations, each forward and backward, and the elementary functions that are none
     */
    public static List<BenchFunction> all() {
        List<BenchFunction> all = new ArrayList<>();
        for (Activation activation : Activation.all()) {
            all.add(new BenchFunction(activation.name(), Optional.of(activation), false));
            all.add(new BenchFunction(activation.name(), Optional.of(activation), true));
        }
        for (Elementary elementary : Elementary.values()) {
            if (Activation.all().stream().noneMatch(activation -> activation.name().equals(elementary.label()))) {
                all.add(new BenchFunction(elementary.label(), Optional.empty(), false));
            }
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
        return activation.filter(a -> a.keeps() == Activation.Keeps.OUTPUT).isPresent();
    }

    /**
     * Whether a row is one argument, as for softmax.
     *
     * @return false if each element is one
     */
    public boolean rowwise() {
        return activation.filter(Activation.Rowwise.class::isInstance).isPresent();
    }

    /**
     * Whether the arguments should be positive.
     *
     * @return false if any number will do
     */
    public boolean positive() {
        return activation.isEmpty() && POSITIVE.contains(elementary());
    }

    /** The value, not the gradient: y = f(z). */
    void apply(Kernels kernels, Matrix z, Matrix y) {
        if (activation.isPresent()) {
            kernels.activate(activation.get(), z, y);
        } else {
            kernels.apply(elementary(), z, y);
        }
    }

    private Elementary elementary() {
        return Arrays.stream(Elementary.values()).filter(e -> e.label().equals(plainName)).findFirst().orElseThrow();
    }
}
