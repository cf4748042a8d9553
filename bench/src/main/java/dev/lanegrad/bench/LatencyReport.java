package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times single predictions of every network, batch and implementation in this build, and writes their mean (over bunches of
 * calls, since reading the clock takes as long as a small prediction) and their percentiles (each call between two readings
 * of the clock).
 *
 * <p>Each is first compared with Lanegrad's result. Each network of each implementation has a JVM of its own: native
 * libraries of the same name exclude each other, and what the compiler learned from one must not slow down another.
 */
public final class LatencyReport {
    private static final int[] BATCHES = {1, 8, 64, 256};
    private static final double WARM_SECONDS = 3;
    private static final double SECONDS = 1.5;
    private static final String MEAN = "mean";
    /** What tells one measurement from another. */
    private static final List<String> IDENTITY = List.of("network", "batch", "impl");

    private LatencyReport() {
    }

    /**
     * Runs all, or those named.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code network=0,1} (numbers in the list of networks, or
     *     names), {@code batch=1,8}, {@code threads=1}, {@code depth=1,2,30} for networks of so many layers of 32 instead of
     *     those in the list, {@code warm=3} (for so many seconds the compiler must have finished nothing),
     *     {@code seconds=1.5} or {@code calls=10000000} (for so long or so often single calls are timed), {@code rounds=1} (so
     *     often all of it, of which the best of each is kept: what other programs disturb differs from time to time)
     * @throws IOException if the file cannot be written, or a JVM failed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        ReportOptions options = ReportOptions.of(arguments, "batch", "threads", "warm", "seconds", "calls",
                "rounds");
        List<String> networks = options.networks();
        List<Inference> implementations = options.implementations(Inference.all());
        List<Map<String, Object>> rows = new ArrayList<>();
        if (networks.size() == 1 && implementations.size() == 1) {
            measure(implementations.getFirst(), networks.getFirst(), options, rows);
            write(file, arguments, options, rows);
            return;
        }
        int rounds = (int) options.number("rounds", 1);
        for (int round = 0; round < rounds; round++) {
            for (String network : networks) {
                for (Inference who : implementations) {
                    Jvm.results(LatencyReport.class, options.only(network, who)).forEach(row -> keepBest(rows, row));
                    write(file, arguments, options, rows);
                }
            }
        }
    }

    /** A disturbance only slows down: of two measurements of the same the one with the smaller mean stays. */
    private static void keepBest(List<Map<String, Object>> rows, Map<String, Object> row) {
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> other = rows.get(i);
            if (IDENTITY.stream().allMatch(name -> other.get(name).equals(row.get(name)))) {
                rows.set(i, mean(row) < mean(other) ? row : other);
                return;
            }
        }
        rows.add(row);
    }

    private static double mean(Map<String, Object> row) {
        return ((Number) row.get(MEAN)).doubleValue();
    }

    private static int threads(ReportOptions options) {
        return (int) options.number("threads", 1);
    }

    private static void write(Path file, String[] arguments, ReportOptions options, List<Map<String, Object>> rows)
            throws IOException {
        Map<String, Object> content = Jvm.head();
        content.put("unit", "microseconds a call; mean over bunches of calls, percentiles of single calls");
        content.put("results", rows);
        int threads = threads(options);
        ResultFile.write(file, Report.command(LatencyReport.class, arguments, threads), threads, content);
    }

    private static void measure(Inference who, String network, ReportOptions options, List<Map<String, Object>> rows) {
        for (int batch : BATCHES) {
            Inference.Task task = new Inference.Task(network, batch, threads(options));
            if (options.selects("batch", batch) && who.can(task)) {
                rows.add(measure(who, task, options));
                System.out.println(rows.getLast());
            }
        }
    }

    private static Map<String, Object> measure(Inference who, Inference.Task task, ReportOptions options) {
        double seconds = options.number("seconds", SECONDS);
        double calls = options.number("calls", 0);
        Runnable work = InferenceCheck.prepare(who, task);
        double rate = Latency.warm(work, options.number("warm", WARM_SECONDS));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", task.network());
        row.put("batch", task.batch());
        row.put("impl", who.name());
        row.put(MEAN, Latency.mean(work, seconds, rate) / 1000);
        Latency.put(row, calls > 0
                ? Latency.single(work, Double.MAX_VALUE, (long) calls, rate)
                : Latency.single(work, seconds, Long.MAX_VALUE, rate));
        return row;
    }
}
