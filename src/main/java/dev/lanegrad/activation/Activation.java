package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.text.NamedChoice;
import java.util.List;

/**
 * A description of the function that a layer applies to its weighted sums z = x W + b.
 *
 * <p>A description holds the formula's parameters, its accuracy, and what the backward pass keeps of the forward pass;
 * the loops live in {@code reference} (scalar) and {@code simd} (vectorised), which give the same bits. Descriptions
 * are immutable and compare by value.
 *
 * <p>Every activation propagates NaN: a NaN in gives a NaN out.
 */
public sealed interface Activation {
    /** f(z) = z. */
    Activation IDENTITY = new Identity();
    /** The logistic function. */
    Activation SIGMOID = new Sigmoid();
    /** The hyperbolic tangent. */
    Activation TANH = new Tanh();
    /** max(0, z). */
    Activation RELU = new Relu();
    /** Leaky relu with the usual slope of 0.01. */
    Activation LEAKY_RELU = new LeakyRelu(LeakyRelu.DEFAULT_SLOPE);
    /** Softmax along each row. */
    Activation SOFTMAX = new Softmax();

    /** What the backward pass is computed from. Every path (reference, training, fused) uses the same. */
    enum Keeps {
        /** The weighted sum z: the forward pass must not overwrite it. */
        INPUT,
        /** The result y = f(z): the forward pass may work in place. */
        OUTPUT
    }

    /**
     * What an activation without a parameter answers. It stands apart from the constants: a class waits for an interface
     * whose default methods it inherits, the constants wait for their classes, and two threads that met there would wait
     * for each other.
     */
    sealed interface Defaults extends Activation permits Elementwise, Rowwise {
        @Override
        default String text() {
            return name();
        }

        @Override
        default Activation withParameters(float... parameters) {
            throw new IllegalArgumentException("activation '" + name() + "' has no parameters, given " + parameters.length);
        }

        @Override
        default float parameter() {
            return 0;
        }
    }

    /** An activation of one element: y[i] = f(z[i]). */
    sealed interface Elementwise extends Defaults permits Identity, Sigmoid, Tanh, Relu, LeakyRelu {
    }

    /** An activation of a whole row: y = f(row of z). */
    sealed interface Rowwise extends Defaults permits Softmax {
    }

    /**
     * Every activation once, with default parameters. Tests, gates, benchmarks and documents enumerate this list.
     *
     * @return all activations
     */
    static List<Activation> all() {
        return List.of(IDENTITY, SIGMOID, TANH, RELU, LEAKY_RELU, SOFTMAX);
    }

    /**
     * Finds the activation that {@link #text()} wrote, for model files and the command line.
     *
     * @param text a name, and the parameter in brackets where the function has one: {@code "leaky_relu(0.2)"};
     *     without brackets the default parameter is meant
     * @return the activation
     * @throws IllegalArgumentException if there is no such activation, or the parameter is not a number or not one of
     *     this function
     */
    static Activation parse(String text) {
        return new NamedChoice<>("activation", all(), Activation::name, Activation::text, Activation::withParameters)
                .parse(text);
    }

    /**
     * The name in model files, in lower case with underscores.
     *
     * @return the name without parameters
     */
    String name();

    /**
     * Name and parameters; {@link #parse(String)} reads it back.
     *
     * @return for example {@code "relu"} or {@code "leaky_relu(0.01)"}
     */
    String text();

    /**
     * What the backward pass is computed from.
     *
     * @return the kept side
     */
    Keeps keeps();

    /**
     * The error bounds that this function keeps.
     *
     * @return bounds in ULP
     */
    Accuracy accuracy();

    /**
     * The same function with other parameters.
     *
     * @param parameters the parameters
     * @return the activation
     * @throws IllegalArgumentException if the function does not have so many parameters or one of them is out of range
     */
    Activation withParameters(float... parameters);

    /**
     * The function's parameter, for functions that have one.
     *
     * @return the parameter, 0 where there is none
     */
    float parameter();
}
