package dev.lanegrad.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows the file among a report's arguments: {@code name=value}.
 *
 * @param values by name, as typed
 */
record ReportOptions(Map<String, String> values) {
    private static final String IMPL = "impl";
    private static final String NETWORK = "network";
    private static final String DEPTH = "depth";

    /**
     * Reads them.
     *
     * @param arguments the file first
     * @param known names beside {@code impl}, {@code network} and {@code depth}
     * @throws IllegalArgumentException if one is not known
     */
    static ReportOptions of(String[] arguments, String... known) {
        List<String> names = new ArrayList<>(List.of(IMPL, NETWORK, DEPTH));
        names.addAll(List.of(known));
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] words = argument.split("=", 2);
            if (words.length < 2 || !names.contains(words[0])) {
                throw new IllegalArgumentException("'" + argument + "' is none of the options " + names);
            }
            values.put(words[0], words[1]);
        }
        return new ReportOptions(values);
    }

    /** Whether a value is among those that were listed, or none were. */
    boolean selects(String name, Object value) {
        return !values.containsKey(name) || list(name, "").contains(String.valueOf(value));
    }

    /** The values listed with commas between them. */
    List<String> list(String name, String otherwise) {
        return List.of(values.getOrDefault(name, otherwise).split(",", -1));
    }

    double number(String name, double otherwise) {
        return values.containsKey(name) ? Double.parseDouble(values.get(name)) : otherwise;
    }

    /** By their numbers in the list of networks or by their names; all without either option. */
    List<String> networks() {
        if (values.containsKey(DEPTH)) {
            return list(DEPTH, "").stream().map(Integer::parseInt).map(layers -> "32" + "-32".repeat(layers) + " tanh")
                    .toList();
        }
        if (!values.containsKey(NETWORK)) {
            return Inference.NETWORKS;
        }
        return list(NETWORK, "").stream()
                .map(one -> one.contains("-") ? one : Inference.NETWORKS.get(Integer.parseInt(one))).toList();
    }

    /** Those of the list that were named, or all. */
    List<Inference> implementations(List<? extends Inference> all) {
        return all.stream().filter(who -> selects(IMPL, who.name())).map(Inference.class::cast).toList();
    }

    /** The arguments of a report on this network and implementation only. */
    List<String> only(String network, Inference who) {
        Map<String, String> fewer = new LinkedHashMap<>(values);
        fewer.remove(DEPTH);
        fewer.put(NETWORK, network);
        fewer.put(IMPL, who.name());
        return fewer.entrySet().stream().map(option -> option.getKey() + "=" + option.getValue()).toList();
    }
}
