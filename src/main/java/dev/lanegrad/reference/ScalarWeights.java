package dev.lanegrad.reference;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.WeightFormat;

/** The formats of {@link WeightFormat}, number by number. Stateless, thread-safe. */
final class ScalarWeights {
    private ScalarWeights() {
    }

    /** Of the two bfloat16 on both sides the nearer one; of two that are as near, the one whose last bit is 0. */
    static float bfloat16(float w) {
        if (Float.isNaN(w) || Float.isInfinite(w)) {
            return w;
        }
        int towardsZero = Float.floatToRawIntBits(w) & 0xFFFF0000;
        float lower = Float.intBitsToFloat(towardsZero);
        float upper = Float.intBitsToFloat(towardsZero + 0x10000);
        // In double the distances are exact; past the largest number the next one would be 2^128.
        double next = Float.isInfinite(upper) ? Math.copySign(0x1p128, w) : upper;
        double down = Math.abs((double) w - lower);
        double up = Math.abs(next - w);
        boolean even = (towardsZero & 0x10000) == 0;
        return down < up || (down == up && even) ? lower : upper;
    }

    /** Rounds each weight. */
    static void toBfloat16(Matrix weight) {
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                weight.set(r, c, bfloat16(weight.get(r, c)));
            }
        }
    }

    /** Makes each weight its integer, and sets its column's scale (1 x out). */
    static void toInt8(Matrix weight, Matrix scale) {
        float limit = (float) WeightFormat.MAX_INT8;
        for (int c = 0; c < weight.columns(); c++) {
            float largest = 0;
            for (int r = 0; r < weight.rows(); r++) {
                largest = Math.max(largest, Math.abs(weight.get(r, c)));
            }
            float step = largest / WeightFormat.MAX_INT8;
            scale.set(0, c, step);
            for (int r = 0; r < weight.rows(); r++) {
                float quotient = step == 0 ? 0 : weight.get(r, c) / step;
                weight.set(r, c, Math.clamp((float) Math.rint(quotient), -limit, limit));
            }
        }
    }
}
