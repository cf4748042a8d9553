package dev.lanegrad.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegressionMetricsTest {
    private static final double ROUNDING = 1e-15;
    private static final float INF = Float.POSITIVE_INFINITY;

    private static RegressionMetrics.Output column(float[] actual, float... predicted) {
        RegressionMetrics metrics = RegressionMetrics.of(Matrix.of(actual.length, 1, actual),
                Matrix.of(predicted.length, 1, predicted));
        RegressionMetrics.Output output = metrics.outputs().getFirst();
        // Of one column, the column is all.
        assertEquals(output, new RegressionMetrics.Output(metrics.meanSquaredError(), metrics.meanAbsoluteError(),
                metrics.maxError(), metrics.r2()));
        assertEquals(output.rootMeanSquaredError(), metrics.rootMeanSquaredError());
        return output;
    }

    private static float[] values(float... values) {
        return values;
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void workedByHand() {
        // Errors 1, 0, 2, -1; around the mean of 3: 4 + 1 + 0 + 9 = 14.
        RegressionMetrics.Output output = column(values(1, 2, 3, 6), 2, 2, 5, 5);
        assertEquals(6 / 4.0, output.meanSquaredError());
        assertEquals(Math.sqrt(1.5), output.rootMeanSquaredError());
        assertEquals(1, output.meanAbsoluteError());
        assertEquals(2, output.maxError());
        assertEquals(1 - 6 / 14.0, output.r2(), ROUNDING);
        // Worse than the mean: errors 2, -2 against deviations -1, 1.
        assertEquals(1 - 8 / 2.0, column(values(1, 3), 3, 1).r2());
        assertEquals(new RegressionMetrics.Output(0, 0, 0, 1), column(values(1, 3), 1, 3));
    }

    @Test
    void constantTargets() {
        assertEquals(new RegressionMetrics.Output(0, 0, 0, 1), column(values(5, 5), 5, 5));
        assertEquals(new RegressionMetrics.Output(2, 1, 2, 0), column(values(5, 5), 5, 7));
        // Added up in float, they would have another mean.
        float[] tenths = values(0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f);
        assertEquals(1, column(tenths, tenths).r2());
        assertEquals(0, column(tenths, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.2f).r2());
        assertEquals(1, column(values(0f, -0f), -0f, 0f).r2());
    }

    @Test
    void oneRow() {
        assertEquals(new RegressionMetrics.Output(4, 2, 2, Double.NaN), column(values(1), 3));
        assertEquals(new RegressionMetrics.Output(0, 0, 0, Double.NaN), column(values(1), 1));
    }

    @Test
    void predictionsThatAreNotFinite() {
        double nan = Double.NaN;
        double inf = Double.POSITIVE_INFINITY;
        assertEquals(new RegressionMetrics.Output(nan, nan, nan, nan), column(values(1, 2), Float.NaN, 2));
        assertEquals(new RegressionMetrics.Output(nan, nan, nan, nan), column(values(1, 1), 1, Float.NaN));
        assertEquals(new RegressionMetrics.Output(nan, nan, nan, nan), column(values(1, 1, 2), INF, Float.NaN, 2));
        assertEquals(new RegressionMetrics.Output(inf, inf, inf, -inf), column(values(1, 2), -INF, 2));
        assertEquals(new RegressionMetrics.Output(inf, inf, inf, 0), column(values(1, 1), 1, INF));
    }

    /** Differences that a float cannot hold, squares that overflow it or vanish in it. */
    @Test
    void sumsAreDoubles() {
        float max = Float.MAX_VALUE;
        assertEquals(new RegressionMetrics.Output(4.0 * max * max, 2.0 * max, 2.0 * max, -3), column(values(max, -max),
                -max, max));
        float min = Float.MIN_VALUE;
        assertEquals(new RegressionMetrics.Output((double) min * min, min, min, -3), column(values(0, min), min, 0));
        assertEquals(0x1p-24, column(values(1, 0), 1, 0x1p-23f).meanAbsoluteError());
    }

    @Test
    void severalColumns() {
        // Errors 1, -1 and 3, 3; deviations -1, 1 and -2, 2.
        RegressionMetrics metrics = RegressionMetrics.of(Matrix.of(2, 2, 1, 10, 3, 14), Matrix.of(2, 2, 2, 13, 2, 17));
        assertEquals(List.of(new RegressionMetrics.Output(1, 1, 1, 0), new RegressionMetrics.Output(9, 3, 3, -1.25)),
                metrics.outputs());
        assertEquals(5, metrics.meanSquaredError());
        // (1 + 3) / 2, not the root of 5.
        assertEquals(2, metrics.rootMeanSquaredError());
        assertEquals(2, metrics.meanAbsoluteError());
        assertEquals(3, metrics.maxError());
        assertEquals(-0.625, metrics.r2());
        assertEquals("""
                output          MSE         RMSE          MAE    max error           R2
                     0      1.00000      1.00000      1.00000      1.00000      0.00000
                     1      9.00000      3.00000      3.00000      3.00000     -1.25000
                   all      5.00000      2.00000      2.00000      3.00000    -0.625000""", metrics.toString());
        assertEquals(2, RegressionMetrics.of(Matrix.of(2, 1, 1, 3), Matrix.of(2, 1, 2, 2)).toString().lines().count());
    }

    @Test
    void views() {
        Matrix larger = Matrix.create(4, 4);
        larger.fill(99);
        larger.rows(1, 2).columns(2, 1).copyFrom(values(1, 3));
        assertEquals(new RegressionMetrics.Output(1, 1, 1, 0),
                RegressionMetrics.of(larger.rows(1, 2).columns(2, 1), Matrix.of(2, 1, 2, 2)).outputs().getFirst());
    }

    @Test
    void refusals() {
        Matrix two = Matrix.create(2, 1);
        assertEquals("the predicted values are 3 x 1, the targets 2 x 1, expected as many rows and columns",
                refusal(() -> RegressionMetrics.of(two, Matrix.create(3, 1))));
        assertEquals("the predicted values are 2 x 2, the targets 2 x 1, expected as many rows and columns",
                refusal(() -> RegressionMetrics.of(two, Matrix.create(2, 2))));
        assertEquals("the target in row 1, column 0 is NaN, expected a finite number",
                refusal(() -> RegressionMetrics.of(Matrix.of(2, 1, 0, Float.NaN), two)));
        assertEquals("the target in row 0, column 0 is -Infinity, expected a finite number",
                refusal(() -> RegressionMetrics.of(Matrix.of(2, 1, -INF, 0), two)));
        assertEquals("at least one output is needed, none was given", refusal(() -> new RegressionMetrics(List.of())));
        List<RegressionMetrics.Output> outputs = new ArrayList<>(List.of(new RegressionMetrics.Output(0, 0, 0, 1)));
        RegressionMetrics copied = new RegressionMetrics(outputs);
        outputs.clear();
        assertEquals(1, copied.outputs().size());
    }

    /** Integers, so that shifts and scales by powers of two are exact. */
    @Property
    void relations(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] actual = new float[rows];
        float[] predicted = new float[rows];
        float[] scaledActual = new float[rows];
        float[] scaledPredicted = new float[rows];
        for (int r = 0; r < rows; r++) {
            actual[r] = random.nextInt(-50, 50);
            predicted[r] = random.nextInt(-50, 50);
            scaledActual[r] = -4 * actual[r] + 1000;
            scaledPredicted[r] = -4 * predicted[r] + 1000;
        }
        actual[0] = 100;
        scaledActual[0] = 600;
        RegressionMetrics.Output output = column(actual, predicted);
        assertTrue(output.meanAbsoluteError() <= output.rootMeanSquaredError() * (1 + ROUNDING));
        assertTrue(output.rootMeanSquaredError() <= output.maxError() * (1 + ROUNDING));
        assertTrue(output.r2() <= 1);
        assertEquals(1, column(actual, actual).r2());

        RegressionMetrics.Output scaled = column(scaledActual, scaledPredicted);
        assertEquals(16 * output.meanSquaredError(), scaled.meanSquaredError());
        assertEquals(4 * output.meanAbsoluteError(), scaled.meanAbsoluteError());
        assertEquals(4 * output.maxError(), scaled.maxError());
        assertEquals(output.r2(), scaled.r2(), 1e-9);

        // Of whoever predicts the mean, R2 is 0: four rows of sum 0 have a mean that a float holds.
        float[] centered = {actual[0], -actual[0], actual[1], -actual[1]};
        assertEquals(0, column(centered, 0, 0, 0, 0).r2());
    }
}
