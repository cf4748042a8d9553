package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * An activation as a layer of its own, y = f(x), for what stands between a dense layer and its activation: dense,
 * normalisation, activation.
 *
 * @param width number of inputs and outputs
 * @param activation f
 */
public record ActivationLayer(int width, Activation activation) implements Layer {
    /**
     * Checks the width.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ActivationLayer {
        Objects.requireNonNull(activation, "activation");
        Layers.requireWidth("an activation layer", width);
    }

    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public String type() {
        return "activation";
    }

    @Override
    public String text() {
        return activation.text();
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public ActivationLayer copy() {
        return this;
    }
}
