package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Celu;
import dev.lanegrad.activation.Elu;
import dev.lanegrad.activation.Gelu;
import dev.lanegrad.activation.GeluTanh;
import dev.lanegrad.activation.HardSwish;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Mish;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Relu6;
import dev.lanegrad.activation.Selu;
import dev.lanegrad.activation.Silu;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.activation.ThresholdedRelu;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.NamedChoice;
import java.util.List;

/**
 * What a weight matrix (in x out) starts as. An element is a function of (seed, layer, row, column) and the matrix's shape
 * alone, so it depends neither on threads nor on the rest of the network; it has the same bits on every machine.
 * Initializers are immutable and compare by value.
 *
 * <p>Names, parameters and defaults are those of PyTorch's {@code torch.nn.init}, where it has the initializer. Numbers
 * are computed in double precision and rounded once.
 */
public sealed interface Initializer {
    /** Glorot uniform: u in +-sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010). For sigmoid, tanh, linear layers. */
    Initializer GLOROT_UNIFORM = new GlorotInitializer(Distribution.UNIFORM, 1);
    /** Glorot normal: variance 2 / (in + out) (Glorot and Bengio, AISTATS 2010). */
    Initializer GLOROT_NORMAL = new GlorotInitializer(Distribution.NORMAL, 1);
    /** He uniform: u in +-sqrt(6 / in) (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_UNIFORM = new FanInInitializer("he_uniform", Distribution.UNIFORM, 2);
    /** He normal: variance 2 / in (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_NORMAL = new FanInInitializer("he_normal", Distribution.NORMAL, 2);
    /** LeCun uniform: u in +-sqrt(3 / in) (LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998). */
    Initializer LECUN_UNIFORM = new FanInInitializer("lecun_uniform", Distribution.UNIFORM, 1);
    /**
     * LeCun normal: variance 1 / in (LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998). For self-normalizing
     * layers (selu: Klambauer, Unterthiner, Mayr and Hochreiter, NIPS 2017).
     */
    Initializer LECUN_NORMAL = new FanInInitializer("lecun_normal", Distribution.NORMAL, 1);
    /** A random orthogonal matrix, gain 1. For deep and for recurrent networks. */
    Initializer ORTHOGONAL = new OrthogonalInitializer(1);
    /** Uniform in [0, 1). */
    Initializer UNIFORM = new UniformInitializer(0, 1);
    /** Normal with mean 0 and deviation 1. */
    Initializer NORMAL = new NormalInitializer(0, 1);
    /** Normal with mean 0 and deviation 1, cut off at -2 and 2. */
    Initializer TRUNCATED_NORMAL = new TruncatedNormalInitializer(0, 1, -2, 2);
    /** All zero: biases. */
    Initializer ZEROS = new ZerosInitializer();
    /** All the same small number. */
    Initializer CONSTANT = new ConstantInitializer(ConstantInitializer.DEFAULT_VALUE);

    /**
     * What an initializer without parameters answers; apart from the constants as in
     * {@link dev.lanegrad.activation.Activation.Defaults}.
     */
    sealed interface Defaults extends Initializer permits GlorotInitializer, FanInInitializer, OrthogonalInitializer,
            UniformInitializer, NormalInitializer, TruncatedNormalInitializer, ZerosInitializer, ConstantInitializer {
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
        return List.of(GLOROT_UNIFORM, GLOROT_NORMAL, HE_UNIFORM, HE_NORMAL, LECUN_UNIFORM, LECUN_NORMAL, ORTHOGONAL,
                UNIFORM, NORMAL, TRUNCATED_NORMAL, ZEROS, CONSTANT);
    }

    /**
     * The usual choice before an activation: He normal before the relus and their smooth kin, which let little more than
     * half of their inputs pass, LeCun normal before selu, Glorot uniform elsewhere.
     *
     * @param activation what the layer applies
     * @return the initializer
     */
    static Initializer forActivation(Activation activation) {
        return switch (activation) {
            case Relu _,Relu6 _,LeakyRelu _,ThresholdedRelu _,Elu _,Celu _,Gelu _,GeluTanh _,Silu _,Mish _,HardSwish _ ->
                HE_NORMAL;
            case Selu _ -> LECUN_NORMAL;
            default -> GLOROT_UNIFORM;
        };
    }

    /**
     * The factor on the deviation of the weights that makes up for what an activation does to the scale of its input, to be
     * the gain of a {@linkplain GlorotInitializer Glorot} or {@linkplain OrthogonalInitializer orthogonal} initializer:
     * {@code new OrthogonalInitializer(Initializer.gain(Activation.RELU))}. The values are those of PyTorch's
     * {@code calculate_gain}: tanh 5/3, relu sqrt(2), leaky relu sqrt(2 / (1 + slope^2)), selu 3/4, identity and sigmoid 1;
     * and 1 for the activations that it has no value for.
     *
     * @param activation what the layer applies
     * @return the gain, positive
     */
    static float gain(Activation activation) {
        return switch (activation) {
            case Tanh _ -> 5 / 3f;
            case Relu _ -> (float) Math.sqrt(2);
            case LeakyRelu leaky -> (float) Math.sqrt(2 / (1 + (double) leaky.slope() * leaky.slope()));
            case Selu _ -> 0.75f;
            default -> 1;
        };
    }

    /**
     * Finds the initializer that {@link #text()} wrote, for the command line.
     *
     * @param text a name, and the parameters in brackets where the initializer has some: {@code "constant(0.5)"}; without
     *     brackets the default parameters are meant
     * @return the initializer
     * @throws IllegalArgumentException if there is no such initializer in {@link #all()}, or the parameters are not numbers
     *     or not ones of this initializer
     */
    static Initializer parse(String text) {
        return new NamedChoice<>("initializer", all(), Initializer::name, Initializer::text,
                (f, parameters) -> f.withParameters(parameters.numbers())).parse(text);
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
}
