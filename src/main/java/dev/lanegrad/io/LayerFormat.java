package dev.lanegrad.io;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.BatchNormalization;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Dropout;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.LayerNormalization;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.ParametricRelu;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.nn.RmsNormalization;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** A layer but for its numbers, as the architecture of a model file gives it: a kind and that kind's settings. */
final class LayerFormat {
    /** The keys of a layer beside its type. */
    private enum Setting {
        OUTPUTS, ACTIVATION, RATE, SLOPES, EPSILON, MOMENTUM, BODY
    }

    /** The kinds of layers with their settings: all of these must be there, and no other. The names are the types. */
    private enum Kind {
        DENSE(Setting.OUTPUTS, Setting.ACTIVATION), ACTIVATION(Setting.ACTIVATION), DROPOUT(Setting.RATE), PARAMETRIC_RELU(
                Setting.SLOPES), BATCH_NORMALIZATION(Setting.EPSILON, Setting.MOMENTUM), LAYER_NORMALIZATION(
                        Setting.EPSILON), RMS_NORMALIZATION(Setting.EPSILON), RESIDUAL(Setting.BODY);

        @SuppressWarnings("ImmutableEnumChecker") // It cannot be modified, though its type does not say so.
        private final Set<Setting> settings;

        Kind(Setting... settings) {
            this.settings = Collections.unmodifiableSet(EnumSet.copyOf(List.of(settings)));
        }
    }

    private final Kind kind;
    private int outputs;
    private Activation activation = Activation.IDENTITY;
    private float rate;
    private int slopes;
    private float epsilon;
    private float momentum;
    private List<LayerFormat> body = List.of();

    private LayerFormat(Kind kind) {
        this.kind = kind;
    }

    /** Describes a layer. */
    static LayerFormat of(Layer layer) {
        LayerFormat format = new LayerFormat(kind(layer));
        switch (layer) {
            case Dense l -> {
                format.outputs = l.outputs();
                format.activation = l.activation();
            }
            case ActivationLayer l -> format.activation = l.activation();
            case Dropout l -> format.rate = l.rate();
            case ParametricRelu l -> format.slopes = l.slope().value().columns();
            case BatchNormalization l -> {
                format.epsilon = l.epsilon();
                format.momentum = l.momentum();
            }
            case LayerNormalization l -> format.epsilon = l.epsilon();
            case RmsNormalization l -> format.epsilon = l.epsilon();
            case Residual l -> format.body = l.body().stream().map(LayerFormat::of).toList();
        }
        return format;
    }

