package dev.lanegrad.cli;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import java.util.Locale;

/** Times single predictions over changing inputs. */
final class Latency {
    private static final int WARM_UP = 50_000;
    private static final int CALLS = 200_000;

    private final long[] nanos = new long[CALLS];

    private Latency() {
    }

    /** Predicts one row at a time, from native memory to native memory, going round the rows. */
    static Latency of(Predictor predictor, Matrix rows) {
        Matrix[] inputs = new Matrix[rows.rows()];
        for (int r = 0; r < inputs.length; r++) {
            inputs[r] = rows.rows(r, 1);
        }
        Matrix output = Matrix.create(1, predictor.outputs());
        Latency latency = new Latency();
        for (int i = -WARM_UP; i < CALLS; i++) {
            Matrix input = inputs[Math.floorMod(i, inputs.length)];
            long start = System.nanoTime();
            predictor.predict(input, output);
            latency.nanos[Math.max(0, i)] = System.nanoTime() - start;
        }
        Arrays.sort(latency.nanos);
        return latency;
    }

    /** Smallest time that the given share of calls did not exceed, in microseconds. */
    double percentile(double share) {
        return nanos[Math.min(CALLS - 1, (int) Math.ceil(share * CALLS) - 1)] / 1000.0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.2f us, p99 %.2f us, p99.9 %.2f us over %,d calls", percentile(0.5),
                percentile(0.99), percentile(0.999), CALLS);
    }
}
