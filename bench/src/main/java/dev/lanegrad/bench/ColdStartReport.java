package dev.lanegrad.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Seconds from the start of a JVM until a predictor is made and until single rows take their steady time, as
 * {@link dev.lanegrad.infer.Predictor#warmUp(java.time.Duration, int...)} judges; with and without the JDK's ahead-of-time
 * cache of a training run. Medians over JVMs, both in turn.
 */
public final class ColdStartReport {
    private static final int STARTS = 7;

    private ColdStartReport() {
    }

    /** One JVM's times, in seconds, and nanoseconds of a call at the end. */
    private record Start(double made, double steady, double nanos) {
    }

    /**
     * Runs all networks, or those named.
     *
     * @param arguments the file to write, then {@code network=0,1}, {@code starts=7}
     * @throws IOException if the file cannot be written, or a JVM failed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        ReportOptions options = ReportOptions.of(arguments, "starts");
        int starts = (int) options.number("starts", STARTS);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String network : options.networks()) {
            Path cache = Files.createTempFile("cold", ".aot");
            try {
                start(network, "-XX:AOTCacheOutput=" + cache);
                List<Start> without = new ArrayList<>();
                List<Start> with = new ArrayList<>();
                for (int i = 0; i < starts; i++) {
                    without.add(start(network));
                    with.add(start(network, "-XX:AOTCache=" + cache));
                }
                rows.add(row(network, false, without));
                rows.add(row(network, true, with));
            } finally {
                Files.deleteIfExists(cache);
            }
            Map<String, Object> content = Jvm.head();
            content.put("unit", "seconds from the start of the JVM, nanoseconds a call with one row once steady; medians of "
                    + starts + " JVMs");
            content.put("results", rows);
            ResultFile.write(file, Report.command(ColdStartReport.class, arguments, 1), Report.availableThreads(), content);
        }
    }

    private static Map<String, Object> row(String network, boolean cached, List<Start> starts) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", network);
        row.put("cache", cached);
        row.put("made", median(starts.stream().mapToDouble(Start::made).toArray()));
        row.put("steady", median(starts.stream().mapToDouble(Start::steady).toArray()));
        row.put("longest", starts.stream().mapToDouble(Start::steady).max().orElseThrow());
        row.put("nanos", median(starts.stream().mapToDouble(Start::nanos).toArray()));
        System.out.println(row);
        return row;
    }

    private static Start start(String network, String... more) throws IOException {
        List<String> command = Jvm.command(List.of(more), ColdStart.class, List.of(network));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        double made = 0;
        double steady = 0;
        double nanos = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (line.equals(ColdStart.MADE)) {
                    made = seconds;
                } else if (line.startsWith(ColdStart.STEADY)) {
                    steady = seconds;
                    nanos = Double.parseDouble(line.substring(ColdStart.STEADY.length()));
                }
            }
            int status = process.waitFor();
            if (status != 0 || steady == 0) {
                throw new IOException(String.join(" ", command) + " ended with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Start(made, steady, nanos);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
