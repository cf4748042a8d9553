package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A file that a {@link Report} wrote, read again.
 *
 * @param command what was typed
 * @param machine on which machine
 * @param rates every iteration's GFLOP/s, by the values of the parameters
 */
record Results(List<String> command, String machine, Map<Map<String, String>, double[]> rates) {
    static Results read(Path file) throws IOException {
        Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(file));
        Map<Map<String, String>, double[]> rates = new HashMap<>();
        for (Object each : (List<?>) content.get("results")) {
            Map<?, ?> row = (Map<?, ?>) each;
            Map<String, String> parameters = new HashMap<>();
            ((Map<?, ?>) row.get("params")).forEach((name, value) -> parameters.put((String) name, (String) value));
            Map<?, ?> counted = (Map<?, ?>) ((Map<?, ?>) row.get("secondaryMetrics")).get("gflop");
            rates.put(parameters, ((List<?>) counted.get("rawData")).stream()
                    .flatMapToDouble(fork -> ((List<?>) fork).stream().mapToDouble(rate -> (Double) rate))
                    .sorted().toArray());
        }
        return new Results(((List<?>) content.get("command")).stream().map(String::valueOf).toList(),
                (String) content.get("machine"), rates);
    }

    /** The median over all iterations whose parameters have these values; NaN where nothing was measured. */
    double median(Map<String, String> parameters) {
        double[] sorted = rates.entrySet().stream()
                .filter(row -> row.getKey().entrySet().containsAll(parameters.entrySet()))
                .flatMapToDouble(row -> Arrays.stream(row.getValue())).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The largest of all iterations whose parameters have these values; NaN where nothing was measured. */
    double largest(Map<String, String> parameters) {
        return best(rates.entrySet().stream()
                .filter(row -> row.getKey().entrySet().containsAll(parameters.entrySet()))
                .flatMapToDouble(row -> Arrays.stream(row.getValue())));
    }

    /** The largest value that was measured; NaN if there is none. */
    static double best(DoubleStream medians) {
        return medians.filter(Double::isFinite).max().orElse(Double.NaN);
    }
}
