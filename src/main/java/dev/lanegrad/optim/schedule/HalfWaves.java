package dev.lanegrad.optim.schedule;

/**
 * The cosine of schedules, to an ULP of 1 and exact where it is 1, 0 or -1: {@link StrictMath#cos} makes an array in each call,
 * and a training step is to make nothing.
 */
final class HalfWaves {
    /** Taylor's coefficients of the cosine, for the square, from the highest power on; 1 / 18! is below half an ULP. */
    private static final double[] COS = {1 / 20922789888000.0, -1 / 87178291200.0, 1 / 479001600.0, -1 / 3628800.0,
        1 / 40320.0, -1 / 720.0, 1 / 24.0, -0.5, 1};
    /** The same of the sine over its argument. */
    private static final double[] SIN = {1 / 355687428096000.0, -1 / 1307674368000.0, 1 / 6227020800.0, -1 / 39916800.0,
        1 / 362880.0, -1 / 5040.0, 1 / 120.0, -1 / 6.0, 1};

    private HalfWaves() {
    }

    /**
     * cos(pi x), a wave of length 2.
     *
     * @param x any finite number
     */
    static double cosine(double x) {
        // Exact: x and the nearest even number are multiples of the same power of 2.
        double s = Math.abs(x - 2 * Math.rint(x / 2));
        if (s <= 0.25) {
            return cosineOf(Math.PI * s);
        }
        if (s >= 0.75) {
            return -cosineOf(Math.PI * (1 - s));
        }
        double angle = Math.PI * (0.5 - s);
        return angle * polynomial(SIN, angle * angle);
    }

    /** Of an angle of at most an eighth of the circle. */
    private static double cosineOf(double angle) {
        return polynomial(COS, angle * angle);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            sum = Math.fma(sum, x, coefficients[i]);
        }
        return sum;
    }
}
