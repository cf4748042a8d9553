package dev.lanegrad.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What several kinds of layers share. */
final class Layers {
    private Layers() {
    }

    static void requireWidth(String what, int width) {
        if (width < 1) {
            throw new IllegalArgumentException(what + " needs at least one column, given " + width);
        }
    }

    static void requireEpsilon(float epsilon) {
        if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the epsilon of a normalisation must be positive and finite, given "
                    + epsilon);
        }
    }

    /** One row each, and as many columns. */
    static void requireVectors(Parameter first, Parameter... others) {
        int width = first.value().columns();
        if (first.value().rows() != 1) {
            throw new IllegalArgumentException(first.name() + " is " + first.value().shape() + ", expected one row");
        }
        for (Parameter other : others) {
            if (other.value().rows() != 1 || other.value().columns() != width) {
                throw new IllegalArgumentException(other.name() + " is " + other.value().shape() + ", expected 1 x " + width
                        + " as " + first.name());
            }
        }
    }

    /** At least one layer, and each takes what the one before gives. */
    static void requireChain(String what, List<Layer> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(what + " needs at least one layer");
        }
        for (int i = 1; i < layers.size(); i++) {
            if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
                throw new IllegalArgumentException("layer " + i + " takes " + layers.get(i).inputs() + " inputs, layer "
                        + (i - 1) + " has " + layers.get(i - 1).outputs() + " outputs");
            }
        }
    }

    /** A map of names, as many as there are parameters and in their order. */
    static SequencedMap<String, Parameter> tensors(List<String> names, Parameter... parameters) {
        LinkedHashMap<String, Parameter> tensors = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i++) {
            tensors.put(names.get(i), parameters[i]);
        }
        return Collections.unmodifiableSequencedMap(tensors);
    }

    /** The tensors of all layers, with {@code prefix + index + "."} before their names. */
    static SequencedMap<String, Parameter> tensorsOf(String prefix, List<Layer> layers) {
        LinkedHashMap<String, Parameter> tensors = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            String before = prefix + i + ".";
            layers.get(i).tensors().forEach((name, parameter) -> tensors.put(before + name, parameter));
        }
        return Collections.unmodifiableSequencedMap(tensors);
    }
}
