package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/**
 * What a weight matrix (in x out) starts as. An element is a function of (seed, layer, row, column) alone, so it depends
 * neither on threads nor on the rest of the network.
 */
public sealed interface Initializer {
    /** Glorot uniform: u in +-sqrt(6 / (in + out)) (Glorot and Bengio, AISTATS 2010). For sigmoid, tanh, linear layers. */
    Initializer GLOROT_UNIFORM = new Uniform(6, true);
    /** Glorot normal: variance 2 / (in + out) (Glorot and Bengio, AISTATS 2010). */
    Initializer GLOROT_NORMAL = new Normal(2, true);
    /** He uniform: u in +-sqrt(6 / in) (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_UNIFORM = new Uniform(6, false);
    /** He normal: variance 2 / in (He, Zhang, Ren and Sun, ICCV 2015). For relu layers. */
    Initializer HE_NORMAL = new Normal(2, false);
    /** All zero: biases. */
    Initializer ZEROS = new Zeros();

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
     * @param scale numerator
     * @param fanOut whether the fan is in + out instead of in
     */
    record Uniform(double scale, boolean fanOut) implements Initializer {
        /**
         * Checks the scale.
         *
         * @throws IllegalArgumentException if it is not positive and finite
         */
        public Uniform {
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
     * @param scale numerator
     * @param fanOut whether the fan is in + out instead of in
     */
    record Normal(double scale, boolean fanOut) implements Initializer {
        /**
         * Checks the scale.
         *
         * @throws IllegalArgumentException if it is not positive and finite
         */
        public Normal {
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
    record Zeros() implements Initializer {
        @Override
        public void fill(Matrix weight, long seed, int layer) {
            weight.fill(0);
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
