package dev.lanegrad.bench;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.infer.WarmUp;
import java.time.Duration;

/** A program that makes a predictor for single rows, warms it up and says so: {@link ColdStartReport} holds the clock. */
public final class ColdStart {
    /** The line when the predictor is made. */
    static final String MADE = "made";

    /** The beginning of the line when it is steady; the nanoseconds of a call follow. */
    static final String STEADY = "steady ";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private ColdStart() {
    }

    /**
     * Makes, warms up, ends.
     *
     * @param arguments a network of {@link Inference#NETWORKS}
     */
    public static void main(String[] arguments) {
        try (Predictor predictor = Predictor.of(Inference.model(arguments[0]))) {
            System.out.println(MADE);
            WarmUp warm = predictor.warmUp(LIMIT, 1);
            if (!warm.steady()) {
                throw new IllegalStateException(warm.text());
            }
            System.out.println(STEADY + warm.nanosPerRow());
        }
    }
}
