package dev.lanegrad.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** {@link Oracle}: as good as it says where it interpolates, and the formula itself wherever that would not be. */
class OracleTest {
    private static final int BLOCK = 4096;

    private static float[] from(float start) {
        float[] x = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            x[i] = Float.intBitsToFloat(Float.floatToRawIntBits(start) + i);
        }
        return x;
    }

    private static final class Counting implements DoubleUnaryOperator {
        private final DoubleUnaryOperator f;
        private int calls;

        Counting(DoubleUnaryOperator f) {
            this.f = f;
        }

        @Override
        public double applyAsDouble(double x) {
            calls++;
            return f.applyAsDouble(x);
        }
    }

    @Test
    void smoothFunctionsAreInterpolated() {
        for (float start : new float[] {1f, -1f, 0x1p-140f, -0x1.8p-60f, 16f, -87f, 0.001f}) {
            for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {StrictMath::exp, x -> x, x -> 3, x -> StrictMath.sinh(x),
                x -> StrictMath.exp(-x * x / 2)}) {
                Counting counted = new Counting(f);
                double[] values = Oracle.values(counted, from(start));
                assertTrue(counted.calls < 40, () -> counted.calls + " calls from " + start);
                for (int i = 0; i < BLOCK; i++) {
                    double exact = f.applyAsDouble(from(start)[i]);
                    assertEquals(exact, values[i], 0x1p-40 * Math.abs(exact), "from " + start);
                }
            }
        }
    }

    /** A jump or a kink at any place, also within a few floats of either end, gives the formula's values. */
    @Test
    void othersAreAskedAtEachFloat() {
        float[] x = from(1f);
        for (int at : new int[] {1, 2, 50, 700, 2048, 4000, 4094}) {
            double place = x[at];
            for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {z -> z < place ? 0 : 1,
                z -> 1 + Math.abs(z - place), z -> z < place ? Double.NaN : 1,
                z -> z < place ? 1 : Double.POSITIVE_INFINITY}) {
                Counting counted = new Counting(f);
                double[] values = Oracle.values(counted, x);
                assertTrue(counted.calls >= BLOCK, "at " + at);
                for (int i = 0; i < BLOCK; i++) {
                    assertEquals(f.applyAsDouble(x[i]), values[i], 0.0);
                }
            }
        }
    }

    @Test
    void unevenArgumentsAreAskedAtEach() {
        DoubleUnaryOperator f = StrictMath::exp;
        for (float start : new float[] {Math.nextDown(1f), Float.intBitsToFloat(-2000), Float.intBitsToFloat(0x7F7F_FFFF)}) {
            float[] x = from(start);
            double[] exact = new double[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                exact[i] = f.applyAsDouble(x[i]);
            }
            assertArrayEquals(exact, Oracle.values(f, x), "from " + start);
        }
    }
}
