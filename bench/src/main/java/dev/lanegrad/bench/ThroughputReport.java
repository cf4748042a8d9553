package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Calls a second of one predictor that one thread uses, and of the same one when several use it at the same time, each on
 * rows of its own. Rounds of both alternate; the medians are written. Every implementation has a JVM of its own.
 */
public final class ThroughputReport {
    private static final int ROUNDS = 7;
    private static final double WARM_SECONDS = 2;
    private static final double SECONDS = 0.3;
    /** The clock is read about so often a second. */
    private static final double READINGS = 20_000;

    private ThroughputReport() {
    }

    /**
     * Runs all, or those named.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code network=0,1}, {@code batch=1}, {@code callers=2}
     *     (how many threads call, by default as many as there are processors), {@code warm=2} (for so many seconds the
     *     compiler must have finished nothing), {@code seconds=0.3} (of a round)
     * @throws IOException if the file cannot be written, or a JVM failed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        ReportOptions options = ReportOptions.of(arguments, "batch", "callers", "warm", "seconds");
        List<Inference> implementations = options.implementations(SharedInference.shared());
        List<String> networks = options.networks();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String network : networks) {
            for (Inference who : implementations) {
                rows.addAll(networks.size() == 1 && implementations.size() == 1
                        ? List.of(measure((SharedInference) who, network, options))
                        : Jvm.results(ThroughputReport.class, options.only(network, who)));
                write(file, arguments, callers(options), rows);
            }
        }
    }

    private static int callers(ReportOptions options) {
        return (int) options.number("callers", Report.availableThreads());
    }

    private static void write(Path file, String[] arguments, int callers, List<Map<String, Object>> rows)
            throws IOException {
        Map<String, Object> content = Jvm.head();
        content.put("unit", "calls a second; one: of one thread, all: of all threads together on the same predictor");
        content.put("callers", callers);
        content.put("results", rows);
        ResultFile.write(file, Report.command(ThroughputReport.class, arguments, 1), callers, content);
    }

    private static Map<String, Object> measure(SharedInference who, String network, ReportOptions options) {
        Inference.Task task = new Inference.Task(network, (int) options.number("batch", 1), 1);
        List<SharedInference.Caller> callers = Stream.generate(() -> SharedInference.Caller.of(task))
                .limit(callers(options)).toList();
        List<Runnable> work = who.prepare(task, callers);
        for (int i = 0; i < work.size(); i++) {
            InferenceCheck.compare(who, task, callers.get(i).inputs(), work.get(i), callers.get(i).output());
        }
        double seconds = options.number("seconds", SECONDS);
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            double warm = Latency.warm(work.getFirst(), options.number("warm", WARM_SECONDS));
            int bunch = (int) Math.max(1, warm / READINGS);
            rate(threads, work, seconds, bunch);
            double[] one = new double[ROUNDS];
            double[] all = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                // Each has its turn alone: processors may differ.
                one[round] = rate(threads, List.of(work.get(round % work.size())), seconds, bunch);
                all[round] = rate(threads, work, seconds, bunch);
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("network", network);
            row.put("batch", task.batch());
            row.put("impl", who.name());
            row.put("one", median(one));
            row.put("all", median(all));
            row.put("ratio", median(all) / median(one));
            System.out.println(row);
            return row;
        }
    }

    /** The sum of all threads' calls a second, all at the same time. */
    private static double rate(ExecutorService threads, List<Runnable> work, double seconds, int bunch) {
        long start = System.nanoTime();
        List<Future<Double>> rates = work.stream().map(one -> threads.submit(() -> rate(one, start, seconds, bunch)))
                .toList();
        double sum = 0;
        for (Future<Double> rate : rates) {
            try {
                sum += rate.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return sum;
    }

    private static double rate(Runnable work, long start, double seconds, int bunch) {
        long end = start + (long) (seconds * 1e9);
        long begin = System.nanoTime();
        long last = begin;
        long calls = 0;
        while (last - end < 0) {
            Latency.bunch(work, bunch);
            calls += bunch;
            last = System.nanoTime();
        }
        return calls * 1e9 / (last - begin);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
