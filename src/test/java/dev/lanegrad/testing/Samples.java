package dev.lanegrad.testing;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
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

    /** The number, or one near it that a prediction for the loss can be. */
    public static float prediction(Loss loss, float number) {
        return switch (loss.outputs()) {
            case VALUES, LOGITS, CLASS_LOGITS -> number;
            case LOG_RATES -> Math.min(number, 80);
            case RATES -> Math.abs(number);
            case PROBABILITIES -> (float) (1 / (1 + StrictMath.exp(-number)));
            case CLASS_LOG_PROBABILITIES -> -Math.abs(number);
        };
    }

    /** Makes targets of the loss's domain of rows that add up to one. */
    public static void toTargets(Loss loss, Matrix rows) {
        for (int r = 0; r < rows.rows(); r++) {
            for (int c = 0; c < rows.columns(); c++) {
                float share = rows.get(r, c);
                rows.set(r, c, switch (loss.targetDomain()) {
                    case REAL, PROBABILITIES, DISTRIBUTIONS -> share;
                    case SIGNS -> share > 0.3f ? 1 : -1;
                    case COUNTS -> Math.round(8 * share);
                    case LOG_DISTRIBUTIONS -> (float) StrictMath.log(share);
                });
            }
        }
    }

    /** The four points of exclusive or, as values in {0, 1}. */
    public static Dataset xor() {
        return Dataset.ofValues(Matrix.of(4, 2, 0, 0, 0, 1, 1, 0, 1, 1), Matrix.of(4, 1, 0, 1, 1, 0));
    }
}
