package dev.lanegrad.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * The files under {@code bench/results}: the commands that made them, the machine, and JMH's own results, each on a line,
 * without the paths of that machine and without what follows from the raw data. What all results have in common stands once.
 */
public final class ResultFile {
    private static final Set<String> LEFT_OUT = Set.of("jvm", "jvmArgs", "benchmark", "params", "primaryMetric",
            "secondaryMetrics");
    private static final String RAW = "rawData";

    private ResultFile() {
    }

    /**
     * Turns a file that JMH wrote into one of ours.
     *
     * @param arguments JMH's file ({@code -rf json -rff FILE}), the file to write, the number of threads, and the commands
     *     that made it
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("needs JMH's file, the file to write, the number of threads, and the commands"
                    + " that made it");
        }
        write(Path.of(arguments[1]), Arrays.asList(arguments).subList(3, arguments.length), Integer.parseInt(arguments[2]),
                compact(Files.readString(Path.of(arguments[0]))));
    }

    /**
     * Writes results.
     *
     * @param file overwritten
     * @param commands what was typed to get them
     * @param threads how many computed
     * @param results what JMH returned
     * @throws IOException if the file cannot be written
     */
    static void write(Path file, List<String> commands, int threads, Collection<RunResult> results) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(json, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        write(file, commands, threads, compact(json.toString(StandardCharsets.UTF_8)));
    }

    /**
     * Writes anything with the same head.
     *
     * @param file overwritten
     * @param commands what was typed to get it
     * @param threads how many computed
     * @param content what else to write
     * @throws IOException if the file cannot be written
     */
    static void write(Path file, List<String> commands, int threads, Map<String, ?> content) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", commands);
        all.put("machine", machine(threads));
        all.putAll(content);
        Json.write(file, all);
    }

    private static Map<String, Object> compact(String jmh) {
        Map<String, Object> common = new LinkedHashMap<>();
        List<Map<String, Object>> settings = new ArrayList<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object each : (List<?>) Json.read(jmh)) {
            Map<?, ?> result = (Map<?, ?>) each;
            Map<String, Object> own = new LinkedHashMap<>();
            result.forEach((name, value) -> {
                if (!LEFT_OUT.contains(name)) {
                    own.put((String) name, value);
                }
            });
            settings.add(own);
            common.putAll(own);
            rows.add(row(result));
        }
        common.entrySet().removeIf(entry -> settings.stream().anyMatch(own -> !entry.getValue().equals(own.get(
                entry.getKey()))));
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> own = settings.get(i);
            own.keySet().removeAll(common.keySet());
            rows.get(i).putAll(own);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("settings", common);
        content.put("results", rows);
        return content;
    }

    /** Where results are counted in a unit of their own, calls a second follow from it. */
    private static Map<String, Object> row(Map<?, ?> result) {
        Map<String, Object> row = new LinkedHashMap<>();
        String benchmark = (String) result.get("benchmark");
        row.put("benchmark", benchmark.substring(ResultFile.class.getPackageName().length() + 1));
        row.put("params", result.get("params"));
        Map<?, ?> secondary = (Map<?, ?>) result.get("secondaryMetrics");
        if (secondary.isEmpty()) {
            Map<?, ?> primary = (Map<?, ?>) result.get("primaryMetric");
            row.put("primaryMetric", Map.of(RAW, primary.get(RAW)));
        } else {
            Map<String, Object> counted = new LinkedHashMap<>();
            secondary.forEach((name, metric) -> counted.put((String) name, Map.of(RAW, ((Map<?, ?>) metric).get(RAW))));
            row.put("secondaryMetrics", counted);
        }
        return row;
    }

    private static String machine(int threads) throws IOException {
        String processor = System.getProperty("os.arch");
        Path description = Path.of("/proc/cpuinfo");
        if (Files.exists(description)) {
            try (Stream<String> lines = Files.lines(description)) {
                processor = lines.filter(line -> line.startsWith("model name")).findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(processor);
            }
        }
        return processor + "; JDK " + Runtime.version() + "; "
                + (threads == 1 ? "one thread on one core" : threads + " threads on " + threads + " cores") + "; "
                + LocalDate.now(ZoneOffset.UTC);
    }
}
