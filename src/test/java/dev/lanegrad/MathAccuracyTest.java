package dev.lanegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.reference.ScalarMath;
import dev.lanegrad.simd.Lanes;
import dev.lanegrad.simd.VectorMath;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.ErfSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.spec.LogSpec;
import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.TanhSpec;
import dev.lanegrad.testing.Doubles;
import dev.lanegrad.testing.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.apache.commons.numbers.gamma.Erf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Accuracy of the elementary functions against formulas in double, and equality of the scalar and the vector bits, for each
 * constant of {@link Elementary}.
 *
 * <p>Arguments: every {@value #STRIDE}th bit pattern, and {@value #BLOCK} patterns to either side of each threshold
 * and its negative; with {@code -Dlanegrad.exhaustive=true} all 2^32 patterns. The vectors are as wide as
 * {@link Lanes#FLOAT}: what compares with them runs once for each width, errors once.
 *
 * <p>Errors are those of the vector code, as {@link Doubles#ulps} counts them; the scalar code has its bits.
 */
class MathAccuracyTest {
    /** A prime, so that all low bits and all exponents are met. */
    private static final int STRIDE = 1021;
    private static final int BLOCK = 4096;
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lanegrad.exhaustive");

    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float TINY = Float.MIN_VALUE;
    private static final float NORMAL = Float.MIN_NORMAL;
    private static final float MAX = Float.MAX_VALUE;

    /** Thresholds that every function shares: the ends of the classes of floats, and the limits of rounding to 1. */
    private static final float[] COMMON = {0f, NORMAL, 0x1p-63f, 0x1p-24f, 0x1p-12f, 1f, 0x1p23f, 0x1p31f, MAX, INF};

    @FunctionalInterface
    private interface FloatFunction {
        float apply(float x);
    }

    /** The function's value at one point, to the bit; the exact one where the bound leaves it no choice. */
    private record Special(float x, float y) {
    }

    private record Function(String name, FloatFunction scalar, UnaryOperator<FloatVector> vector,
            DoubleUnaryOperator exact, double maxUlp, boolean odd, float[] thresholds, Special... specials) {
        @Override
        public String toString() {
            return name;
        }

        float[] scalarValues(float[] x) {
            float[] y = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = scalar.apply(x[i]);
            }
            return y;
        }

        float[] vectorValues(float[] x) {
            float[] y = new float[x.length];
            for (int i = 0; i < x.length; i += Lanes.FLOAT.length()) {
                vector.apply(FloatVector.fromArray(Lanes.FLOAT, x, i)).intoArray(y, i);
            }
            return y;
        }

        Function withScalar(FloatFunction other) {
            return new Function(name, other, vector, exact, maxUlp, odd, thresholds, specials);
        }
    }

    static List<Function> functions() {
        return Stream.of(Elementary.values()).map(MathAccuracyTest::function).toList();
    }

    private static Function function(Elementary f) {
        Limits limits = f.limits();
        List<Special> specials = new ArrayList<>();
        for (int i = 0; i < limits.values().length; i++) {
            specials.add(at(Limits.arguments()[i], limits.values()[i]));
        }
        specials.addAll(specials(f));
        return new Function(f.label(), x -> ScalarMath.apply(f, x), vector(f), exact(f), f.maxUlp(), odd(f), thresholds(f),
                specials.toArray(Special[]::new));
    }

    private static UnaryOperator<FloatVector> vector(Elementary f) {
        return switch (f) {
            case EXP -> VectorMath::exp;
            case EXPM1 -> VectorMath::expm1;
            case LOG -> VectorMath::log;
            case LOG1P -> VectorMath::log1p;
            case TANH -> VectorMath::tanh;
            case SIGMOID -> VectorMath::sigmoid;
            case SOFTPLUS -> VectorMath::softplus;
            case ERF -> VectorMath::erf;
            case INVERSE_SQRT -> VectorMath::inverseSqrt;
        };
    }

    private static DoubleUnaryOperator exact(Elementary f) {
        return switch (f) {
            case EXP -> StrictMath::exp;
            case EXPM1 -> StrictMath::expm1;
            case LOG -> StrictMath::log;
            case LOG1P -> StrictMath::log1p;
            case TANH -> StrictMath::tanh;
            case SIGMOID -> MathAccuracyTest::exactSigmoid;
            case SOFTPLUS -> x -> x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
            case ERF -> Erf::value;
            case INVERSE_SQRT -> x -> 1 / StrictMath.sqrt(x);
        };
    }

    private static boolean odd(Elementary f) {
        return f == Elementary.TANH || f == Elementary.ERF;
    }

    /** Where a formula changes, a result saturates or a step of the range reduction ends. */
    private static float[] thresholds(Elementary f) {
        return switch (f) {
            // half a step of n, underflow, gradual underflow, overflow
            case EXP ->
                new float[] {0.34657f, 1.03972f, 103.9721f, 103.2789f, 104f, 87.33655f, 88.02969f, 88.37626f, 88.72284f,
                    89.0694f};
            case EXPM1 ->
                new float[] {Expm1Spec.IDENTITY_BELOW, 0.34657f, 1.03972f, 16.98f, 17.32868f, -Expm1Spec.HOLD_BELOW,
                    88.37626f, 88.72284f, Expm1Spec.HOLD_ABOVE};
            case LOG -> new float[] {0.75f, 1.5f, 3f, 0.375f, 1e-40f};
            case LOG1P -> new float[] {0.5f, 0.25f, 0.625f, 2f, LogSpec.HUGE_ABOVE, 0x1p24f, 0x1p25f, 0x1p127f};
            // the change of formula, half a step of n, saturation, end of the scale
            case TANH ->
                new float[] {0.0625f, 0.25f, 1.25f, 3.25f, 7.25f, 9.25f, TanhSpec.HOLD_ABOVE, 0.549306f, 1.21301f, 1.55958f,
                    9.0109f, 22.3f, 44.0f};
            case SIGMOID -> new float[] {SigmoidSpec.ONE_ABOVE, 0.34657f, 16.6355f, 17.3287f, 103.9721f, 103.2789f, 104f,
                87.33655f, 88.72284f, 104.66f, 105.36f};
            case SOFTPLUS -> new float[] {0.693147f, 0.34657f, 1.03972f, 16.6355f, 103.9721f, 103.2789f, 104f, 87.33655f};
            case ERF -> new float[] {ErfSpec.SMALL_BELOW, ErfSpec.ONE_ABOVE, 2.25f, 3.8325f};
            case INVERSE_SQRT -> new float[] {2f, 4f, 0.25f};
        };
    }

    private static List<Special> specials(Elementary f) {
        return switch (f) {
            case EXP -> List.of(at(TINY, 1f), at(-TINY, 1f), at(NORMAL, 1f), at(MAX, INF), at(-MAX, 0f), at(88.72284f, INF),
                    at(-103.98f, 0f), at(-103.97f, TINY), at(-1e9f, 0f), at(1e9f, INF));
            case EXPM1 -> List.of(at(TINY, TINY), at(-TINY, -TINY), at(NORMAL, NORMAL), at(MAX, INF), at(-MAX, -1f),
                    at(88.72284f, INF), at(-17.4f, -1f), at(-1e9f, -1f));
            case LOG -> List.of(at(1f, 0f), at(-1f, Float.NaN), at(-TINY, Float.NaN), at(-MAX, Float.NaN),
                    at(TINY, (float) (-149 * StrictMath.log(2))));
            case LOG1P -> List.of(at(-1f, -INF), at(-1.0000001f, Float.NaN), at(-MAX, Float.NaN), at(TINY, TINY),
                    at(-TINY, -TINY), at(NORMAL, NORMAL));
            case TANH ->
                List.of(at(TINY, TINY), at(-TINY, -TINY), at(NORMAL, NORMAL), at(0x1.fffffcp-127f, 0x1.fffffcp-127f),
                        at(MAX, 1f), at(-MAX, -1f), at(9.02f, 1f), at(-9.02f, -1f), at(1e9f, 1f));
            case SIGMOID -> List.of(at(TINY, 0.5f), at(-TINY, 0.5f), at(MAX, 1f), at(-MAX, 0f), at(17.4f, 1f),
                    at(-103.98f, 0f), at(-103.97f, TINY), at(-1e9f, 0f), at(1e9f, 1f));
            case SOFTPLUS -> List.of(at(MAX, MAX), at(-MAX, 0f), at(17.4f, 17.4f), at(-103.98f, 0f), at(-103.97f, TINY));
            case ERF ->
                List.of(at(MAX, 1f), at(-MAX, -1f), at(3.93f, 1f), at(-3.93f, -1f), at(TINY, TINY), at(-TINY, -TINY));
            case INVERSE_SQRT -> List.of(at(1f, 1f), at(4f, 0.5f), at(-1f, Float.NaN), at(-TINY, Float.NaN));
        };
    }

    private static Special at(float x, float y) {
        return new Special(x, y);
    }

    private static double exactSigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void errorIsWithinTheStatedBound(Function f) {
        Worst worst = worst(f, EXHAUSTIVE, f::vectorValues);
        System.out.printf("%-8s worst %.4f ULP at %a (%s), bound %s, %s%n", f, worst.ulp, worst.x, worst.x, f.maxUlp,
                EXHAUSTIVE ? "all 2^32 arguments" : "sample");
        assertWithinBound(f, worst);
    }

    @Tag("bits")
    @ParameterizedTest
    @MethodSource("functions")
    void vectorBitsAreScalarBits(Function f) {
        long different = blocks(f, EXHAUSTIVE).parallel().mapToLong(block -> differences(f, block, EXHAUSTIVE)).sum();
        assertEquals(0, different, f + ": arguments whose vector result differs from the scalar one");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void oddFunctionsDifferInTheSignBitOnly(Function f) {
        if (!f.odd) {
            return;
        }
        long different = blocks(f, false).mapToLong(block -> {
            long count = 0;
            for (float x : arguments(f, block, false)) {
                float y = f.scalar.apply(x);
                count += !Float.isNaN(y) && bits(f.scalar.apply(-x)) != (bits(y) ^ 0x8000_0000) ? 1 : 0;
            }
            return count;
        }).sum();
        assertEquals(0, different, f + ": arguments where f(-x) is not -f(x)");
    }

    @Tag("bits")
    @ParameterizedTest
    @MethodSource("functions")
    void specialValues(Function f) {
        for (Special special : f.specials) {
            float y = f.scalar.apply(special.x);
            assertEquals(bits(special.y), bits(y), f + "(" + special.x + ") = " + y + ", not " + special.y);
            float v = f.vector.apply(FloatVector.broadcast(Lanes.FLOAT, special.x)).lane(Lanes.FLOAT.length() - 1);
            assertEquals(bits(special.y), bits(v), f + "(" + special.x + ") = " + v + " in a vector");
        }
        // quiet and signalling, of both signs, with the lowest and the highest payload
        for (int nan : new int[] {0x7FC0_0000, 0xFFC0_0000, 0x7F80_0001, 0xFF80_0001, 0x7FFF_FFFF, 0xFFFF_FFFF}) {
            float x = Float.intBitsToFloat(nan);
            assertTrue(Float.isNaN(f.scalar.apply(x)), () -> f + " of the NaN " + Integer.toHexString(nan));
            float v = f.vector.apply(FloatVector.broadcast(Lanes.FLOAT, x)).lane(0);
            assertTrue(Float.isNaN(v), () -> f + " of the NaN " + Integer.toHexString(nan) + " in a vector");
        }
    }

    @Test
    void errorsAreMeasuredOnTheGridOfTheExactValue() {
        assertEquals(0.0, Doubles.ulps(1f, 1.0));
        assertEquals(1.5, Doubles.ulps(1f, 1 + 1.5 * 0x1p-23));
        assertEquals(1.5, Doubles.ulps(1f, 1 - 1.5 * 0x1p-24));
        assertEquals(1.5, Doubles.ulps(-1f, -1 - 1.5 * 0x1p-23));
        assertEquals(1.5, Doubles.ulps(0f, 1.5 * 0x1p-149));
        assertEquals(1.5, Doubles.ulps(NORMAL, NORMAL + 1.5 * 0x1p-149));
        assertEquals(1.0, Doubles.ulps(INF, MAX));
        assertEquals(1.0, Doubles.ulps(MAX, 0x1p128));
        assertEquals(1.0, Doubles.ulps(MAX, Double.POSITIVE_INFINITY));
        assertEquals(0.0, Doubles.ulps(INF, 0x1p128));
        assertEquals(0.0, Doubles.ulps(Float.NaN, Double.NaN));
        assertEquals(Double.POSITIVE_INFINITY, Doubles.ulps(Float.NaN, 1));
        assertEquals(Double.POSITIVE_INFINITY, Doubles.ulps(1f, Double.NaN));
        assertTrue(Doubles.ulps(-INF, INF) > 1e6);
    }

    /** A result that is wrong by 1.5 to 2 ULP at one single argument does not pass a bound of 1. */
    @Tag("bits")
    @ParameterizedTest
    @MethodSource("functions")
    void plantedErrorIsCaught(Function f) {
        for (float planted : new float[] {1f, NORMAL, Float.intBitsToFloat(STRIDE * 1_000_003)}) {
            double exact = f.exact.applyAsDouble(planted);
            float nearest = (float) exact;
            // two floats away, back across the exact value: at least 2 - 0.5
            float wrong = nearest > exact ? Math.nextDown(Math.nextDown(nearest)) : Math.nextUp(Math.nextUp(nearest));
            Function bad = f.withScalar(x -> bits(x) == bits(planted) ? wrong : (float) f.exact.applyAsDouble(x));
            Worst worst = worst(bad, false, bad::scalarValues);
            assertTrue(worst.ulp >= 1.5 && bits(worst.x) == bits(planted), () -> f + ": planted at " + planted + ": "
                    + worst);
            Function bound1 = new Function(f.name, bad.scalar, f.vector, f.exact, 1.0, f.odd, f.thresholds);
            assertThrows(AssertionError.class, () -> assertWithinBound(bound1, worst));
        }
        Function otherZero = f.withScalar(x -> bits(x) == bits(-0f) ? -f.scalar.apply(x) : f.scalar.apply(x));
        assertEquals(1, blocks(f, false).mapToLong(block -> differences(otherZero, block, false) > 0 ? 1 : 0).max()
                .orElseThrow());
    }

    private static void assertWithinBound(Function f, Worst worst) {
        assertTrue(worst.ulp <= f.maxUlp, () -> f + ": " + worst.ulp + " ULP at " + worst.x);
    }

    private static int bits(float x) {
        return Float.floatToIntBits(x);
    }

    private record Worst(double ulp, float x) {
        static Worst of(Worst a, Worst b) {
            return b.ulp > a.ulp ? b : a;
        }
    }

    private static Worst worst(Function f, boolean exhaustive, UnaryOperator<float[]> values) {
        return blocks(f, exhaustive).parallel().mapToObj(block -> {
            Worst worst = new Worst(0, 0f);
            float[] arguments = arguments(f, block, exhaustive);
            float[] y = values.apply(arguments);
            double[] exact = Oracle.values(f.exact, arguments);
            for (int i = 0; i < y.length; i++) {
                if (Doubles.ulps(y[i], exact[i]) > worst.ulp) {
                    float x = arguments[i];
                    worst = Worst.of(worst, new Worst(Doubles.ulps(y[i], f.exact.applyAsDouble(x)), x));
                }
            }
            return worst;
        }).reduce(new Worst(0, 0f), Worst::of);
    }

    private static long differences(Function f, int block, boolean exhaustive) {
        float[] x = arguments(f, block, exhaustive);
        float[] expected = f.scalarValues(x);
        float[] y = f.vectorValues(x);
        long count = 0;
        for (int i = 0; i < x.length; i++) {
            count += bits(y[i]) == bits(expected[i]) ? 0 : 1;
        }
        return count;
    }

    /** Numbers of blocks of arguments: first four for each threshold, then those of the whole range. */
    private static IntStream blocks(Function f, boolean exhaustive) {
        long patterns = (1L << 32) / (exhaustive ? 1 : STRIDE);
        return IntStream.range(0, thresholdBlocks(f) + (int) (patterns / BLOCK));
    }

    private static int thresholdBlocks(Function f) {
        return 4 * (COMMON.length + f.thresholds.length);
    }

    private static float[] arguments(Function f, int block, boolean exhaustive) {
        int first;
        int step;
        if (block < thresholdBlocks(f)) {
            float t = block / 4 < COMMON.length ? COMMON[block / 4] : f.thresholds[block / 4 - COMMON.length];
            // below and from the threshold on, and the same of its negative
            first = Float.floatToRawIntBits((block & 1) == 0 ? t : -t) - ((block & 2) == 0 ? BLOCK : 0);
            step = 1;
        } else {
            step = exhaustive ? 1 : STRIDE;
            first = (block - thresholdBlocks(f)) * BLOCK * step;
        }
        float[] x = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            x[i] = Float.intBitsToFloat(first + i * step);
        }
        return x;
    }
}
