package dev.lanegrad.io;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.nn.Dense;
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
record ModelMetadata(long version, int inputs, List<Layer> layers, List<String> labels, OutputForm output, Activation link,
        Optional<Schema> schema) {
    private static final String FORMAT = "lanegrad";
    private static final long VERSION = 2;
    private static final String DENSE = "dense";

    /** A dense layer. */
    record Layer(int outputs, Activation activation) {
    }

    static ModelMetadata of(Model model) {
        Network network = model.network();
        List<Layer> layers = new ArrayList<>();
        for (Dense layer : network.layers()) {
            layers.add(new Layer(layer.outputs(), layer.activation()));
        }
        return new ModelMetadata(VERSION, network.inputs(), layers, model.labels(), model.output(), model.link(),
                model.schema());
    }

    Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("version", Long.toString(version));
        map.put("order", Integer.toString(SummationOrder.VERSION));
        map.put("architecture", StrictJson.write(generator -> {
            generator.writeStartObject();
            generator.writeNumberProperty("inputs", inputs);
            generator.writeArrayPropertyStart("layers");
            for (Layer layer : layers) {
                generator.writeStartObject();
                generator.writeStringProperty("type", DENSE);
                generator.writeNumberProperty("outputs", layer.outputs());
                generator.writeStringProperty("activation", layer.activation().text());
                generator.writeEndObject();
            }
            generator.writeEndArray().writeEndObject();
        }));
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
        List<Layer> layers = new ArrayList<>();
        int inputs = architecture(file, get(file, map, "architecture"), layers);
        Optional<Schema> schema = Optional.empty();
        if (map.containsKey("schema")) {
            schema = Optional.of(SchemaJson.read(file, get(file, map, "schema")));
        }
        return new ModelMetadata(version, inputs, layers, labels(file, labels), output(file, get(file, map, "output")),
                activation(file, "the link", get(file, map, "link")), schema);
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

    private static int architecture(Path file, String text, List<Layer> layers) throws ModelFormatException {
        return StrictJson.read(file, "the metadata's architecture", text, json -> {
            int[] inputs = new int[1];
            json.object("the network", key -> {
                switch (key) {
                    case "inputs" -> inputs[0] = width(json, key);
                    case "layers" -> json.array(key, () -> layers.add(layer(file, json, "layer " + layers.size())));
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

    private static Layer layer(Path file, StrictJson json, String what) throws ModelFormatException {
        int[] outputs = new int[1];
        Activation[] activation = new Activation[1];
        String[] type = new String[1];
        json.object(what, key -> {
            switch (key) {
                case "type" -> type[0] = json.string(key);
                case "outputs" -> outputs[0] = width(json, key);
                case "activation" -> activation[0] = activation(file, "the activation of " + what, json.string(key));
                default -> throw json.error(what + " has the key " + Quoted.text(key)
                        + ", expected type, outputs and activation");
            }
        });
        if (type[0] == null || outputs[0] == 0 || activation[0] == null) {
            throw json.error(what + " is not complete, expected type, outputs and activation");
        }
        if (!type[0].equals(DENSE)) {
            throw json.error("the type of " + what + " is " + Quoted.text(type[0]) + ", expected '" + DENSE + "'");
        }
        return new Layer(outputs[0], activation[0]);
    }

    private static int width(StrictJson json, String key) throws ModelFormatException {
        return (int) json.integer(key, 1, Integer.MAX_VALUE);
    }

    private static List<String> labels(Path file, String text) throws ModelFormatException {
        return StrictJson.read(file, "the metadata's labels", text, json -> {
            List<String> labels = new ArrayList<>();
            json.array("the value", () -> labels.add(json.string("label " + labels.size())));
            return labels;
        });
    }

    private static Activation activation(Path file, String what, String text) throws ModelFormatException {
        try {
            return Activation.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, what + " is " + Quoted.text(text) + ", expected one of "
                    + Activation.all().stream().map(Activation::text).toList(), e);
        }
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
