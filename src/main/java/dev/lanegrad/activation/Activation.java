package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.text.NamedChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
    Activation.Elementwise IDENTITY = new Identity();
    /** The logistic function. */
    Activation.Elementwise SIGMOID = new Sigmoid();
    /** The hyperbolic tangent. */
    Activation.Elementwise TANH = new Tanh();
    /** max(0, z). */
    Activation.Elementwise RELU = new Relu();
    /** min(6, max(0, z)). */
    Activation.Elementwise RELU6 = new Relu6();
    /** Leaky relu with the usual slope of 0.01. */
    Activation.Elementwise LEAKY_RELU = new LeakyRelu(LeakyRelu.DEFAULT_SLOPE);
    /** Relu with a threshold of 1. */
    Activation.Elementwise THRESHOLDED_RELU = new ThresholdedRelu(ThresholdedRelu.DEFAULT_THRESHOLD,
            ThresholdedRelu.DEFAULT_VALUE);
    /** The exponential linear unit. */
    Activation.Elementwise ELU = new Elu(Elu.DEFAULT_ALPHA);
    /** The scaled exponential linear unit. */
    Activation.Elementwise SELU = new Selu(Selu.DEFAULT_ALPHA, Selu.DEFAULT_GAMMA);
    /** The continuously differentiable exponential linear unit. */
    Activation.Elementwise CELU = new Celu(Celu.DEFAULT_ALPHA);
    /** The Gaussian error linear unit. */
    Activation.Elementwise GELU = new Gelu();
    /** The Gaussian error linear unit, approximated by tanh. */
    Activation.Elementwise GELU_TANH = new GeluTanh();
    /** The sigmoid linear unit, also called swish. */
    Activation.Elementwise SILU = new Silu();
    /** z tanh(log(1 + exp(z))). */
    Activation.Elementwise MISH = new Mish();
    /** log(1 + exp(z)). */
    Activation.Elementwise SOFTPLUS = new Softplus(Softplus.DEFAULT_BETA, Softplus.DEFAULT_THRESHOLD);
    /** z / (1 + |z|). */
    Activation.Elementwise SOFTSIGN = new Softsign();
    /** The piecewise linear sigmoid. */
    Activation.Elementwise HARD_SIGMOID = new HardSigmoid(HardSigmoid.DEFAULT_ALPHA, HardSigmoid.DEFAULT_BETA);
    /** The piecewise quadratic swish. */
    Activation.Elementwise HARD_SWISH = new HardSwish();
    /** z, held in [-1, 1]. */
    Activation.Elementwise HARD_TANH = new HardTanh(HardTanh.DEFAULT_MIN, HardTanh.DEFAULT_MAX);
    /** The logarithm of the logistic function. */
    Activation.Elementwise LOG_SIGMOID = new LogSigmoid();
    /** Softmax along each row. */
    Activation.Rowwise SOFTMAX = new Softmax();
    /** The logarithm of softmax along each row. */
    Activation.Rowwise LOG_SOFTMAX = new LogSoftmax();

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
            return parameters().isEmpty()
                    ? name()
                    : parameters().stream().map(String::valueOf).collect(Collectors.joining(",", name() + "(", ")"));
        }

        @Override
        default List<Float> parameters() {
            return List.of();
        }

        @Override
        default Activation withParameters(float... parameters) {
            throw new IllegalArgumentException("activation '" + name() + "' has no parameters, given " + parameters.length);
        }
    }

    /** An activation of one element: y[i] = f(z[i]). */
    sealed interface Elementwise extends Defaults
            permits Identity, Sigmoid, Tanh, Relu, Relu6, LeakyRelu, ThresholdedRelu, Elu, Selu, Celu, Gelu, GeluTanh, Silu,
            Mish, Softplus, Softsign, HardSigmoid, HardSwish, HardTanh, LogSigmoid {
        /**
         * The values at -Inf, -0, +0 and +Inf.
         *
         * @return four values
         */
        Limits limits();

        /**
         * The derivatives at -Inf, -0, +0 and +Inf, as the backward pass computes them from what it keeps.
         *
         * @return four derivatives
         */
        Limits slopes();

        /**
         * Overflow, underflow and saturation.
         *
         * @return in words
         */
        String extremes();

        /**
         * The first of the two numbers that the formulas need besides z; a loop takes it as data.
         *
         * @return the number, 0 where there is none
         */
        default float p() {
            return 0;
        }

        /**
         * The second of the two numbers that the formulas need besides z.
         *
         * @return the number, 0 where there is none
         */
        default float q() {
            return 0;
        }
    }

    /** An activation of a whole row: y = f(row of z). */
    sealed interface Rowwise extends Defaults permits Softmax, LogSoftmax {
    }

    /**
     * Every activation once, with default parameters. Tests, gates, benchmarks and documents enumerate this list.
     *
     * @return all activations
     */
    static List<Activation> all() {
        List<Activation> all = new ArrayList<>(elementwise());
        all.addAll(rowwise());
        return List.copyOf(all);
    }

    /**
     * Every activation of one element once, with default parameters.
     *
     * @return the element-wise part of {@link #all()}
     */
    static List<Elementwise> elementwise() {
        return List.of(IDENTITY, SIGMOID, TANH, RELU, RELU6, LEAKY_RELU, THRESHOLDED_RELU, ELU, SELU, CELU, GELU, GELU_TANH,
                SILU,
                MISH, SOFTPLUS, SOFTSIGN, HARD_SIGMOID, HARD_SWISH, HARD_TANH, LOG_SIGMOID);
    }

    /**
     * Every activation of a row once.
     *
     * @return the row-wise part of {@link #all()}
     */
    static List<Rowwise> rowwise() {
        return List.of(SOFTMAX, LOG_SOFTMAX);
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
        return new NamedChoice<>("activation", all(), Activation::name, Activation::text,
                (f, parameters) -> f.withParameters(parameters.numbers())).parse(text);
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
     * The function's parameters, in the order of the record's components and of {@link #withParameters}.
     *
     * @return the parameters, none for most functions
     */
    List<Float> parameters();
}
