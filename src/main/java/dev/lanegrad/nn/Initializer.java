package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;
import dev.lanegrad.text.NamedChoice;
import java.util.List;
import java.util.Objects;

/**
 * What a weight matrix (in x out) starts as. An element is a function of (seed, layer, row, column) and the matrix's shape
 * alone, so it depends neither on threads nor on the rest of the network. Initializers are immutable and compare by value.
 */
public sealed interface Initializer {
    /** Glorot uniform: u in +-sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010). For sigmoid, tanh, linear layers. */
    Initializer GLOROT_UNIFORM = new Uniform("glorot_uniform", 6, true);
    /** Glorot normal: variance 2 / (in + out) (Glorot and Bengio, AISTATS 2010). */
    Initializer GLOROT_NORMAL = new Normal("glorot_normal", 2, true);
    /** He uniform: u in +-sqrt(6 / in) (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_UNIFORM = new Uniform("he_uniform", 6, false);
    /** He normal: variance 2 / in (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_NORMAL = new Normal("he_normal", 2, false);
    /** LeCun uniform: u in +-sqrt(3 / in) (LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998). */
    Initializer LECUN_UNIFORM = new Uniform("lecun_uniform", 3, false);
    /**
     * LeCun normal: variance 1 / in (LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998). For self-normalizing
     * layers (selu: Klambauer, Unterthiner, Mayr and Hochreiter, NIPS 2017).
     */
    Initializer LECUN_NORMAL = new Normal("lecun_normal", 1, false);
    /** All zero: biases. */
    Initializer ZEROS = new Zeros();
    /** All the same small number. */
    Initializer CONSTANT = new Constant(Constant.DEFAULT_VALUE);

    /**
     * What an initializer without parameters answers; apart from the constants as in
     * {@link dev.lanegrad.activation.Activation.Defaults}.
     */
    sealed interface Defaults extends Initializer permits Uniform, Normal, Zeros, Constant {
        @Override
        default String text() {
            return name();
        }

        @Override
        default Initializer withParameters(float... parameters) {
            throw new IllegalArgumentException("initializer '" + name() + "' has no parameters, given "
                    + parameters.length);
        }
    }

    /**
     * Every initializer once, with default parameters. Tests and documents enumerate this list.
     *
     * @return all initializers that have a name
     */
    static List<Initializer> all() {
        return List.of(GLOROT_UNIFORM, GLOROT_NORMAL, HE_UNIFORM, HE_NORMAL, LECUN_UNIFORM, LECUN_NORMAL, ZEROS, CONSTANT);
    }

    /**
     * The usual choice before an activation: He normal before the relus, Glorot uniform elsewhere.
     *
     * @param activation what the layer applies
     * @return the initializer
     */
    static Initializer forActivation(Activation activation) {
        return activation instanceof Relu || activation instanceof LeakyRelu ? HE_NORMAL : GLOROT_UNIFORM;
    }

    /**
     * Finds the initializer that {@link #text()} wrote, for the command line.
     *
     * @param text a name, and the parameter in brackets where the initializer has one: {@code "constant(0.5)"}; without
     *     brackets the default parameter is meant
     * @return the initializer
     * @throws IllegalArgumentException if there is no such initializer in {@link #all()}, or the parameter is not a number
     *     or not one of this initializer
     */
    static Initializer parse(String text) {
        return new NamedChoice<>("initializer", all(), Initializer::name, Initializer::text, Initializer::withParameters)
                .parse(text);
    }

    /**
     * The name on the command line.
     *
     * @return the name without parameters, in lower case with underscores
     */
    String name();

    /**
     * Name and parameters; {@link #parse(String)} reads it back.
     *
     * @return for example {@code "he_normal"} or {@code "constant(0.1)"}
     */
    String text();

    /**
     * The same initializer with other parameters.
     *
     * @param parameters the parameters
     * @return the initializer
     * @throws IllegalArgumentException if it does not have so many parameters or one of them is out of range
     */
    Initializer withParameters(float... parameters);

    /**
     * Fills a weight matrix.
     *
     * @param weight in x out, overwritten
     * @param seed the network's seed
     * @param layer the layer's index
     */
    void fill(Matrix weight, long seed, int layer);

    /**
     * Uniform in +-sqrt(scale / fan).
     *
     * @param name what {@link #text()} gives; {@link #parse(String)} knows those of {@link #all()} only
     * @param scale numerator
     * @param fanOut whether the fan is in + out instead of in
     */
    record Uniform(String name, double scale, boolean fanOut) implements Defaults {
        /**
         * Checks name and scale.
         *
         * @throws IllegalArgumentException if the scale is not positive and finite
         */
        public Uniform {
            Objects.requireNonNull(name, "name");
            requireScale(scale);
        }

        @Override
        public void fill(Matrix weight, long seed, int layer) {
            double limit = Math.sqrt(scale / fan(weight, fanOut));
            int stream = CounterRandom.STREAM_INITIALIZER + layer;
            for (int r = 0; r < weight.rows(); r++) {
                for (int c = 0; c < weight.columns(); c++) {
                    weight.set(r, c, (float) (limit * (2 * CounterRandom.uniform(seed, stream, 0, r, c) - 1)));
                }
            }
        }
    }

    /**
     * Normal with mean 0 and variance scale / fan.
     *
     * @param name what {@link #text()} gives; {@link #parse(String)} knows those of {@link #all()} only
     * @param scale numerator
     * @param fanOut whether the fan is in + out instead of in
     */
    record Normal(String name, double scale, boolean fanOut) implements Defaults {
        /**
         * Checks name and scale.
         *
         * @throws IllegalArgumentException if the scale is not positive and finite
         */
        public Normal {
            Objects.requireNonNull(name, "name");
            requireScale(scale);
        }

        @Override
        public void fill(Matrix weight, long seed, int layer) {
            double deviation = Math.sqrt(scale / fan(weight, fanOut));
            int stream = CounterRandom.STREAM_INITIALIZER + layer;
            for (int r = 0; r < weight.rows(); r++) {
                for (int c = 0; c < weight.columns(); c++) {
                    weight.set(r, c, (float) (deviation * CounterRandom.normal(seed, stream, 0, r, c)));
                }
            }
        }
    }

    /** All zero. */
    record Zeros() implements Defaults {
        @Override
        public String name() {
            return "zeros";
        }

        @Override
        public void fill(Matrix weight, long seed, int layer) {
            weight.fill(0);
        }
    }

    /**
     * All the same number. The units of a hidden layer that starts so stay copies of each other, since they get the same
     * gradients.
     *
     * @param value the number, finite
     */
    record Constant(float value) implements Defaults {
        /** Small and positive. */
        public static final float DEFAULT_VALUE = 0.1f;

        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is not finite
         */
        public Constant {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("a constant initializer's value must be finite, given " + value);
            }
        }

        @Override
        public String name() {
            return "constant";
        }

        @Override
        public String text() {
            return name() + "(" + value + ")";
        }

        @Override
        public Initializer withParameters(float... parameters) {
            if (parameters.length != 1) {
                throw new IllegalArgumentException("a constant initializer has one parameter, its value, given "
                        + parameters.length);
            }
            return new Constant(parameters[0]);
        }

        @Override
        public void fill(Matrix weight, long seed, int layer) {
            weight.fill(value);
        }
    }

    private static void requireScale(double scale) {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the scale must be positive and finite, given " + scale);
        }
    }

    private static double fan(Matrix weight, boolean fanOut) {
        return fanOut ? (double) weight.rows() + weight.columns() : weight.rows();
    }
}
