package dev.lanegrad.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** A comparator that cannot fail proves nothing, so it is tested first. */
class BitsTest {
    private static Matrix with(float last) {
        return Matrix.of(2, 3, 0, 1, 2, 3, 4, last);
    }

    private static void mustFail(String part, float expected, float actual) {
        AssertionError error = assertThrows(AssertionError.class,
                () -> Bits.assertSame("m", with(expected), with(actual)));
        assertTrue(error.getMessage().contains(part), error.getMessage());
        assertThrows(AssertionError.class,
                () -> Bits.assertSame("a", new float[] {expected}, new float[] {actual}));
    }

    @Test
    void oneUlpOffFails() {
        mustFail("m, row 1, column 2 of 2 x 3: expected 1.0 (0x3f800000), got 1.0000001 (0x3f800001);"
                + " 1 of 6 elements differ", 1f, Math.nextUp(1f));
        mustFail("0x3f7fffff", 1f, Math.nextDown(1f));
        mustFail("0x00000001", 0f, Float.MIN_VALUE);
        mustFail("Infinity", Float.MAX_VALUE, Float.POSITIVE_INFINITY);
    }

    @Test
    void theSignOfZeroCounts() {
        mustFail("expected 0.0 (0x00000000), got -0.0 (0x80000000)", 0f, -0f);
        mustFail("expected -0.0 (0x80000000), got 0.0 (0x00000000)", -0f, 0f);
    }

    @Test
    void nanAgainstANumberFails() {
        mustFail("expected NaN (0x7fc00000), got 5.0", Float.NaN, 5f);
        mustFail("expected 5.0 (0x40a00000), got NaN", 5f, Float.NaN);
        mustFail("got NaN", Float.POSITIVE_INFINITY, Float.NaN);
    }

    @Test
    void differencesAreFoundInEveryElement() {
        for (int i = 0; i < 6; i++) {
            float[] values = with(5).toArray();
            values[i] += 1;
            String place = "row " + i / 3 + ", column " + i % 3 + " ";
            AssertionError error = assertThrows(AssertionError.class,
                    () -> Bits.assertSame("m", with(5), Matrix.of(2, 3, values)));
            assertTrue(error.getMessage().contains(place), error.getMessage());
        }
    }

    @Test
    void otherShapesFail() {
        Matrix wide = Matrix.create(2, 3);
        AssertionError error = assertThrows(AssertionError.class,
                () -> Bits.assertSame("m", wide, Matrix.create(3, 2)));
        assertTrue(error.getMessage().contains("expected a 2 x 3 matrix, got 3 x 2"), error.getMessage());
        assertThrows(AssertionError.class, () -> Bits.assertSame("m", wide, Matrix.create(2, 2)));
        assertThrows(AssertionError.class, () -> Bits.assertSame("m", wide, Matrix.create(1, 6)));
        assertThrows(AssertionError.class, () -> Bits.assertSame("a", new float[2], new float[3]));
        assertThrows(AssertionError.class, () -> Bits.assertSame("a", new float[1], new float[0]));
    }

    @Test
    void equalBitsPass() {
        for (float value : new float[] {0f, -0f, 1f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.NaN}) {
            Bits.assertSame("m", with(value), with(value));
            Bits.assertSame("a", new float[] {value}, new float[] {value});
        }
        Bits.assertSame("empty", new float[0], new float[0]);
    }

    @Test
    void allNansAreOne() {
        Bits.assertSame("m", with(Float.NaN), with(Float.intBitsToFloat(0xFFC12345)));
        Bits.assertSame("m", with(Float.intBitsToFloat(0x7F800001)), with(Float.NaN));
    }

    @Test
    void theLeadingDimensionDoesNotCount() {
        Matrix strided = Matrix.create(2, 3, 7, Arena.ofAuto());
        strided.copyFrom(with(5));
        Bits.assertSame("m", with(5), strided);
    }
}
