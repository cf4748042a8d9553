package dev.lanegrad;

import java.math.BigDecimal;
import java.math.MathContext;

/** The error function by its power series in decimal arithmetic of so many digits that cancellation does not matter. */
final class ErfcSeries {
    private static final MathContext DIGITS = new MathContext(140);

    private ErfcSeries() {
    }

    private static BigDecimal exactErf(double x) {
        BigDecimal z = new BigDecimal(x);
        BigDecimal square = z.multiply(z, DIGITS);
        BigDecimal power = z;
        BigDecimal sum = z;
        for (int n = 1; n < 2000; n++) {
            power = power.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf(n), DIGITS);
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS);
            sum = sum.add(term, DIGITS);
            if (n > 2 * x * x && term.abs().compareTo(new BigDecimal("1e-130").multiply(z.abs())) < 0) {
                break;
            }
        }
        return sum.multiply(BigDecimal.TWO).divide(pi().sqrt(DIGITS), DIGITS);
    }

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    private static BigDecimal pi() {
        return arctanOfInverse(5).multiply(BigDecimal.valueOf(16))
                .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)));
    }

    private static BigDecimal arctanOfInverse(int n) {
        BigDecimal square = BigDecimal.valueOf((long) n * n);
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), DIGITS);
        BigDecimal sum = power;
        for (int k = 1; k < 220; k++) {
            power = power.divide(square, DIGITS).negate();
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS), DIGITS);
        }
        return sum;
    }

    static double erf(double x) {
        return exactErf(x).doubleValue();
    }

    static double erfc(double x) {
        return BigDecimal.ONE.subtract(exactErf(x)).doubleValue();
    }
}
