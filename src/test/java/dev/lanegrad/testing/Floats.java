package dev.lanegrad.testing;

import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.SigmoidSpec;
import java.util.SplittableRandom;

/** Random floats of several kinds: tests of numerical code that only see numbers near one miss what matters. */
public final class Floats {
    /** What an array is made of. */
    public enum Kind {
        /** Numbers in (-1, 1): rounding in every addition, so a changed order of summation changes bits. */
        PLAIN,
        /** Normals of many magnitudes and either sign: cancellation, absorption. */
        WIDE,
        /** Plain, with about four special values in the whole array: they spread, but not everywhere. */
        FEW_SPECIALS,
        /** Half of the values special. */
        SPECIAL,
        /** Zeros of both signs, subnormals and the least normals: signs of zero, underflow. */
        TINY,
        /** Where exp, tanh and sigmoid change formula, saturate or leave the range, and the range between. */
        THRESHOLDS,
        /** Any bit pattern, NaN payloads included. */
        BITS
    }

    private static final float[] SPECIALS = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 0x1.fffffcp-127f,
        -0x1.fffffcp-127f, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
        Float.NaN, Float.intBitsToFloat(0xFFC00001), Float.MAX_VALUE, -Float.MAX_VALUE, 1f, -1f};

    /** e^x overflows, is subnormal, is zero; sigmoid is one; tanh is one; and the formulas' own limits. */
    private static final float[] THRESHOLDS = {88.72284f, -87.33655f, -103.97208f, ExpSpec.ZERO_BELOW,
        17.32868f, SigmoidSpec.ONE_ABOVE, 9.010914f, 1f, 0.3465736f, 0.6931472f, 44.36142f,
        16777216f, 8388608f};

    private Floats() {
    }

    /** An array of one kind, which the random numbers choose. */
    public static float[] any(SplittableRandom random, int count) {
        return array(random, Kind.values()[random.nextInt(Kind.values().length)], count);
    }

    /** An array of the given kind. */
    public static float[] array(SplittableRandom random, Kind kind, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (kind) {
                case PLAIN -> plain(random);
                case WIDE -> plain(random) * (float) Math.scalb(1.0, random.nextInt(-60, 60));
                case FEW_SPECIALS -> random.nextInt(count) < 4 ? special(random) : plain(random);
                case SPECIAL -> random.nextBoolean() ? special(random) : plain(random);
                case TINY -> tiny(random);
                case THRESHOLDS -> random.nextInt(4) == 0 ? threshold(random) : plain(random) * 110;
                case BITS -> Float.intBitsToFloat(random.nextInt());
            };
        }
        return values;
    }

    /** Numbers in (-1, 1), for tests that need finite results. */
    public static float[] plain(SplittableRandom random, int count) {
        return array(random, Kind.PLAIN, count);
    }

    private static float plain(SplittableRandom random) {
        return (random.nextInt(1 << 24) - (1 << 23) + 0.5f) * 0x1p-23f;
    }

    private static float special(SplittableRandom random) {
        return SPECIALS[random.nextInt(SPECIALS.length)];
    }

    private static float tiny(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0f;
            case 1 -> -0f;
            default -> Float.intBitsToFloat(random.nextInt() & 0x80FFFFFF);
        };
    }

    /** At a threshold of either sign, or up to three floats beside it. */
    private static float threshold(SplittableRandom random) {
        int bits = Float.floatToRawIntBits(THRESHOLDS[random.nextInt(THRESHOLDS.length)]) + random.nextInt(-3, 4);
        return Float.intBitsToFloat(random.nextBoolean() ? bits : bits ^ 0x80000000);
    }
}
