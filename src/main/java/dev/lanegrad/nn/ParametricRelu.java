package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;

/**
 * A leaky relu whose slope is learned: y = slope * x if x &lt; 0, else x (ONNX's PRelu), with one slope for all columns or
 * one a column. dx = slope * dy if x &lt; 0, else dy; dslope is the sum of x * dy over the elements with x &lt; 0, one chain
 * of fma a column in row order; one slope adds the columns' sums as {@link dev.lanegrad.spec.SummationOrder} adds a row.
 *
 * <p>The backward pass works from the input, since with a negative slope the output does not tell the input's sign.
 *
 * <p>Source: He, Zhang, Ren and Sun, ICCV 2015; start of the slope and shapes as PyTorch's PReLU.
 *
 * @param slope 1 x 1 for all columns, or 1 x width
 * @param width number of inputs and outputs
 */
public record ParametricRelu(Parameter slope, int width) implements Layer {
    /** What slopes start as. */
    public static final float DEFAULT_SLOPE = 0.25f;

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if the width is below 1, or the slope is neither 1 x 1 nor 1 x width
     */
    public ParametricRelu {
        Layers.requireWidth("a parametric relu", width);
        if (slope.value().rows() != 1 || (slope.value().columns() != 1 && slope.value().columns() != width)) {
            throw new IllegalArgumentException("slope " + slope.name() + " is " + slope.value().shape()
                    + ", expected 1 x 1 or 1 x " + width);
        }
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
        return "parametric_relu";
    }

    @Override
    public String text() {
        int slopes = slope.value().columns();
        return "parametric_relu (" + slopes + (slopes == 1 ? " slope)" : " slopes)");
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensors(List.of("slope"), slope);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(slope);
    }

    @Override
    public ParametricRelu copy() {
        return new ParametricRelu(slope.copy(), width);
    }
}
