package dev.lanegrad.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A file that {@code bench/} wrote: what was typed, on which machine, and every iteration's Gelem/s. */
record Measurements(List<String> command, String machine, Map<String, double[]> gelem) {
    static Measurements read(Path file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file))) {
            json.nextToken();
            Map<?, ?> content = (Map<?, ?>) value(json);
            Map<String, double[]> gelem = new HashMap<>();
            for (Object result : (List<?>) content.get("results")) {
                Map<?, ?> params = (Map<?, ?>) at(result, "params");
                List<?> forks = (List<?>) at(result, "secondaryMetrics", "gelem", "rawData");
                double[] iterations = forks.stream().flatMap(fork -> ((List<?>) fork).stream())
                        .mapToDouble(number -> ((Number) number).doubleValue()).sorted().toArray();
                gelem.put(key((String) params.get("function"), (String) params.get("impl"), (String) params.get("size")),
                        iterations);
            }
            List<String> command = ((List<?>) content.get("command")).stream().map(String::valueOf).toList();
            return new Measurements(command, (String) content.get("machine"), gelem);
        }
    }

    /** NaN where nothing was measured. */
    double median(String function, String impl, String size) {
        double[] sorted = gelem.getOrDefault(key(function, impl, size), new double[] {Double.NaN});
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String key(String... params) {
        return String.join(" ", Arrays.asList(params));
    }

    private static Object at(Object map, String... keys) {
        for (String key : keys) {
            map = ((Map<?, ?>) map).get(key);
        }
        return map;
    }

    /** The value that begins at the current token. */
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
}
