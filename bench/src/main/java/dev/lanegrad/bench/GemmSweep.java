package dev.lanegrad.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lanegrad's forward product at 5,832 shapes, the weights packed in each call and packed once, in one JVM after a pass over
 * all of them: looks for shapes that fall off ({@link Sweep#cliffs()}), prints them, and writes
 * {@code bench/results/gemm-sweep.json}:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 taskset -c 1 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.lanegrad.bench.GemmSweep bench/results/gemm-sweep.json
 * }</pre>
 *
 * <p>A rate is the median of five samples of at least a quarter of a millisecond; what looks like a cliff, and what it is
 * compared with, is measured again, so that a disturbance is not taken for one. Takes two minutes.
 */
public final class GemmSweep {
    private static final long SAMPLE_NANOS = 250_000;
    private static final int SAMPLES = 5;
    /** The first passes compile the code, on all shapes. */
    private static final int WARM_UP_PASSES = 3;
    private static final int REPEATS = 3;

    private final Products lanegrad = OwnProducts.vectors();

    private GemmSweep() {
    }

    /**
     * Sweeps, prints and writes.
     *
     * @param arguments the file to write
     * @throws Exception if it cannot be written
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Report.file(arguments);
        List<String> command = Report.command(GemmSweep.class, arguments);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("sizes", Sweep.SIZES);
        content.put("peak", peak());
        for (boolean prepacked : new boolean[] {false, true}) {
            Sweep sweep = new GemmSweep().sweep(prepacked);
            List<Sweep.Cliff> cliffs = sweep.cliffs();
            String name = prepacked ? "prepacked" : "packing";
            System.out.printf("%s: %d of %,d shapes are cliffs%n", name, cliffs.size(), (int) Math.pow(Sweep.SIZES.size(), 3));
            cliffs.forEach(System.out::println);
            content.put(name, Arrays.stream(sweep.rates()).map(GemmSweep::list).toList());
            content.put(name + "_cliffs", cliffs.stream().map(Sweep.Cliff::toString).toList());
        }
        ResultFile.write(file, command, Report.availableThreads(), content);
    }

    private static List<List<Double>> list(double[][] rates) {
        return Arrays.stream(rates).map(row -> Arrays.stream(row).mapToObj(GemmSweep::rounded).toList()).toList();
    }

    /** To three digits, which is what they mean. */
    private static double rounded(double rate) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.3g", rate));
    }

    private static double peak() {
        Product any = new Product(1, 1, 1, Product.Form.NN);
        Products.Work work = new Peak().prepare(new Products.Task(any, false, Report.availableThreads()),
                Operands.create(any));
        double peak = 0;
        for (int i = 0; i < 3 * SAMPLES; i++) {
            peak = Math.max(peak, rate(work));
        }
        return peak;
    }

    private Sweep sweep(boolean prepacked) {
        Sweep sweep = Sweep.empty();
        for (int pass = 0; pass <= WARM_UP_PASSES; pass++) {
            boolean last = pass == WARM_UP_PASSES;
            for (int m = 0; m < Sweep.SIZES.size(); m++) {
                for (int k = 0; k < Sweep.SIZES.size(); k++) {
                    for (int n = 0; n < Sweep.SIZES.size(); n++) {
                        sweep.rates()[m][k][n] = last ? median(work(m, k, n, prepacked)) : once(work(m, k, n, prepacked));
                    }
                }
            }
        }
        for (int i = 0; i < REPEATS; i++) {
            for (Sweep.Cliff cliff : sweep.cliffs()) {
                again(sweep, cliff, prepacked);
            }
        }
        return sweep;
    }

    /** The better of two measurements is kept, of the shape and of its neighbours. */
    private void again(Sweep sweep, Sweep.Cliff cliff, boolean prepacked) {
        List<int[]> shapes = new ArrayList<>();
        for (int step = -1; step <= 1; step++) {
            shapes.add(new int[] {cliff.m() + step, cliff.k(), cliff.n()});
            shapes.add(new int[] {cliff.m(), cliff.k() + step, cliff.n()});
            shapes.add(new int[] {cliff.m(), cliff.k(), cliff.n() + step});
        }
        for (int[] s : shapes) {
            if (Arrays.stream(s).allMatch(i -> i >= 0 && i < Sweep.SIZES.size())) {
                double rate = median(work(s[0], s[1], s[2], prepacked));
                sweep.rates()[s[0]][s[1]][s[2]] = Math.max(sweep.rates()[s[0]][s[1]][s[2]], rate);
            }
        }
    }

    private Products.Work work(int m, int k, int n, boolean prepacked) {
        Product product = new Product(Sweep.SIZES.get(m), Sweep.SIZES.get(k), Sweep.SIZES.get(n), Product.Form.NN);
        return lanegrad.prepare(new Products.Task(product, prepacked, Report.availableThreads()),
                Operands.create(product));
    }

    private static double once(Products.Work work) {
        long start = System.nanoTime();
        work.run().run();
        return work.gflop() / ((System.nanoTime() - start) * 1e-9);
    }

    private static double median(Products.Work work) {
        rate(work);
        double[] rates = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            rates[i] = rate(work);
        }
        Arrays.sort(rates);
        return rates[SAMPLES / 2];
    }

    /** Of as many calls as fill a sample; the clock is read seldom, for the smallest products take less than it does. */
    private static double rate(Products.Work work) {
        long calls = 0;
        long elapsed;
        long block = 1;
        long start = System.nanoTime();
        do {
            for (long i = 0; i < block; i++) {
                work.run().run();
            }
            calls += block;
            block *= 2;
            elapsed = System.nanoTime() - start;
        } while (elapsed < SAMPLE_NANOS);
        return work.gflop() * calls / (elapsed * 1e-9);
    }
}
