package dev.lanegrad.metric;

import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How good predicted values are, column by column and as the mean over columns (scikit-learn's uniform average).
 * Immutable.
 *
 * @param outputs one a column, at least one
 */
public record RegressionMetrics(List<Output> outputs) {
    /**
     * One column, with a actual and p predicted values. NaN among the predictions makes everything NaN; an infinity makes
     * the errors infinite and R2 negative infinity, or 0 where all actual values are equal.
     *
     * @param meanSquaredError mean of (p - a)^2
     * @param meanAbsoluteError mean of |p - a|
     * @param maxError largest |p - a|
     * @param r2 coefficient of determination, 1 - sum of (p - a)^2 / sum of (a - mean of a)^2, at most 1. Where all actual
     *     values are equal, it is 1 for a perfect prediction, else 0. Of one row, it is NaN
     */
    public record Output(double meanSquaredError, double meanAbsoluteError, double maxError, double r2) {
        /**
         * Root mean squared error, in the unit of the values.
         *
         * @return the square root of {@link #meanSquaredError}
         */
        public double rootMeanSquaredError() {
            return Math.sqrt(meanSquaredError);
        }
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no output
     */
    public RegressionMetrics {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("at least one output is needed, none was given");
        }
        outputs = List.copyOf(outputs);
    }

    /**
     * Judges values.
     *
     * @param actual rows x outputs, finite
     * @param predicted rows x outputs
     * @return the metrics
     * @throws IllegalArgumentException if the shapes differ or an actual value is NaN or Inf
     */
    public static RegressionMetrics of(Matrix actual, Matrix predicted) {
        Checks.requireSameShape("predicted values are", actual, predicted);
        for (int r = 0; r < actual.rows(); r++) {
            for (int c = 0; c < actual.columns(); c++) {
                if (!Float.isFinite(actual.get(r, c))) {
                    throw new IllegalArgumentException("the target in row " + r + ", column " + c + " is "
                            + actual.get(r, c) + ", expected a finite number");
                }
            }
        }
        List<Output> outputs = new ArrayList<>();
        for (int c = 0; c < actual.columns(); c++) {
            outputs.add(output(actual.columns(c, 1).toArray(), predicted.columns(c, 1).toArray()));
        }
        return new RegressionMetrics(outputs);
    }

    private static Output output(float[] actual, float[] predicted) {
        int rows = actual.length;
        double squares = 0;
        double absolutes = 0;
        double largest = 0;
        double total = 0;
        for (int r = 0; r < rows; r++) {
            double error = (double) predicted[r] - actual[r];
            squares += error * error;
            absolutes += Math.abs(error);
            largest = Math.max(largest, Math.abs(error));
            total += actual[r];
        }
        double mean = total / rows;
        double variation = 0;
        for (int r = 0; r < rows; r++) {
            variation += (actual[r] - mean) * (actual[r] - mean);
        }
        return new Output(squares / rows, absolutes / rows, largest, r2(rows, squares, variation));
    }

    private static double r2(int rows, double squares, double variation) {
        if (rows < 2 || Double.isNaN(squares)) {
            return Double.NaN;
        }
        // Equal floats have a variation of exactly 0: a double adds up 2^29 of them without rounding.
        if (variation == 0) {
            return squares == 0 ? 1 : 0;
        }
        return 1 - squares / variation;
    }

    /**
     * Mean squared error of all elements.
     *
     * @return the mean of the outputs' mean squared errors
     */
    public double meanSquaredError() {
        return mean(Output::meanSquaredError);
    }

    /**
     * Root mean squared error.
     *
     * @return the mean of the outputs' root mean squared errors, which is not the root of {@link #meanSquaredError} where
     *     there are several
     */
    public double rootMeanSquaredError() {
        return mean(Output::rootMeanSquaredError);
    }

    /**
     * Mean absolute error of all elements.
     *
     * @return the mean of the outputs' mean absolute errors
     */
    public double meanAbsoluteError() {
        return mean(Output::meanAbsoluteError);
    }

    /**
     * Largest absolute error of all elements.
     *
     * @return the largest of the outputs' largest errors
     */
    public double maxError() {
        return outputs.stream().mapToDouble(Output::maxError).reduce(0, Math::max);
    }

    /**
     * Coefficient of determination.
     *
     * @return the mean of the outputs' coefficients, at most 1
     */
    public double r2() {
        return mean(Output::r2);
    }

    private double mean(ToDoubleFunction<Output> metric) {
        double sum = 0;
        for (Output output : outputs) {
            sum += metric.applyAsDouble(output);
        }
        return sum / outputs.size();
    }

    /** A table with one line an output and one for all, for terminals. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format("%6s%13s%13s%13s%13s%13s", "output", "MSE", "RMSE", "MAE",
                "max error", "R2"));
        for (int i = 0; outputs.size() > 1 && i < outputs.size(); i++) {
            Output output = outputs.get(i);
            line(text, Integer.toString(i), output.meanSquaredError(), output.rootMeanSquaredError(),
                    output.meanAbsoluteError(), output.maxError(), output.r2());
        }
        line(text, "all", meanSquaredError(), rootMeanSquaredError(), meanAbsoluteError(), maxError(), r2());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, double... values) {
        text.append('\n').append(Table.pad(name, 6));
        for (double value : values) {
            text.append(Table.pad("%.6g", value, 13));
        }
    }
}