    private static Kind kind(Layer layer) {
        return Kind.valueOf(layer.type().toUpperCase(Locale.ROOT));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String words(Set<? extends Enum<?>> constants) {
        return constants.stream().map(LayerFormat::word).collect(Collectors.joining(", "));
    }

    /** Writes an object. */
    void write(JsonGenerator generator) {
        generator.writeStartObject();
        generator.writeStringProperty("type", word(kind));
        for (Setting setting : kind.settings) {
            String key = word(setting);
            switch (setting) {
                case OUTPUTS -> generator.writeNumberProperty(key, outputs);
                case ACTIVATION -> generator.writeStringProperty(key, activation.text());
                case RATE -> generator.writeNumberProperty(key, rate);
                case SLOPES -> generator.writeNumberProperty(key, slopes);
                case EPSILON -> generator.writeNumberProperty(key, epsilon);
                case MOMENTUM -> generator.writeNumberProperty(key, momentum);
                case BODY -> {
                    generator.writeArrayPropertyStart(key);
                    body.forEach(layer -> layer.write(generator));
                    generator.writeEndArray();
                }
            }
        }
        generator.writeEndObject();
    }

    /** What an object says, before it is known whether its kind of layer has such settings. */
    private static final class Draft {
        private final LayerFormat values = new LayerFormat(Kind.DENSE);
        private final Set<Setting> given = EnumSet.noneOf(Setting.class);
        private String type = "";
    }

    /** Reads an object; where is what messages call the layer. */
    static LayerFormat read(StrictJson json, String where) throws ModelFormatException {
        Draft draft = new Draft();
        json.object(where, key -> {
            if (key.equals("type")) {
                draft.type = json.string(key);
            } else {
                readSetting(json, where, key, draft);
            }
        });
        Kind kind = kind(json, where, draft);
        Set<Setting> others = EnumSet.copyOf(draft.given);
        others.removeAll(kind.settings);
        if (!others.isEmpty()) {
            throw json.error(where + " has the key " + Quoted.text(word(others.iterator().next())) + ", expected type, "
                    + words(kind.settings));
        }
        if (!draft.given.equals(kind.settings)) {
            throw json.error(where + " is not complete, expected type, " + words(kind.settings));
        }
        return draft.values.as(kind);
    }

    private static Kind kind(StrictJson json, String where, Draft draft) throws ModelFormatException {
        if (draft.type.isEmpty()) {
            throw json.error(where + " is not complete, its type is missing");
        }
        for (Kind kind : Kind.values()) {
            if (word(kind).equals(draft.type)) {
                return kind;
            }
        }
        throw json.error("the type of " + where + " is " + Quoted.text(draft.type) + ", expected one of "
                + words(EnumSet.allOf(Kind.class)));
    }

    private static void readSetting(StrictJson json, String where, String key, Draft draft) throws ModelFormatException {
        Setting setting = Arrays.stream(Setting.values()).filter(s -> word(s).equals(key)).findFirst().orElse(null);
        LayerFormat values = draft.values;
        switch (setting) {
            case OUTPUTS -> values.outputs = (int) json.integer(key, 1, Integer.MAX_VALUE);
            case ACTIVATION -> values.activation = json.activation("the activation of " + where, json.string(key));
            case RATE -> values.rate = json.number(key);
            case SLOPES -> values.slopes = (int) json.integer(key, 1, Integer.MAX_VALUE);
            case EPSILON -> values.epsilon = json.number(key);
            case MOMENTUM -> values.momentum = json.number(key);
            case BODY -> {
                List<LayerFormat> layers = new ArrayList<>();
                json.array(key, () -> layers.add(read(json, where + ", body " + layers.size())));
                values.body = List.copyOf(layers);
            }
            case null -> throw json.error(where + " has the key " + Quoted.text(key) + ", expected type or one of "
                    + words(EnumSet.allOf(Setting.class)));
        }
        draft.given.add(setting);
    }

    private LayerFormat as(Kind other) {
        LayerFormat format = new LayerFormat(other);
        format.outputs = outputs;
        format.activation = activation;
        format.rate = rate;
        format.slopes = slopes;
        format.epsilon = epsilon;
        format.momentum = momentum;
        format.body = body;
        return format;
    }

    /** Whether versions 1 and 2 of the format have this kind of layer. */
    boolean isDense() {
        return kind == Kind.DENSE;
    }

    /** The names of the layer's tensors. */
    List<String> tensors(String prefix) {
        List<String> names = switch (kind) {
            case DENSE -> List.of("weight", "bias");
            case ACTIVATION, DROPOUT -> List.of();
            case PARAMETRIC_RELU -> List.of("slope");
            case BATCH_NORMALIZATION -> List.of("gamma", "beta", "running_mean", "running_variance");
            case LAYER_NORMALIZATION -> List.of("gamma", "beta");
            case RMS_NORMALIZATION -> List.of("gamma");
            case RESIDUAL -> tensors("body.", body);
        };
        return names.stream().map(prefix::concat).toList();
    }

    /** The names of the tensors of layers that follow each other. */
    static List<String> tensors(String prefix, List<LayerFormat> layers) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            names.addAll(layers.get(i).tensors(prefix + i + "."));
        }
        return names;
    }

    /** A file to read numbers from, and where they go: one arena each, or always the same. */
    record Source(SafetensorsReader reader, Supplier<Arena> arenas) {
    }

    /**
     * Reads the numbers of layers that follow each other.
     *
     * @throws IllegalArgumentException if the layers do not fit, or a setting is out of range
     */
    static List<Layer> layers(Source source, String prefix, int inputs, List<LayerFormat> formats) throws IOException {
        List<Layer> layers = new ArrayList<>();
        int width = inputs;
        for (LayerFormat format : formats) {
            Layer layer = format.layer(source, prefix + layers.size() + ".", width);
            layers.add(layer);
            width = layer.outputs();
        }
        return layers;
    }

    private Layer layer(Source source, String prefix, int inputs) throws IOException {
        return switch (kind) {
            case DENSE -> {
                Matrix weight = source.reader().matrix(prefix + "weight", inputs, outputs, source.arenas().get());
                yield new Dense(new Parameter(prefix + "weight", weight), vector(source, prefix + "bias", outputs),
                        activation);
            }
            case ACTIVATION -> new ActivationLayer(inputs, activation);
            case DROPOUT -> new Dropout(inputs, rate);
            case PARAMETRIC_RELU -> new ParametricRelu(vector(source, prefix + "slope", slopes), inputs);
            case BATCH_NORMALIZATION -> new BatchNormalization(vector(source, prefix + "gamma", inputs),
                    vector(source, prefix + "beta", inputs), vector(source, prefix + "running_mean", inputs),
                    vector(source, prefix + "running_variance", inputs), epsilon, momentum);
            case LAYER_NORMALIZATION -> new LayerNormalization(vector(source, prefix + "gamma", inputs),
                    vector(source, prefix + "beta", inputs), epsilon);
            case RMS_NORMALIZATION -> new RmsNormalization(vector(source, prefix + "gamma", inputs), epsilon);
            case RESIDUAL -> new Residual(layers(source, prefix + "body.", inputs, body));
        };
    }

    private static Parameter vector(Source source, String name, int length) throws IOException {
        return new Parameter(name, source.reader().vector(name, length, source.arenas().get()));
    }
}
