package dev.lanegrad.nn;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;

/**
 * A random orthogonal matrix times a gain: W^T W = gain^2 I if in &gt;= out, else W W^T = gain^2 I. Every such matrix is
 * equally likely (Haar's measure), as when a matrix of normal numbers is factored into Q R with a positive diagonal of R.
 *
 * <p>Q is made without R, in half the time: the k-th Householder reflection of that factorization maps a vector of
 * max(in, out) - k independent normal numbers to a multiple of the first unit vector, whatever the reflections before it.
 * Double precision, in a fixed order of operations without fused ones, so the bits are the same everywhere; up to
 * 2 max(in, out) min(in, out)^2 operations, which for 4,096 x 4,096 is many seconds. Allocates in x out doubles.
 *
 * <p>Sources: A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
 * linear neural networks", ICLR 2014; G. W. Stewart, "The efficient generation of random orthogonal matrices with an
 * application to condition estimators", SIAM Journal on Numerical Analysis 17 (1980).
 *
 * @param gain factor on the matrix, positive; see {@link Initializer#gain}
 */
public record OrthogonalInitializer(float gain) implements Initializer.Defaults {
    /**
     * Checks the gain.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public OrthogonalInitializer {
        InitializerChecks.requirePositive("orthogonal", "gain", gain);
    }

    @Override
    public String name() {
        return "orthogonal";
    }

    @Override
    public String text() {
        return name() + "(" + gain + ")";
    }

    @Override
    public Initializer withParameters(float... parameters) {
        InitializerChecks.requireCount(name(), "gain", 1, parameters);
        return new OrthogonalInitializer(parameters[0]);
    }

    @Override
    public void fill(Matrix weight, long seed, int layer) {
        boolean tall = weight.rows() >= weight.columns();
        double[][] vectors = orthonormal(Math.max(weight.rows(), weight.columns()),
                Math.min(weight.rows(), weight.columns()), seed, InitializerChecks.stream(layer));
        InitializerChecks.fill(weight, (r, c) -> gain * (tall ? vectors[c][r] : vectors[r][c]));
    }

    /** As many orthonormal vectors as {@code count}, each of {@code length} numbers. */
    private static double[][] orthonormal(int length, int count, long seed, int stream) {
        double[][] vectors = new double[count][length];
        double[] mirror = new double[length];
        // The product of the reflections, applied to the unit vectors from the last reflection to the first: the k-th one
        // leaves the first k elements alone, and so meets vectors from the k-th on only.
        for (int k = count - 1; k >= 0; k--) {
            for (int i = k; i < length; i++) {
                mirror[i] = CounterRandom.normal(seed, stream, 0, i, k);
            }
            double norm = Math.sqrt(dot(mirror, mirror, k));
            // Away from zero, so that nothing cancels. The diagonal of R would be -norm then, or norm.
            boolean negative = mirror[k] < 0;
            mirror[k] += negative ? -norm : norm;
            vectors[k][k] = negative ? 1 : -1;
            double square = dot(mirror, mirror, k);
            if (square > 0) {
                for (int j = k; j < count; j++) {
                    subtract(vectors[j], 2 * dot(mirror, vectors[j], k) / square, mirror, k);
                }
            }
        }
        return vectors;
    }

    /** Eight chains: one would wait for each addition. */
    private static double dot(double[] a, double[] b, int from) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = from;
        for (; i < a.length - 7; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    private static void subtract(double[] from, double factor, double[] vector, int start) {
        for (int i = start; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }
}
