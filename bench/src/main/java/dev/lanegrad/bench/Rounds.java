package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Times implementations in turns: in one JVM, each computes for some milliseconds, then the next one, round after round. Where a
 * machine is shared, its speed changes by a factor of two for seconds at a time; whoever is compared in turns meets the same
 * phases, while a JVM after the other compares one's good phase with another's bad one. Adds to the file of results if there
 * is one, as another fork of what it has already.
 *
 * <p>The idle threads of one library's pool look for work for a while, which would be during the next one's turn: with several
 * threads all wait before a turn until they have gone to sleep. A pool that is told to look for longer is not for turns.
 */
final class Rounds {
    private static final long TURN_NANOS = 3_000_000;
    private static final long WARM_NANOS = 400_000_000;
    private static final long CONTEST_NANOS = 6_000_000_000L;
    /** Much longer than a pool looks for work: ours 50 microseconds, OpenMP's of GCC about a millisecond. */
    private static final Duration REST = Duration.ofMillis(20);
    private static final int LEAST_ROUNDS = 7;
    private static final int MOST_ROUNDS = 100;

    private final Path file;
    private final String metric;
    private final long ownWarmNanos;
    private final int threads;
    private final Set<String> commands = new LinkedHashSet<>();
    private final Map<Object, List<Object>> rates = new LinkedHashMap<>();

    /**
     * Who takes turns.
     *
     * @param parameters what is computed and by whom, as a benchmark's parameters
     * @param call one computation
     * @param work what it counts for
     */
    record Player(Map<String, String> parameters, Runnable call, double work) {
        private boolean isOwn() {
            return Set.of(OwnKernels.vectors().name(), OwnKernels.scalar().name()).contains(parameters.get("impl"));
        }

        /** Work a second of as many calls as fill a turn; the first one finds its operands elsewhere and is not counted. */
        private double turn(long nanos) {
            call.run();
            long start = System.nanoTime();
            long calls = 0;
            long elapsed;
            do {
                call.run();
                calls++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < nanos);
            return work * calls / (elapsed * 1e-9);
        }
    }

    /**
     * Begins.
     *
     * @param report the class whose {@code main} was called
     * @param arguments of which the first is the file to write
     * @param metric what work is counted in
     * @param ownWarmSeconds until own code is compiled; the peers' is only paged in
     * @throws IOException if there is a file that cannot be read
     */
    Rounds(Class<?> report, String[] arguments, String metric, int ownWarmSeconds) throws IOException {
        this(report, arguments, metric, ownWarmSeconds, 1);
    }

    /**
     * Begins, for several threads on as many cores.
     *
     * @param report the class whose {@code main} was called
     * @param arguments of which the first is the file to write
     * @param metric what work is counted in
     * @param ownWarmSeconds until own code is compiled; the peers' is only paged in
     * @param threads how many compute
     * @throws IOException if there is a file that cannot be read
     */
    Rounds(Class<?> report, String[] arguments, String metric, int ownWarmSeconds, int threads) throws IOException {
        this.file = Report.file(arguments);
        this.metric = metric;
        this.ownWarmNanos = ownWarmSeconds * 1_000_000_000L;
        this.threads = threads;
        if (Report.availableThreads() != threads) {
            throw new IllegalStateException("pin this process to as many cores as there are threads to time (taskset -c "
                    + (threads == 1 ? "1" : "0-" + (threads - 1)) + "), it has " + Report.availableThreads());
        }
        if (Files.exists(file)) {
            read();
        }
        commands.addAll(Report.command(report, arguments, threads));
    }

    private void read() throws IOException {
        Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(file));
        ((List<?>) content.get("command")).forEach(command -> commands.add((String) command));
        for (Object each : (List<?>) content.get("results")) {
            Map<?, ?> row = (Map<?, ?>) each;
            Map<?, ?> counted = (Map<?, ?>) ((Map<?, ?>) row.get("secondaryMetrics")).get(metric);
            rates.put(row.get("params"), new ArrayList<>((List<?>) counted.get("rawData")));
        }
    }

    /**
     * Warms all up, lets them take turns, and writes the file.
     *
     * @param players who computes the same
     * @throws IOException if the file cannot be written
     */
    void play(List<Player> players) throws IOException {
        players.forEach(player -> player.turn(player.isOwn() ? ownWarmNanos : WARM_NANOS));
        List<List<Object>> measured = players.stream().map(player -> (List<Object>) new ArrayList<>()).toList();
        long end = System.nanoTime() + CONTEST_NANOS;
        for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || System.nanoTime() < end); round++) {
            for (int i = 0; i < players.size(); i++) {
                rest();
                double rate = players.get(i).turn(TURN_NANOS);
                measured.get(i).add(Double.parseDouble(String.format(Locale.ROOT, "%.4g", rate)));
            }
        }
        for (int i = 0; i < players.size(); i++) {
            rates.computeIfAbsent(players.get(i).parameters(), key -> new ArrayList<>()).add(measured.get(i));
        }
        Map<String, Object> content = Jvm.head();
        content.put("results", rates.entrySet().stream().map(this::row).toList());
        ResultFile.write(file, List.copyOf(commands), threads, content);
    }

    private void rest() {
        if (threads == 1) {
            return;
        }
        try {
            Thread.sleep(REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two turns", e);
        }
    }

    /** A row as JMH writes it. */
    private Map<String, Object> row(Map.Entry<Object, List<Object>> result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("benchmark", "Rounds");
        row.put("params", result.getKey());
        row.put("secondaryMetrics", Map.of(metric, Map.of("rawData", result.getValue())));
        return row;
    }
}
