package dev.lanegrad.testing;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Exact values at many floats for the price of a few: between neighbouring floats a smooth function is a polynomial as far as
 * anyone can see, so a block of consecutive floats asks the formula at some of them and interpolates the others.
 *
 * <p>The polynomial has degree {@value #NODES} - 1 and goes through the formula's values at Chebyshev's points; it is held
 * against the formula at the ends of the block and between those points, and where it is off by more than
 * 2<sup>-40</sup> of the value anywhere there (a kink, a jump, a root, an overflow) every value is the formula's. So a value is
 * within 2<sup>-16</sup> ULP of a float: a test that finds a new worst error asks the formula itself.
 */
public final class Oracle {
    private static final int NODES = 8;
    private static final double TOLERANCE = 0x1p-40;

    private Oracle() {
    }

    /** f at each x; interpolated where the x are evenly spaced and f allows it. */
    public static double[] values(DoubleUnaryOperator f, float[] x) {
        double[] values = new double[x.length];
        if (!evenlySpaced(x) || !interpolate(f, x, values)) {
            for (int i = 0; i < x.length; i++) {
                values[i] = f.applyAsDouble(x[i]);
            }
        }
        return values;
    }

    private static boolean evenlySpaced(float[] x) {
        int last = x.length - 1;
        double step = (double) x[1] - x[0];
        // Steps do not shrink towards greater magnitudes, so that equal first and last ones leave no others between them.
        return x.length > 4 * NODES && step != 0 && (double) x[last] - x[last - 1] == step
                && (double) x[last] - x[0] == last * step;
    }

    /** Whether the polynomial holds where it is checked; then the values are its. */
    private static boolean interpolate(DoubleUnaryOperator f, float[] x, double[] values) {
        double[] nodes = new double[NODES];
        double[] coefficients = new double[NODES];
        for (int k = 0; k < NODES; k++) {
            int i = index(x.length, Math.cos(Math.PI * (2 * k + 1) / (2 * NODES)));
            nodes[k] = position(x.length, i);
            coefficients[k] = f.applyAsDouble(x[i]);
        }
        // Newton's divided differences, over positions from -1 to 1.
        for (int order = 1; order < NODES; order++) {
            for (int k = NODES - 1; k >= order; k--) {
                coefficients[k] = (coefficients[k] - coefficients[k - 1]) / (nodes[k] - nodes[k - order]);
            }
        }
        for (int k = 0; k <= NODES; k++) {
            int i = index(x.length, Math.cos(Math.PI * k / NODES));
            double exact = f.applyAsDouble(x[i]);
            double error = Math.abs(value(coefficients, nodes, position(x.length, i)) - exact);
            if (!(error <= TOLERANCE * Math.abs(exact)) || Double.isInfinite(exact)) {
                return false;
            }
        }
        // Node by node, so that the inner loop is one that the compiler makes vectors of.
        Arrays.fill(values, coefficients[NODES - 1]);
        for (int k = NODES - 2; k >= 0; k--) {
            multiplyAdd(values, nodes[k], coefficients[k]);
        }
        return true;
    }

    private static double value(double[] coefficients, double[] nodes, double position) {
        double sum = coefficients[NODES - 1];
        for (int k = NODES - 2; k >= 0; k--) {
            sum = Math.fma(sum, position - nodes[k], coefficients[k]);
        }
        return sum;
    }

    /** Each value times the distance of its position from a node, plus a coefficient. */
    private static void multiplyAdd(double[] values, double node, double coefficient) {
        double step = 2.0 / (values.length - 1);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.fma(values[i], step * i - (1 + node), coefficient);
        }
    }

    private static double position(int length, int i) {
        return 2.0 / (length - 1) * i - 1;
    }

    private static int index(int length, double position) {
        return (int) Math.rint((position + 1) / 2 * (length - 1));
    }
}
