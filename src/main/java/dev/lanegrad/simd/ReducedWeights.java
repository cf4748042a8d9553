package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.WeightFormat;

/** Rounds weights to a {@link WeightFormat}, in place. Stateless, thread-safe. */
final class ReducedWeights {
    private static final int QUIET_NAN = 0x7FC0_0000;

    private ReducedWeights() {
    }

    /** Rounds each weight: half of the last bit that stays is added, less one where that bit is 0, the rest cut off. */
    static void toBfloat16(Matrix weight) {
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                float w = weight.get(r, c);
                int bits = Float.floatToRawIntBits(w);
                int rounded = Float.isNaN(w) ? QUIET_NAN : (bits + 0x7FFF + ((bits >>> 16) & 1)) & 0xFFFF_0000;
                weight.set(r, c, Float.intBitsToFloat(rounded));
            }
        }
    }

    /** Makes each weight its integer, and sets its column's scale (1 x out). */
    static void toInt8(Matrix weight, Matrix scale) {
        scale.fill(0);
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                scale.set(0, c, Math.max(scale.get(0, c), Math.abs(weight.get(r, c))));
            }
        }
        for (int c = 0; c < weight.columns(); c++) {
            scale.set(0, c, scale.get(0, c) / WeightFormat.MAX_INT8);
        }
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                float step = scale.get(0, c);
                double quotient = step == 0 ? 0 : (double) (weight.get(r, c) / step);
                long integer = Math.clamp((long) Math.rint(quotient), -WeightFormat.MAX_INT8, WeightFormat.MAX_INT8);
                weight.set(r, c, (float) integer);
            }
        }
    }
}
