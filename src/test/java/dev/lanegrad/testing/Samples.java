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

    /** Two half circles that reach into each other, as in scikit-learn's {@code make_moons}; alternating classes. */
    public static Dataset moons(int rows, float noise, long seed) {
        Matrix features = uniform(rows, 2, seed);
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = r % 2;
            double angle = StrictMath.PI * r / rows;
            double x = labels[r] == 0 ? StrictMath.cos(angle) : 1 - StrictMath.cos(angle);
            double y = labels[r] == 0 ? StrictMath.sin(angle) : 0.5 - StrictMath.sin(angle);
            features.set(r, 0, (float) x + noise * features.get(r, 0));
            features.set(r, 1, (float) y + noise * features.get(r, 1));
        }
        return Dataset.ofClasses(features, labels, List.of("upper", "lower"));
    }

    /** Spirals from the middle outwards, one a class, as in Stanford's course CS231n. */
    public static Dataset spirals(int rows, int arms, float noise, long seed) {
        Matrix features = uniform(rows, 2, seed);
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = r % arms;
            int step = r / arms;
            double radius = (double) arms * step / rows;
            double angle = 4 * (labels[r] + radius) + noise * features.get(r, 0);
            features.set(r, 0, (float) (radius * StrictMath.sin(angle)));
            features.set(r, 1, (float) (radius * StrictMath.cos(angle)));
        }
        return Dataset.ofClasses(features, labels, List.of("a", "b", "c", "d").subList(0, arms));
    }
}
