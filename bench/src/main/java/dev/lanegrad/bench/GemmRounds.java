package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Times the products of {@link GemmBenchmark} in turns: in one JVM, every implementation computes for some milliseconds, then the
 * next one, round after round. Where a machine is shared, its speed changes by a factor of two for seconds at a time; whoever is
 * compared in turns meets the same phases, while {@link GemmReport}, a JVM after the other, compares one's good phase with
 * another's bad one. Writes what {@link MatmulDocuments} reads, and adds to the file if there is one:
 *
 * <pre>{@code
 * JAVA="java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:-BackgroundCompilation"
 * RUN="taskset -c 1 $JAVA -cp bench/target/benchmarks.jar dev.lanegrad.bench.GemmRounds bench/results/gemm-1-thread.json"
 * OMP_NUM_THREADS=1 $RUN impl=lanegrad,openblas,onednn,pytorch,peak && OMP_NUM_THREADS=1 $RUN impl=lanegrad,mkl,peak
 * }</pre>
 *
 * <p>OpenBLAS and MKL export the same names: in one process, one would compute for both. For one thread: the idle threads of one library's pool would look for work during the next one's turn.
 */
public final class GemmRounds {
    private static final long TURN_NANOS = 3_000_000;
    private static final long WARM_NANOS = 400_000_000;
    /** Own code has to be compiled, the peers' only paged in. */
    private static final long OWN_WARM_NANOS = 3_000_000_000L;
    private static final long SHAPE_NANOS = 6_000_000_000L;
    private static final int LEAST_ROUNDS = 7;
    private static final int MOST_ROUNDS = 100;

    private GemmRounds() {
    }

    /** Who takes turns, and what was measured. */
    private record Player(String impl, boolean prepacked, Products.Work work, List<Double> rates) {
        /** GFLOP/s of as many calls as fill a turn; the first one finds its operands elsewhere and is not counted. */
        double turn(long nanos) {
            work.run().run();
            long start = System.nanoTime();
            long calls = 0;
            long elapsed;
            do {
                work.run().run();
                calls++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < nanos);
            return work.gflop() * calls / (elapsed * 1e-9);
        }
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, then {@code impl=a,b} and {@code shape=64x64x64,128x128x128}
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Report.file(arguments);
        ReportOptions options = ReportOptions.of(arguments, "shape");
        if (options.selects("impl", "openblas") && options.selects("impl", "mkl")) {
            throw new IllegalArgumentException("openblas and mkl exclude each other: name those to compare with impl=");
        }
        Set<String> commands = new LinkedHashSet<>();
        Map<Object, List<Object>> rates = new LinkedHashMap<>();
        if (Files.exists(file)) {
            read(file, commands, rates);
        }
        commands.addAll(Report.command(GemmRounds.class, arguments));
        for (String shape : GemmReport.shapes()) {
            if (options.selects("shape", shape)) {
                for (Player player : play(shape, options)) {
                    Map<String, String> parameters = Map.of("impl", player.impl(), "prepacked",
                            String.valueOf(player.prepacked()), "shape", shape, "threads", "1");
                    rates.computeIfAbsent(parameters, key -> new ArrayList<>()).add(player.rates());
                }
                Map<String, Object> content = Jvm.head();
                content.put("results", rates.entrySet().stream().map(GemmRounds::row).toList());
                ResultFile.write(file, List.copyOf(commands), 1, content);
            }
        }
    }

    private static void read(Path file, Set<String> commands, Map<Object, List<Object>> rates) throws IOException {
        Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(file));
        ((List<?>) content.get("command")).forEach(command -> commands.add((String) command));
        for (Object each : (List<?>) content.get("results")) {
            Map<?, ?> row = (Map<?, ?>) each;
            Map<?, ?> counted = (Map<?, ?>) ((Map<?, ?>) row.get("secondaryMetrics")).get("gflop");
            rates.put(row.get("params"), new ArrayList<>((List<?>) counted.get("rawData")));
        }
    }

    private static List<Player> play(String shape, ReportOptions options) {
        Product product = Product.of(shape);
        Operands operands = Operands.create(product);
        List<Player> players = new ArrayList<>();
        for (boolean prepacked : new boolean[] {false, true}) {
            Products.Task task = new Products.Task(product, prepacked, 1);
            for (Products products : Products.all()) {
                if (options.selects("impl", products.name()) && products.can(task) && GemmReport.isQuick(products, product)) {
                    Products.Work work = products.prepare(task, operands);
                    work.run().run();
                    if (products.hasResult()) {
                        work.publish().run();
                        operands.check(product, products.name());
                    }
                    players.add(new Player(products.name(), prepacked, work, new ArrayList<>()));
                }
            }
        }
        for (Player player : players) {
            player.turn(player.impl().equals(GemmResults.OWN) ? OWN_WARM_NANOS : WARM_NANOS);
        }
        long end = System.nanoTime() + SHAPE_NANOS;
        for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || System.nanoTime() < end); round++) {
            for (Player player : players) {
                player.rates().add(Double.parseDouble(String.format(Locale.ROOT, "%.4g", player.turn(TURN_NANOS))));
            }
        }
        System.out.println(shape);
        return players;
    }

    /** A row as JMH writes it. */
    private static Map<String, Object> row(Map.Entry<Object, List<Object>> measured) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("benchmark", "GemmRounds");
        row.put("params", measured.getKey());
        row.put("secondaryMetrics", Map.of("gflop", Map.of("rawData", measured.getValue())));
        return row;
    }
}
