package dev.lanegrad.io;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All of a model but its numbers, and how it is written as metadata of a safetensors file: strings by key. Keys that
 * are not known are left to whoever wrote them; a change of meaning raises the version instead.
 */
record ModelMetadata(long version, int inputs, List<LayerFormat> layers, List<String> labels, OutputForm output,
        Activation link,
        Optional<Schema> schema) {
    private static final String FORMAT = "lanegrad";
    private static final long VERSION = 3;
    /** The first version with other layers than dense ones. */
    private static final long LAYERS_VERSION = 3;

    static ModelMetadata of(Model model) {
        Network network = model.network();
        List<LayerFormat> layers = network.layers().stream().map(LayerFormat::of).toList();
        return new ModelMetadata(VERSION, network.inputs(), layers, model.labels(), model.output(), model.link(),
                model.schema());
    }

    Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("version", Long.toString(version));
        map.put("order", Integer.toString(SummationOrder.VERSION));
        map.put("architecture", architecture(inputs, layers));
        map.put("labels", StrictJson.write(generator -> {
            generator.writeStartArray();
            labels.forEach(generator::writeString);
            generator.writeEndArray();
        }));
        schema.ifPresent(s -> map.put("schema", SchemaJson.write(s)));
        map.put("output", text(output));
        map.put("link", link.text());
        return map;
    }

    /** Inputs and layers as JSON. */
    static String architecture(int inputs, List<LayerFormat> layers) {
        return StrictJson.write(generator -> {
            generator.writeStartObject();
            generator.writeNumberProperty("inputs", inputs);
            generator.writeArrayPropertyStart("layers");
            layers.forEach(layer -> layer.write(generator));
            generator.writeEndArray().writeEndObject();
        });
    }

    static ModelMetadata parse(Path file, Map<String, String> map) throws ModelFormatException {
        String format = map.get("format");
        if (!FORMAT.equals(format)) {
            throw new ModelFormatException(file, "the metadata's format is "
                    + (format == null ? "missing" : Quoted.text(format)) + ", expected '" + FORMAT
                    + "': this is not a model saved by Lanegrad");
        }
        long version = requireAtMost(file, map, "version", VERSION, "the version of the model format");
        requireAtMost(file, map, "order", SummationOrder.VERSION, "the version of the order of summation");
        String labels = get(file, map, "labels");
        List<LayerFormat> layers = new ArrayList<>();
        int inputs = architecture(file, get(file, map, "architecture"), layers);
        if (version < LAYERS_VERSION && !layers.stream().allMatch(LayerFormat::isDense)) {
            throw new ModelFormatException(file, "a model file of version " + version
                    + " has dense layers only, this one has others; those came with version " + LAYERS_VERSION);
        }
        Optional<Schema> schema = Optional.empty();
        if (map.containsKey("schema")) {
            schema = Optional.of(SchemaJson.read(file, get(file, map, "schema")));
        }
        return new ModelMetadata(version, inputs, layers, labels(file, labels), output(file, get(file, map, "output")),
                StrictJson.activation(file, "the link", get(file, map, "link")), schema);
    }

    private static String get(Path file, Map<String, String> map, String key) throws ModelFormatException {
        String value = map.get(key);
        if (value == null) {
            throw new ModelFormatException(file, "the metadata's " + key + " is missing, the file has "
                    + Quoted.list(map.keySet()));
        }
        return value;
    }

    private static long requireAtMost(Path file, Map<String, String> map, String key, long known, String what)
            throws ModelFormatException {
        String text = get(file, map, key);
        // No leading zero and few digits: one way to write a version, and it fits a long.
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new ModelFormatException(file, what + " is " + Quoted.text(text) + ", expected a number from 1");
        }
        if (Long.parseLong(text) > known) {
            throw new ModelFormatException(file, what + " is " + text + ", this Lanegrad knows up to " + known
                    + ": the file was written by a newer Lanegrad, which is needed to read it");
        }
        return Long.parseLong(text);
    }

    private static int architecture(Path file, String text, List<LayerFormat> layers) throws ModelFormatException {
        return StrictJson.read(file, "the metadata's architecture", text, json -> {
            int[] inputs = new int[1];
            json.object("the network", key -> {
                switch (key) {
                    case "inputs" -> inputs[0] = (int) json.integer(key, 1, Integer.MAX_VALUE);
                    case "layers" -> json.array(key, () -> layers.add(LayerFormat.read(json, "layer " + layers.size())));
                    default -> throw json.error("the network has the key " + Quoted.text(key)
                            + ", expected inputs and layers");
                }
            });
            if (inputs[0] == 0 || layers.isEmpty()) {
                throw json.error("the network has " + (inputs[0] == 0 ? "no inputs" : "no layers"));
            }
            return inputs[0];
        });
    }

    private static List<String> labels(Path file, String text) throws ModelFormatException {
        return StrictJson.read(file, "the metadata's labels", text, json -> {
            List<String> labels = new ArrayList<>();
            json.array("the value", () -> labels.add(json.string("label " + labels.size())));
            return labels;
        });
    }

    private static OutputForm output(Path file, String text) throws ModelFormatException {
        for (OutputForm form : OutputForm.values()) {
            if (text(form).equals(text)) {
                return form;
            }
        }
        throw new ModelFormatException(file, "the output form is " + Quoted.text(text) + ", expected "
                + text(OutputForm.LOGITS) + " or " + text(OutputForm.PROBABILITIES));
    }

    private static String text(OutputForm form) {
        return form.name().toLowerCase(Locale.ROOT);
    }
}
