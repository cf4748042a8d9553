package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * A dense (fully connected) layer: y = f(x W + b), with x (batch x in), W (in x out), b (1 x out). It holds parameters
 * and no state of a forward pass.
 *
 * @param weight W, in x out
 * @param bias b, 1 x out
 * @param activation f
 */
public record Dense(Parameter weight, Parameter bias, Activation activation) implements Layer {
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

    @Override
    public int inputs() {
        return weight.value().rows();
    }

    @Override
    public int outputs() {
        return weight.value().columns();
    }

    @Override
    public String type() {
        return "dense";
    }

    @Override
    public String text() {
        return outputs() + " " + activation.text();
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of("weight", "bias"), weight, bias);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    @Override
    public Dense copy() {
        return new Dense(weight.copy(), bias.copy(), activation);
    }
}
