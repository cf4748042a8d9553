package dev.lanegrad.infer;

import dev.lanegrad.data.Labels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * On what the error of weights of fewer bits is measured, and how much of it is accepted.
 *
 * @param rows rows x inputs, at least one: the more like those to come, the better
 * @param maxDifference accepted size of a difference of an output from that with float32 weights
 * @param maxChanged accepted share of rows whose largest output is another one, 0 to 1
 */
public record Calibration(Matrix rows, double maxDifference, double maxChanged) {
    /**
     * Checks the limits; that the rows are rows x inputs is checked where they are predicted.
     *
     * @throws IllegalArgumentException if a limit is negative or NaN
     */
    public Calibration {
        if (!(maxDifference >= 0 && maxChanged >= 0)) {
            throw new IllegalArgumentException(
                    "expected limits of 0 or more, given " + maxDifference + " and " + maxChanged);
        }
    }

    /**
     * Measures and accepts anything.
     *
     * @param rows rows x inputs, at least one
     * @return the calibration
     */
    public static Calibration of(Matrix rows) {
        return new Calibration(rows, Double.POSITIVE_INFINITY, 1);
    }

    /** Compares a predictor with one of float32 weights. */
    Precision measure(Model model, PredictorOptions options, Predictor light) {
        try (Arena arena = Arena.ofShared()) {
            return measure(model, options, light, Matrix.create(rows.rows(), light.outputs(), arena),
                    Matrix.create(rows.rows(), light.outputs(), arena));
        }
    }

    private Precision measure(Model model, PredictorOptions options, Predictor light, Matrix expected, Matrix actual) {
        try (Predictor full = Predictor.of(model, new PredictorOptions(options.output(), options.nan(), options.kernels(),
                WeightFormat.FLOAT32, Optional.empty()))) {
            full.predict(rows, expected);
        }
        light.predict(rows, actual);
        double most = 0;
        double sum = 0;
        int changed = 0;
        for (int r = 0; r < rows.rows(); r++) {
            for (int c = 0; c < light.outputs(); c++) {
                double difference = difference(expected.get(r, c), actual.get(r, c));
                most = Math.max(most, difference);
                sum += difference;
            }
            changed += Labels.largest(expected, r) == Labels.largest(actual, r) ? 0 : 1;
        }
        Precision found = new Precision(rows.rows(), most, sum / expected.size(), changed);
        if (most > maxDifference || changed > maxChanged * rows.rows()) {
            throw new IllegalArgumentException("weights of " + options.weights() + " cost too much: " + found.text()
                    + "; accepted are differences of " + maxDifference + " and " + maxChanged
                    + " of all rows in another class");
        }
        return found;
    }

    /** Equal infinities and two NaNs do not differ. */
    private static double difference(float expected, float actual) {
        if (Float.floatToIntBits(expected) == Float.floatToIntBits(actual)) {
            return 0;
        }
        double difference = Math.abs((double) expected - actual);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
