package dev.lanegrad.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON as maps, lists, strings and numbers; written with few digits and one element of a long list a line. */
final class Json {
    private static final JsonFactory JSON = new JsonFactory();
    /** More digits than two runs agree on. */
    private static final MathContext DIGITS = new MathContext(5);

    private Json() {
    }

    /** The value in a text; integers become doubles. */
    static Object read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return value(json);
        }
    }

    private static Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, value(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json));
                }
                yield list;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            default -> json.getString();
        };
    }

    /** Writes an object, each of its values on a line, and so each element of a list, except numbers. */
    static void write(Path file, Map<String, ?> content) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), Files.newBufferedWriter(file))) {
            json.writeStartObject();
            for (Map.Entry<String, ?> entry : content.entrySet()) {
                json.writeRaw('\n');
                json.writeName(entry.getKey());
                if (entry.getValue() instanceof List<?> list) {
                    json.writeStartArray();
                    list.forEach(element -> {
                        if (!(element instanceof Number)) {
                            json.writeRaw('\n');
                        }
                        write(json, element);
                    });
                    json.writeEndArray();
                } else {
                    write(json, entry.getValue());
                }
            }
            json.writeRaw('\n');
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, element) -> {
                    json.writeName((String) name);
                    write(json, element);
                });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(element -> write(json, element));
                json.writeEndArray();
            }
            case Number number -> json.writeNumber(rounded(number.doubleValue()));
            default -> json.writeString(String.valueOf(value));
        }
    }

    private static BigDecimal rounded(double value) {
        BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
