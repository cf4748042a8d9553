package dev.lanegrad.testing;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;
import java.util.List;

/** Small data for tests, functions of a seed. */
public final class Samples {
    private static final int STREAM = 0x7000_0000;

    private Samples() {
    }

    /** Uniform in [-1, 1). */
    public static Matrix uniform(int rows, int columns, long seed) {
        Matrix matrix = Matrix.create(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, 2 * CounterRandom.uniform(seed, STREAM, 0, r, c) - 1);
            }
        }
        return matrix;
    }

    /** Classes by the largest of linear scores, so that they can be learned. */
    public static Dataset classes(int rows, int inputs, int classes, long seed) {
        Matrix features = uniform(rows, inputs, seed);
        Matrix scores = uniform(classes, inputs, 12345);
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            float best = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                float score = 0;
                for (int c = 0; c < inputs; c++) {
                    score += scores.get(k, c) * features.get(r, c);
                }
                if (score > best) {
                    best = score;
                    labels[r] = k;
                }
            }
        }
        return Dataset.ofClasses(features, labels, List.of("a", "b", "c", "d", "e", "f", "g").subList(0, classes));
    }

    /** The four points of exclusive or, as values in {0, 1}. */
    public static Dataset xor() {
        return Dataset.ofValues(Matrix.of(4, 2, 0, 0, 0, 1, 1, 0, 1, 1), Matrix.of(4, 1, 0, 1, 1, 0));
    }
}
