package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A file that a {@link Report} wrote, read again.
 *
 * @param command what was typed
 * @param machine on which machine
 * @param rates every iteration's GFLOP/s, sorted, of each fork, by the values of the parameters
 */
record Results(List<String> command, String machine, Map<Map<String, String>, List<double[]>> rates) {
    static Results read(Path file) throws IOException {
        Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(file));
        Map<Map<String, String>, List<double[]>> rates = new HashMap<>();
        for (Object each : (List<?>) content.get("results")) {
            Map<?, ?> row = (Map<?, ?>) each;
            Map<String, String> parameters = new HashMap<>();
            ((Map<?, ?>) row.get("params")).forEach((name, value) -> parameters.put((String) name, (String) value));
            Map<?, ?> counted = (Map<?, ?>) ((Map<?, ?>) row.get("secondaryMetrics")).get("gflop");
            rates.put(parameters, ((List<?>) counted.get("rawData")).stream()
                    .map(fork -> ((List<?>) fork).stream().mapToDouble(rate -> (Double) rate).sorted().toArray())
                    .toList());
        }
        return new Results(((List<?>) content.get("command")).stream().map(String::valueOf).toList(),
                (String) content.get("machine"), rates);
    }

    /**
     * Of the forks whose parameters have these values, the median of the fastest, since what disturbs one only slows it down;
     * NaN where nothing was measured.
     */
    double median(Map<String, String> parameters) {
        return best(forks(parameters).mapToDouble(
                sorted -> (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2));
    }

    private Stream<double[]> forks(Map<String, String> parameters) {
        return rates.entrySet().stream().filter(row -> row.getKey().entrySet().containsAll(parameters.entrySet()))
                .flatMap(row -> row.getValue().stream());
    }

    /** The largest of all iterations whose parameters have these values; NaN where nothing was measured. */
    double largest(Map<String, String> parameters) {
        return best(forks(parameters).flatMapToDouble(Arrays::stream));
    }

    /** The largest value that was measured; NaN if there is none. */
    static double best(DoubleStream medians) {
        return medians.filter(Double::isFinite).max().orElse(Double.NaN);
    }
}
