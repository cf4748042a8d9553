package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import java.util.Objects;

/**
 * A dense (fully connected) layer: y = f(x W + b), with x (batch x in), W (in x out), b (1 x out). It holds parameters
 * and no state of a forward pass.
 *
 * @param weight W, in x out
 * @param bias b, 1 x out
 * @param activation f
 */
public record Dense(Parameter weight, Parameter bias, Activation activation) {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if the bias does not have one row of as many columns as the weight
     */
    public Dense {
        Objects.requireNonNull(activation, "activation");
        if (bias.value().rows() != 1 || bias.value().columns() != weight.value().columns()) {
            throw new IllegalArgumentException("bias " + bias.name() + " is " + bias.value().shape() + ", expected 1 x "
                    + weight.value().columns() + " for weight " + weight.name() + " (" + weight.value().shape() + ")");
        }
    }

    /**
     * Number of inputs.
     *
     * @return rows of the weight
     */
    public int inputs() {
        return weight.value().rows();
    }

    /**
     * Number of outputs.
     *
     * @return columns of the weight
     */
    public int outputs() {
        return weight.value().columns();
    }
}
