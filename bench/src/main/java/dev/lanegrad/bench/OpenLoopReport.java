package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latency of single rows that arrive at a fixed rate, a part of what one thread could do, from when each should have
 * started: a call that has to wait, because one before it was held up, counts its wait. Beside it a thread allocates, so
 * that the collector has work.
 */
public final class OpenLoopReport {
    private static final double WARM_SECONDS = 3;
    private static final double WARM_RUN_SECONDS = 0.001;
    private static final double MEAN_SECONDS = 1;
    private static final double SECONDS = 20;
    private static final double LOAD = 0.5;

    private OpenLoopReport() {
    }

    /**
     * Runs it.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code network=0,1}, {@code allocate=0,100} (megabytes
     *     a second), {@code load=0.5} (of one thread's capacity), {@code warm=3} (for so many seconds the compiler must have
     *     finished nothing), {@code seconds=20}
     * @throws IOException if the file cannot be written, or a JVM failed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        ReportOptions options = ReportOptions.of(arguments, "allocate", "load", "warm", "seconds");
        List<Inference> implementations = options.implementations(Inference.all());
        List<String> networks = options.networks();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String network : networks) {
            for (Inference who : implementations) {
                rows.addAll(networks.size() == 1 && implementations.size() == 1
                        ? measure(who, network, options)
                        : Jvm.results(OpenLoopReport.class, options.only(network, who)));
                write(file, arguments, rows);
            }
        }
    }

    private static void write(Path file, String[] arguments, List<Map<String, Object>> rows) throws IOException {
        Map<String, Object> content = Jvm.head();
        content.put("unit", "microseconds from when a call should have started to its end; service: mean of a call without"
                + " waiting; rate: calls a second; allocated: megabytes a second; collections: how many meanwhile");
        content.put("results", rows);
        ResultFile.write(file, Report.command(OpenLoopReport.class, arguments, 1), Report.availableThreads(), content);
    }

    private static List<Map<String, Object>> measure(Inference who, String network, ReportOptions options) {
        Runnable work = InferenceCheck.prepare(who, new Inference.Task(network, 1, 1));
        double warm = Latency.warm(work, options.number("warm", WARM_SECONDS));
        double service = Latency.mean(work, MEAN_SECONDS, warm);
        double interval = service / options.number("load", LOAD);
        // The loop of the requests is compiled too, from its beginning: entered half-way it would be interpreted first.
        Histogram unused = Latency.histogram();
        Latency.warm(() -> requests(work, interval, WARM_RUN_SECONDS, unused), options.number("warm", WARM_SECONDS));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String megabytes : options.list("allocate", "0,100")) {
            Map<String, Long> before = Jvm.collections();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("network", network);
            row.put("impl", who.name());
            row.put("service", service / 1000);
            row.put("rate", 1e9 / interval);
            try (Allocator allocator = new Allocator(Double.parseDouble(megabytes))) {
                Histogram histogram = Latency.histogram();
                long start = System.nanoTime();
                requests(work, interval, options.number("seconds", SECONDS), histogram);
                row.put("allocated", allocator.allocated() * 1e3 / (System.nanoTime() - start));
                Latency.put(row, histogram);
            }
            Map<String, Long> collections = Jvm.collections();
            collections.replaceAll((name, count) -> count - before.get(name));
            row.put("collections", collections);
            System.out.println(row);
            rows.add(row);
        }
        return rows;
    }

    private static void requests(Runnable work, double interval, double seconds, Histogram histogram) {
        long count = (long) (seconds * 1e9 / interval);
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long intended = start + (long) (i * interval);
            long now = System.nanoTime();
            while (now - intended < 0) {
                now = System.nanoTime();
            }
            work.run();
            histogram.recordValue(System.nanoTime() - intended);
        }
    }
}
