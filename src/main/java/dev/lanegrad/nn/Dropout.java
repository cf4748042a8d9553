package dev.lanegrad.nn;

import dev.lanegrad.spec.DropoutMask;
import java.util.List;
import java.util.SequencedMap;

/**
 * Dropout: in training, each element is dropped (multiplied by 0) with the probability {@code rate}, and the others are
 * multiplied by 1 / (1 - rate); in evaluation y = x. The mask is a function of (seed, layer, step, row, column), see
 * {@link DropoutMask}; a frozen network has no dropout.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, JMLR 2014, in the "inverted" form.
 *
 * @param width number of inputs and outputs
 * @param rate probability of being dropped, in [0, 1); 0 drops nothing
 */
public record Dropout(int width, float rate) implements Layer {
    /**
     * Checks width and rate.
     *
     * @throws IllegalArgumentException if the width is below 1 or the rate not in [0, 1)
     */
    public Dropout {
        Layers.requireWidth("a dropout layer", width);
        DropoutMask.requireRate(rate);
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
        return "dropout";
    }

    @Override
    public String text() {
        return "dropout(" + rate + ")";
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
    public Dropout copy() {
        return this;
    }
}
