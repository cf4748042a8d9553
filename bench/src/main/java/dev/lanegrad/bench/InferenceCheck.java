package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.util.List;

/** Compares predictions with Lanegrad's: a peer that computes something else is no peer. */
final class InferenceCheck {
    /** Outputs may differ by this much: other orders of summation, other exponentials. */
    private static final float TOLERANCE = 1e-3f;
    /** By this much where weights have fewer bits. */
    private static final float COARSE = 100 * TOLERANCE;

    private InferenceCheck() {
    }

    /** Work, and the memory of which a peer may know the address only. */
    private record Held(Runnable work, List<Matrix> inputs, Matrix output) implements Runnable {
        @Override
        public void run() {
            work.run();
        }
    }

    /**
     * Makes a prediction ready, and compares its results for every input.
     *
     * @throws IllegalStateException if one is off
     */
    static Runnable prepare(Inference who, Inference.Task task) {
        List<Matrix> inputs = task.inputs();
        Matrix output = task.output();
        Runnable work = who.prepare(task, inputs, output);
        compare(who, task, inputs, work, output);
        return new Held(work, inputs, output);
    }

    /**
     * Compares the results for every input.
     *
     * @throws IllegalStateException if one is off
     */
    static void compare(Inference who, Inference.Task task, List<Matrix> inputs, Runnable work, Matrix output) {
        Matrix expected = task.output();
        Runnable own = Inference.all().getFirst().prepare(task, inputs, expected);
        float allowed = who.name().contains("int8") || who.name().contains("bfloat16") ? COARSE : TOLERANCE;
        for (int i = 0; i < Inference.INPUTS; i++) {
            output.fill(Float.NaN);
            own.run();
            work.run();
            for (int r = 0; r < output.rows(); r++) {
                for (int c = 0; c < output.columns(); c++) {
                    float difference = Math.abs(expected.get(r, c) - output.get(r, c));
                    if (!(difference <= allowed * Math.max(1, Math.abs(expected.get(r, c))))) {
                        throw new IllegalStateException(who.name() + " gives " + output.get(r, c) + " for "
                                + expected.get(r, c) + ": " + task);
                    }
                }
            }
        }
    }
}
