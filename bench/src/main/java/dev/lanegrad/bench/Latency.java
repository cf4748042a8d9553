package dev.lanegrad.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times calls of one piece of work: their mean, and each by itself. */
final class Latency {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final int BUNCHES = 50;
    private static final int DIGITS = 3;
    private static final long SLICE_NANOS = 10_000_000;
    private static final long WARM_LIMIT_NANOS = 60_000_000_000L;

    private Latency() {
    }

    /** A histogram of nanoseconds that allocates nothing later. */
    static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    }

    /**
     * Calls, in the loops that will time them, until the compiler has finished nothing for so many seconds; says how many
     * calls a second the last ones were.
     */
    static double warm(Runnable work, double quietSeconds) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        Histogram unused = histogram();
        long quiet = nanos(quietSeconds);
        long begin = System.nanoTime();
        long last = begin;
        long changed = begin;
        long compiled = 0;
        long calls = 1;
        while (last - changed < quiet && last - begin < WARM_LIMIT_NANOS) {
            long slice = bunch(work, calls);
            record(work, calls, unused);
            last = System.nanoTime();
            long now = compiler.getTotalCompilationTime();
            if (now != compiled) {
                compiled = now;
                changed = last;
            }
            calls = slice < SLICE_NANOS / 2 ? 2 * calls : slice > 2 * SLICE_NANOS ? Math.max(1, calls / 2) : calls;
        }
        bunch(work, calls);
        return calls * 1e9 / bunch(work, calls);
    }

    /** The median over bunches of calls of their mean in nanoseconds: reading the clock takes as long as a small call. */
    static double mean(Runnable work, double seconds, double callsPerSecond) {
        long calls = Math.max(1, (long) (callsPerSecond * seconds / BUNCHES));
        double[] means = new double[BUNCHES];
        for (int i = 0; i < BUNCHES; i++) {
            means[i] = bunch(work, calls) / (double) calls;
        }
        Arrays.sort(means);
        return means[BUNCHES / 2];
    }

    /** Each call between two readings of the clock, for some seconds or until there are so many. */
    static Histogram single(Runnable work, double seconds, long calls, double callsPerSecond) {
        Histogram histogram = histogram();
        long slice = Math.max(1, (long) (callsPerSecond * SLICE_NANOS / 1e9));
        long nanos = nanos(seconds);
        long begin = System.nanoTime();
        while (histogram.getTotalCount() < calls && System.nanoTime() - begin < nanos) {
            record(work, Math.min(slice, calls - histogram.getTotalCount()), histogram);
        }
        return histogram;
    }

    /** Nanoseconds that so many calls take. Its loop is compiled in {@link #warm}. */
    static long bunch(Runnable work, long calls) {
        long before = System.nanoTime();
        for (long i = 0; i < calls; i++) {
            work.run();
        }
        return System.nanoTime() - before;
    }

    private static void record(Runnable work, long calls, Histogram histogram) {
        for (long i = 0; i < calls; i++) {
            long before = System.nanoTime();
            work.run();
            histogram.recordValue(System.nanoTime() - before);
        }
    }

    /** Adds percentiles in microseconds, the largest and the number of calls. */
    static void put(Map<String, Object> row, Histogram histogram) {
        for (double percentile : PERCENTILES) {
            row.put(String.format(Locale.ROOT, "p%s", percentile).replace(".0", ""),
                    histogram.getValueAtPercentile(percentile) / 1000.0);
        }
        row.put("max", histogram.getMaxValue() / 1000.0);
        row.put("calls", histogram.getTotalCount());
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
