package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Times single predictions of every network, batch and implementation in this build, one thread, and writes their mean (over
 * bunches of calls, since reading the clock takes as long as a small prediction) and their percentiles (each call between
 * two readings of the clock).
 *
 * <p>Each is first compared with Lanegrad's result.
 */
public final class LatencyReport {
    private static final int[] BATCHES = {1, 8, 64, 256};
    private static final long WARM_NANOS = 3_000_000_000L;
    private static final long NANOS = 1_500_000_000L;
    private static final int MAX_CALLS = 10_000_000;
    /** Outputs may differ by this much: other orders of summation, other exponentials. */
    private static final float TOLERANCE = 1e-3f;
    private static final int BUNCHES = 50;

    private LatencyReport() {
    }

    /**
     * Runs all, or those named.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code network=0,1} (numbers in the list of networks),
     *     {@code batch=1,8}, {@code threads=1}, {@code depth=1,2,30} for networks of so many layers of 32 instead of those in
     *     the list, {@code calls=10000000} to count calls instead of seconds
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        Map<String, String> options = Arrays.stream(arguments).skip(1).map(a -> a.split("=", 2))
                .collect(Collectors.toMap(a -> a[0], a -> a[1]));
        int threads = Integer.parseInt(options.getOrDefault("threads", "1"));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String network : networks(options)) {
            for (int batch : BATCHES) {
                for (Inference who : Inference.all()) {
                    Inference.Task task = new Inference.Task(network, batch, threads);
                    if (selected(options, "batch", String.valueOf(batch)) && selected(options, "impl", who.name())
                            && who.can(task)) {
                        rows.add(measure(who, task, options.containsKey("calls")));
                        System.out.println(rows.getLast());
                        write(file, arguments, threads, rows);
                    }
                }
            }
        }
    }

    private static List<String> networks(Map<String, String> options) {
        if (options.containsKey("depth")) {
            return Arrays.stream(options.get("depth").split(",", -1)).map(Integer::parseInt)
                    .map(layers -> "32" + "-32".repeat(layers) + " tanh").toList();
        }
        return Inference.NETWORKS.stream()
                .filter(name -> selected(options, "network", String.valueOf(Inference.NETWORKS.indexOf(name)))).toList();
    }

    private static void write(Path file, String[] arguments, int threads, List<Map<String, Object>> rows) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("collector", ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", ")));
        content.put("unit", "microseconds a call; mean over bunches of calls, percentiles of single calls");
        content.put("results", rows);
        ResultFile.write(file, Report.command(LatencyReport.class, arguments), threads, content);
    }

    private static boolean selected(Map<String, String> options, String name, String value) {
        return !options.containsKey(name) || List.of(options.get(name).split(",", -1)).contains(value);
    }

    private static Map<String, Object> measure(Inference who, Inference.Task task, boolean many) {
        List<Matrix> inputs = task.inputs();
        Matrix output = task.output();
        Runnable work = who.prepare(task, inputs, output);
        compare(who, task, inputs, work, output);
        long start = System.nanoTime();
        long warm = 0;
        while (System.nanoTime() - start < WARM_NANOS) {
            work.run();
            warm++;
        }
        long bunch = Math.max(1, warm * (NANOS / BUNCHES) / WARM_NANOS);
        double[] means = new double[BUNCHES];
        for (int i = 0; i < BUNCHES; i++) {
            long before = System.nanoTime();
            for (long n = 0; n < bunch; n++) {
                work.run();
            }
            means[i] = (System.nanoTime() - before) / (double) bunch;
        }
        Arrays.sort(means);
        Histogram histogram = new Histogram(3);
        long begin = System.nanoTime();
        long last = begin;
        while (histogram.getTotalCount() < MAX_CALLS && (many || last - begin < NANOS)) {
            long before = System.nanoTime();
            work.run();
            last = System.nanoTime();
            histogram.recordValue(last - before);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", task.network());
        row.put("batch", task.batch());
        row.put("impl", who.name());
        row.put("mean", means[BUNCHES / 2] / 1000);
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            row.put(percentile == 100 ? "max" : String.format(Locale.ROOT, "p%s", percentile).replace(".0", ""),
                    histogram.getValueAtPercentile(percentile) / 1000.0);
        }
        row.put("calls", histogram.getTotalCount());
        return row;
    }

    /** A peer that computes something else is no peer. */
    private static void compare(Inference who, Inference.Task task, List<Matrix> inputs, Runnable work, Matrix output) {
        Matrix expected = task.output();
        Runnable own = Inference.all().getFirst().prepare(task, inputs, expected);
        float allowed = who.name().contains("int8") || who.name().contains("bfloat16") ? 100 * TOLERANCE : TOLERANCE;
        for (int i = 0; i < Inference.INPUTS; i++) {
            own.run();
            work.run();
            for (int r = 0; r < output.rows(); r++) {
                for (int c = 0; c < output.columns(); c++) {
                    float difference = Math.abs(expected.get(r, c) - output.get(r, c));
                    if (!(difference <= allowed * Math.max(1, Math.abs(expected.get(r, c))))) {
                        throw new IllegalStateException(who.name() + " gives " + output.get(r, c) + " for "
                                + expected.get(r, c) + ": " + task);
                    }
                }
            }
        }
    }
}
