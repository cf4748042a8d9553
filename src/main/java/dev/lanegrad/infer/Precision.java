package dev.lanegrad.infer;

import java.util.Locale;

/**
 * How far a predictor's outputs are from those with float32 weights, on the rows of a {@link Calibration}.
 *
 * @param rows number of rows
 * @param maxDifference largest size of a difference of two outputs; infinite where one of them alone is NaN
 * @param meanDifference mean size of the differences
 * @param changedClasses rows whose largest output is another one
 */
public record Precision(int rows, double maxDifference, double meanDifference, int changedClasses) {
    /**
     * The result for people.
     *
     * @return one line
     */
    public String text() {
        return String.format(Locale.ROOT, "error of the weights' format on %,d rows: at most %.3g, %.3g on average; %,d"
                + " classifications changed", rows, maxDifference, meanDifference, changedClasses);
    }
}
