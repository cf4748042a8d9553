package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A residual block: y = x + f(x), with f a chain of layers as wide at its end as at its start; dx = dy + the chain's.
 *
 * <p>Source: He, Zhang, Ren and Sun, CVPR 2016.
 *
 * @param body the layers of f, at least one; may hold residual blocks, up to {@link #MAX_DEPTH} deep
 */
public record Residual(List<Layer> body) implements Layer {
    /** How deep residual blocks may stand in each other, this one counted. */
    public static final int MAX_DEPTH = 16;

    /**
     * Checks the chain.
     *
     * @throws IllegalArgumentException if there is no layer, two neighbours do not fit, the chain's outputs are not as many
     *     as its inputs or blocks are nested too deeply
     */
    public Residual {
        body = List.copyOf(body);
        Layers.requireChain("a residual block", body);
        if (body.getFirst().inputs() != body.getLast().outputs()) {
            throw new IllegalArgumentException("a residual block must have as many outputs as inputs, its layers have "
                    + body.getFirst().inputs() + " inputs and " + body.getLast().outputs() + " outputs");
        }
        if (depth(body) >= MAX_DEPTH) {
            throw new IllegalArgumentException("residual blocks stand in each other more than " + MAX_DEPTH + " deep");
        }
    }

    private static int depth(List<Layer> layers) {
        int depth = 0;
        for (Layer layer : layers) {
            if (layer instanceof Residual residual) {
                depth = Math.max(depth, 1 + depth(residual.body()));
            }
        }
        return depth;
    }

    @Override
    public int inputs() {
        return body.getFirst().inputs();
    }

    @Override
    public int outputs() {
        return body.getLast().outputs();
    }

    @Override
    public String type() {
        return "residual";
    }

    @Override
    public String text() {
        return body.stream().map(Layer::text).collect(Collectors.joining("-", "residual(", ")"));
    }

    @Override
    public SequencedMap<String, Parameter> tensors() {
        return Layers.tensorsOf("body.", body);
    }

    @Override
    public List<Parameter> parameters() {
        return body.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }

    @Override
    public List<Parameter> statistics() {
        return body.stream().flatMap(layer -> layer.statistics().stream()).toList();
    }

    @Override
    public Residual copy() {
        return new Residual(body.stream().map(Layer::copy).toList());
    }
}
