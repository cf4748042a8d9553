package dev.lanegrad.simd;

import dev.lanegrad.spec.DropoutMask;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** y[j] = x[j] * (0 or factor), as a row of {@link DropoutMask} says. */
final class DropoutLoop {
    private DropoutLoop() {
    }

    /** Over whole vectors; n is a multiple of their length. */
    static void vectors(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, int low, int high,
            int threshold, float factor) {
        int factorBits = Float.floatToRawIntBits(factor);
        for (int j = 0; j < n; j += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + j * 4L, Lanes.ORDER);
            v.mul(factors(j, low, high, threshold, factorBits)).intoMemorySegment(y, yOffset + j * 4L, Lanes.ORDER);
        }
    }

    /** Over less than a vector, from column {@code first}. */
    static void tail(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int first, int n, int low, int high,
            int threshold, float factor) {
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, n);
        FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset, Lanes.ORDER, mask);
        v.mul(factors(first, low, high, threshold, Float.floatToRawIntBits(factor)))
                .intoMemorySegment(y, yOffset, Lanes.ORDER, mask);
    }

    private static FloatVector factors(int first, int low, int high, int threshold, int factorBits) {
        IntVector h = IntVector.zero(Lanes.INT).addIndex(1).add(first).mul(DropoutMask.COLUMN_STEP).add(low);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, DropoutMask.SHIFT_0))
                .mul(DropoutMask.MULTIPLIER_0).add(high);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, DropoutMask.SHIFT_1))
                .mul(DropoutMask.MULTIPLIER_1);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, DropoutMask.SHIFT_2))
                .mul(DropoutMask.MULTIPLIER_2);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, DropoutMask.SHIFT_3))
                .lanewise(VectorOperators.LSHR, DropoutMask.UNUSED_BITS);
        // Both sides have 24 bits, so the signed comparison is right.
        return IntVector.broadcast(Lanes.INT, factorBits).blend(0, h.compare(VectorOperators.LT, threshold))
                .reinterpretAsFloats();
    }
}
