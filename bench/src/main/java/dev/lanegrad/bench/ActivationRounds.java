package dev.lanegrad.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times the functions of {@link ActivationBenchmark} in turns ({@link Rounds}). Writes what {@code docs/activations.md} is made of:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -XX:-BackgroundCompilation -cp bench/target/benchmarks.jar dev.lanegrad.bench.ActivationRounds \
 *     bench/results/activations.json
 * }</pre>
 */
public final class ActivationRounds {
    private ActivationRounds() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code function=exp,gelu} and {@code size=4096}
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        ReportOptions options = ReportOptions.of(arguments, "function", "size");
        Rounds rounds = new Rounds(ActivationRounds.class, arguments, "gelem", 3);
        for (String size : ActivationReport.SIZES) {
            for (BenchFunction function : BenchFunction.all()) {
                if (options.selects("function", function.name()) && options.selects("size", size)) {
                    Buffers buffers = Buffers.create(function, Integer.parseInt(size));
                    rounds.play(players(function, size, buffers, options));
                    System.out.println(function.name() + " " + size);
                }
            }
        }
    }

    private static List<Rounds.Player> players(BenchFunction function, String size, Buffers buffers, ReportOptions options) {
        List<Rounds.Player> players = new ArrayList<>();
        for (Implementation who : Implementation.all()) {
            if (options.selects("impl", who.name()) && ActivationReport.isTimed(who.name(), size)) {
                who.prepare(function, buffers).ifPresent(work -> {
                    work.run();
                    buffers.check(function, who.name());
                    players.add(new Rounds.Player(Map.of("impl", who.name(), "function", function.name(), "size", size), work,
                            1e-9 * buffers.result().size()));
                });
            }
        }
        return players;
    }
}
