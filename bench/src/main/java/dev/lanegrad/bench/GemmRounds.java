package dev.lanegrad.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times the products of {@link GemmBenchmark} in turns ({@link Rounds}). Writes what {@link MatmulDocuments} reads:
 *
 * <pre>{@code
 * JAVA="java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:-BackgroundCompilation"
 * RUN="taskset -c 1 $JAVA -cp bench/target/benchmarks.jar dev.lanegrad.bench.GemmRounds bench/results/gemm-1-thread.json"
 * OMP_NUM_THREADS=1 $RUN impl=lanegrad,openblas,onednn,pytorch,peak && OMP_NUM_THREADS=1 $RUN impl=lanegrad,mkl,peak
 * }</pre>
 *
 * <p>OpenBLAS and MKL export the same names: in one process, one would compute for both.
 */
public final class GemmRounds {
    private GemmRounds() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, then {@code impl=a,b} and {@code shape=64x64x64,128x128x128}
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        ReportOptions options = ReportOptions.of(arguments, "shape");
        if (options.selects("impl", "openblas") && options.selects("impl", "mkl")) {
            throw new IllegalArgumentException("openblas and mkl exclude each other: name those to compare with impl=");
        }
        Rounds rounds = new Rounds(GemmRounds.class, arguments, "gflop", 3);
        for (String shape : GemmReport.shapes()) {
            if (options.selects("shape", shape)) {
                rounds.play(players(shape, options));
                System.out.println(shape);
            }
        }
    }

    private static List<Rounds.Player> players(String shape, ReportOptions options) {
        Product product = Product.of(shape);
        Operands operands = Operands.create(product);
        List<Rounds.Player> players = new ArrayList<>();
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
                    players.add(new Rounds.Player(Map.of("impl", products.name(), "prepacked", String.valueOf(prepacked),
                            "shape", shape, "threads", "1"), work.run(), work.gflop()));
                }
            }
        }
        return players;
    }
}
