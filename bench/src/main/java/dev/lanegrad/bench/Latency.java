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
    private static final long SLICE_NANOS = 100_000_000;
    private static final long WARM_LIMIT_NANOS = 60_000_000_000L;

    private Latency() {
    }

    /** A histogram of nanoseconds that allocates nothing later. */
    static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    }

    /** Calls until the compiler has finished nothing for so many seconds; says how many calls a second the last ones were. */
    static double warm(Runnable work, double quietSeconds) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long quiet = nanos(quietSeconds);
        long begin = System.nanoTime();
        long last = begin;
        long changed = begin;
        long compiled = 0;
        double rate = 0;
        while (last - changed < quiet && last - begin < WARM_LIMIT_NANOS) {
            long start = System.nanoTime();
            long calls = 0;
            do {
                work.run();
                calls++;
                last = System.nanoTime();
            } while (last - start < SLICE_NANOS);
            rate = calls * 1e9 / (last - start);
            long now = compiler.getTotalCompilationTime();
            if (now != compiled) {
                compiled = now;
                changed = last;
            }
        }
        return rate;
    }

    /** The median over bunches of calls of their mean in nanoseconds: reading the clock takes as long as a small call. */
    static double mean(Runnable work, double seconds, double callsPerSecond) {
        long bunch = Math.max(1, (long) (callsPerSecond * seconds / BUNCHES));
        double[] means = new double[BUNCHES];
        for (int i = 0; i < BUNCHES; i++) {
            long before = System.nanoTime();
            for (long n = 0; n < bunch; n++) {
                work.run();
            }
            means[i] = (System.nanoTime() - before) / (double) bunch;
        }
        Arrays.sort(means);
        return means[BUNCHES / 2];
    }

    /** Each call between two readings of the clock, for some seconds or until there are so many. */
    static Histogram single(Runnable work, double seconds, long calls) {
        Histogram histogram = histogram();
        long nanos = nanos(seconds);
        long begin = System.nanoTime();
        long last = begin;
        while (histogram.getTotalCount() < calls && last - begin < nanos) {
            long before = System.nanoTime();
            work.run();
            last = System.nanoTime();
            histogram.recordValue(last - before);
        }
        return histogram;
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
