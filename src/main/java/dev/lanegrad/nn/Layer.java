package dev.lanegrad.nn;

import java.util.List;
import java.util.SequencedMap;

/**
 * One link of a {@link Network}: from a batch of so many columns to a batch of so many columns, a row a sample. Layers
 * hold parameters and no state of a pass; they are immutable but for the values of their matrices.
 *
 * <p>Adding a kind takes: its record and its name here, its state in {@link LayerState}, its frozen form in {@code infer},
 * its form in model files in {@code io}. The switches over this sealed type refuse to compile until all are there.
 */
public sealed interface Layer permits Dense, ActivationLayer, Dropout, ParametricRelu, BatchNormalization,
        LayerNormalization, RmsNormalization, Residual {
    /**
     * Number of inputs.
     *
     * @return columns of an input row
     */
    int inputs();

    /**
     * Number of outputs.
     *
     * @return columns of an output row
     */
    int outputs();

    /**
     * The kind of layer, in model files.
     *
     * @return a word in lower case with underscores
     */
    String type();

    /**
     * What reports call the layer, with its settings.
     *
     * @return for example {@code "128 relu"} or {@code "dropout(0.5)"}
     */
    String text();

    /**
     * Everything that a model file keeps, by its name within the layer: what training moves by gradients, and after it
     * the {@link #statistics()}. The layers of a residual block come with the prefix {@code "body.0."} and so on.
     *
     * @return an unmodifiable map in a fixed order
     */
    SequencedMap<String, Parameter> tensors();

    /**
     * What training moves by gradients.
     *
     * @return an immutable list, in the order of {@link #tensors()}
     */
    List<Parameter> parameters();

    /**
     * What training moves without gradients: running statistics.
     *
     * @return an immutable list, in the order of {@link #tensors()}
     */
    default List<Parameter> statistics() {
        return List.of();
    }

    /**
     * A layer with its own copy of every matrix.
     *
     * @return the copy
     */
    Layer copy();
}
