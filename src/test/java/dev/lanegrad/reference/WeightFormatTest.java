package dev.lanegrad.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Bits;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** The rounding of weights against written-out numbers. */
class WeightFormatTest {
    @Test
    void bfloat16RoundsToNearestEven() {
        // 1 + n/256: the last bit that stays stands for 1/128.
        float[][] pairs = {{1 + 1 / 256f, 1}, {1 + 3 / 256f, 1 + 4 / 256f}, {1 + 1 / 256f + 0x1p-23f, 1 + 2 / 256f},
            {1 + 3 / 256f - 0x1p-22f, 1 + 2 / 256f}, {-1 - 1 / 256f, -1}, {-1 - 3 / 256f, -1 - 4 / 256f}, {0f, 0f},
            {-0f, -0f}, {Float.MAX_VALUE, Float.POSITIVE_INFINITY}, {-Float.MAX_VALUE, Float.NEGATIVE_INFINITY},
            {0x1.feffp127f, 0x1.fep127f}, {0x1.ffp127f, Float.POSITIVE_INFINITY}, {0x1.fefffep127f, 0x1.fep127f},
            {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY}, {Float.NaN, Float.NaN}, {Float.MIN_VALUE, 0},
            {0x8000 * Float.MIN_VALUE, 0}, {0x8001 * Float.MIN_VALUE, 0x10000 * Float.MIN_VALUE},
            {0x18000 * Float.MIN_VALUE, 0x20000 * Float.MIN_VALUE}};
        for (float[] pair : pairs) {
            assertTrue(Bits.same(pair[1], ScalarWeights.bfloat16(pair[0])),
                    pair[0] + " became " + ScalarWeights.bfloat16(pair[0]));
        }
    }

    @Test
    void int8HasAScaleAColumn() {
        Matrix weight = Matrix.of(3, 5,
                127, 0, -2, Float.MIN_VALUE, 3e38f,
                2.5f, -0f, 1, -Float.MIN_VALUE, -3e38f,
                -3.5f, 0, 0.5f / 127, 190 * Float.MIN_VALUE, 1);
        Matrix scale = Matrix.create(1, 5);
        ScalarWeights.toInt8(weight, scale);
        assertEquals(1, scale.get(0, 0));
        assertEquals(0, scale.get(0, 1));
        assertEquals(2f / 127, scale.get(0, 2));
        assertEquals(Float.MIN_VALUE, scale.get(0, 3));
        float[][] integers = {{127, 0, -127, 1, 127}, {2, 0, 64, -1, -127}, {-4, 0, 0, 127, 0}};
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 5; c++) {
                assertEquals(integers[r][c], weight.get(r, c) + 0f, r + ", " + c);
            }
        }
    }

    @Test
    void int8SumsStartFromZeroAndEndInOneFma() {
        Matrix weight = Matrix.of(2, 1, 1, 0.25f);
        Matrix bias = Matrix.of(1, 1, 0.125f);
        ReferenceKernels kernels = new ReferenceKernels();
        FrozenDense layer = kernels.freeze(weight, bias, Activation.IDENTITY, WeightFormat.INT8, Arena.ofAuto());
        Matrix x = Matrix.of(1, 2, 0.3f, -7);
        Matrix y = Matrix.create(1, 1);
        kernels.forward(layer, x.segment(), 0, 2, y.segment(), 0, 1, 1);
        float sum = Math.fma(-7f, 32f, 0.3f * 127);
        assertEquals(Math.fma(1 / 127f, sum, 0.125f), y.get(0, 0));
    }

    @Test
    void nonFiniteWeightsAreRefused() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Matrix weight = Matrix.of(2, 2, 1, 2, 3, bad);
            String message = assertThrows(IllegalArgumentException.class, () -> VectorSupport.kernels().freeze(weight,
                    Matrix.create(1, 2), Activation.RELU, WeightFormat.INT8, Arena.ofAuto())).getMessage();
            assertEquals("the weight in row 1, column 1 is " + bad + ", so the layer cannot have int8 weights", message);
        }
    }
}
