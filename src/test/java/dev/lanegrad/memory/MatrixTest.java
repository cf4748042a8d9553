package dev.lanegrad.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.Bits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MatrixTest {
    /** rows x columns with a gap of two, elements 0, 1, 2, ..., gaps -1. */
    private static Matrix counting(int rows, int columns) {
        Matrix matrix = Matrix.create(rows, columns, columns + 2, Arena.ofAuto());
        for (long i = 0; i < matrix.segment().byteSize(); i += 4) {
            matrix.segment().set(ValueLayout.JAVA_FLOAT, i, -1);
        }
        for (int i = 0; i < rows * columns; i++) {
            matrix.set(i / columns, i % columns, i);
        }
        return matrix;
    }

    private static void refused(String message, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(message), () -> "'" + e.getMessage() + "' does not say '" + message + "'");
    }

    @Test
    void sizesBelowOne() {
        MemorySegment memory = Arena.ofAuto().allocate(64);
        for (int[] size : new int[][] {{0, 1}, {1, 0}, {0, 0}, {-1, 1}, {1, -1}, {Integer.MIN_VALUE, 3}}) {
            String given = "given " + size[0] + " x " + size[1];
            refused(given, () -> Matrix.create(size[0], size[1]));
            refused(given, () -> Matrix.create(size[0], size[1], Arena.ofAuto()));
            refused(given, () -> Matrix.create(size[0], size[1], 9, Arena.ofAuto()));
            refused(given, () -> Matrix.wrap(memory, size[0], size[1], 9));
        }
    }

    @Test
    void leadingDimensionBelowTheColumns() {
        refused("leading dimension 4 is below the number of columns 5", () -> Matrix.create(2, 5, 4, Arena.ofAuto()));
        refused("leading dimension -5", () -> Matrix.wrap(Arena.ofAuto().allocate(64), 1, 1, -5));
        assertEquals(5, Matrix.create(2, 5, 5, Arena.ofAuto()).leadingDimension());
    }

    /** The size in bytes of the largest shapes is more than a long holds; nothing may wrap around. */
    @Test
    void sizesBeyondALong() {
        int max = Integer.MAX_VALUE;
        assertThrows(IllegalArgumentException.class, () -> Matrix.create(max, max));
        assertThrows(IllegalArgumentException.class, () -> Matrix.create(max, 1, max, Arena.ofAuto()));
        MemorySegment memory = Arena.ofAuto().allocate(64);
        refused("needs", () -> Matrix.wrap(memory, max, max, max));
        refused("needs", () -> Matrix.wrap(memory, max, 1, max));
        refused("needs", () -> Matrix.wrap(memory, 1 << 30, 1, max));
    }

    @Test
    void segmentsThatAreTooSmall() {
        MemorySegment memory = Arena.ofAuto().allocate(4 * 12, 4);
        refused("a 3 x 4 matrix with leading dimension 5 needs 56 bytes, the segment has 48",
                () -> Matrix.wrap(memory, 3, 4, 5));
        refused("needs 48 bytes, the segment has 47", () -> Matrix.wrap(memory.asSlice(0, 47), 3, 4, 4));
        // The last row ends with its last column: no gap is needed after it.
        Matrix matrix = Matrix.wrap(memory, 3, 2, 5);
        matrix.set(2, 1, 7);
        assertEquals(7, memory.getAtIndex(ValueLayout.JAVA_FLOAT, 11));
        assertEquals(48, matrix.segment().byteSize());
        assertEquals(16, Matrix.wrap(memory, 1, 4, 1000).segment().byteSize());
    }

    @Test
    void segmentsOnTheHeap() {
        refused("the segment given is on the heap", () -> Matrix.wrap(MemorySegment.ofArray(new float[4]), 2, 2, 2));
    }

    /** Also memory that is not aligned to floats. */
    @Test
    void wrappingSharesTheMemory() {
        MemorySegment memory = Arena.ofAuto().allocate(64);
        Matrix matrix = Matrix.wrap(memory.asSlice(3), 2, 2, 3);
        matrix.set(1, 1, 42);
        assertEquals(42, memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 3 + 4 * 4));
        assertEquals(42, matrix.get(1, 1));
        assertEquals(memory.address() + 3, matrix.segment().address());
    }

    /** Views do not open a back door. */
    @Test
    void readOnlyMemoryStaysSo() {
        Matrix owner = counting(3, 4);
        Matrix wrapped = Matrix.wrap(owner.segment().asReadOnly(), 3, 4, owner.leadingDimension());
        Bits.assertSame("values", owner, wrapped);
        for (Matrix matrix : List.of(wrapped, wrapped.rows(1, 2), wrapped.columns(1, 2), wrapped.rows(0, 1))) {
            Matrix source = Matrix.create(matrix.rows(), matrix.columns());
            assertTrue(matrix.segment().isReadOnly());
            assertThrows(IllegalArgumentException.class, () -> matrix.set(0, 0, 9));
            assertThrows(IllegalArgumentException.class, () -> matrix.fill(9));
            assertThrows(IllegalArgumentException.class, () -> matrix.copyFrom(source));
            assertThrows(IllegalArgumentException.class, () -> matrix.copyFrom(source.toArray()));
            source.copyFrom(matrix);
            Bits.assertSame("copied out", matrix, source);
            source.copy().fill(1);
        }
        Bits.assertSame("after refusals", counting(3, 4), owner);
        assertFalse(owner.segment().isReadOnly());
    }

    @Test
    void allocationsAreAlignedAndZero() {
        List<Matrix> kept = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 1; i < 100; i++) {
                kept.add(Matrix.create(i % 7 + 1, i));
                kept.add(Matrix.create(1, i, arena));
                kept.add(Matrix.create(3, i, 2 * i, arena));
                kept.add(Matrix.of(1, 1, 0));
            }
            for (Matrix matrix : kept) {
                assertEquals(0, matrix.segment().address() % Matrix.ALIGNMENT);
                assertArrayEquals(new float[(int) matrix.size()], matrix.toArray());
            }
        }
        assertEquals(64, Matrix.ALIGNMENT);
    }

    @Test
    void elementsAndShape() {
        Matrix matrix = counting(3, 4);
        assertEquals(3, matrix.rows());
        assertEquals(4, matrix.columns());
        assertEquals(6, matrix.leadingDimension());
        assertEquals(12, matrix.size());
        assertEquals(4 * (2 * 6 + 3), matrix.offset(2, 3));
        assertEquals(11, matrix.get(2, 3));
        assertEquals("3 x 4", matrix.shape());
        assertEquals("Matrix 3 x 4 (leading dimension 6)", matrix.toString());
        assertEquals("Matrix 3 x 4", Matrix.create(3, 4).toString());
        assertFalse(matrix.isContiguous());
        assertTrue(matrix.rows(1, 1).isContiguous(), "one row has no gap");
        assertTrue(Matrix.create(3, 4).isContiguous());
    }

    @Test
    void indicesOutOfRange() {
        Matrix matrix = counting(3, 4);
        for (int[] index : new int[][] {{-1, 0}, {3, 0}, {0, -1}, {0, 4}, {0, 5}, {Integer.MAX_VALUE, 0}}) {
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(index[0], index[1]));
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(index[0], index[1], 1));
        }
        for (int[] range : new int[][] {{-1, 1}, {0, 4}, {3, 1}, {2, 2}, {0, -1}, {Integer.MAX_VALUE, 2}}) {
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.rows(range[0], range[1]));
        }
        for (int[] range : new int[][] {{-1, 1}, {0, 5}, {4, 1}, {3, 2}, {0, -1}, {Integer.MAX_VALUE, 2}}) {
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.columns(range[0], range[1]));
        }
        refused("at least one row", () -> matrix.rows(1, 0));
        refused("at least one row", () -> matrix.columns(1, 0));
    }

    @Test
    void views() {
        Matrix matrix = counting(4, 5);
        Matrix part = matrix.rows(1, 2).columns(2, 3);
        assertArrayEquals(new float[] {7, 8, 9, 12, 13, 14}, part.toArray());
        assertEquals(7, part.leadingDimension());
        assertArrayEquals(part.toArray(), matrix.columns(2, 3).rows(1, 2).toArray());
        part.fill(100);
        part.set(1, 2, 200);
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 100, 100, 100, 10, 11, 100, 100, 200, 15, 16, 17, 18, 19},
                matrix.toArray());
        assertGapsUntouched(matrix);
        assertEquals(part.segment().byteSize(), 4 * (7 + 3), "a view ends with its last element");
        // The last rows and columns, up to the very end of the memory.
        assertEquals(19, matrix.rows(3, 1).columns(4, 1).get(0, 0));
        assertArrayEquals(matrix.toArray(), matrix.rows(0, 4).columns(0, 5).toArray());
    }

    private static void assertGapsUntouched(Matrix matrix) {
        for (int r = 0; r < matrix.rows() - 1; r++) {
            for (int c = matrix.columns(); c < matrix.leadingDimension(); c++) {
                assertEquals(-1, matrix.segment().get(ValueLayout.JAVA_FLOAT, matrix.offset(r, c)));
            }
        }
    }

    /** The collector may take the owner, but not its memory, while a view is in use. */
    @Test
    void viewsKeepTheirMemoryAlive() {
        List<Matrix> views = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Matrix owner = Matrix.create(100, 1000);
            owner.fill(i);
            views.add(owner.rows(50, 2).columns(10, 3));
        }
        System.gc();
        List<Matrix> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Matrix other = Matrix.create(100, 1000);
            other.fill(-1);
            others.add(other);
        }
        for (int i = 0; i < 50; i++) {
            float[] expected = new float[6];
            Arrays.fill(expected, i);
            Bits.assertSame("view " + i, expected, views.get(i).toArray());
        }
        assertEquals(50, others.size());
    }

    @Test
    void closedArenas() {
        Matrix matrix;
        Matrix view;
        try (Arena arena = Arena.ofConfined()) {
            matrix = Matrix.create(2, 3, arena);
            view = matrix.rows(1, 1);
            view.set(0, 0, 1);
        }
        for (Matrix closed : new Matrix[] {matrix, view}) {
            assertThrows(IllegalStateException.class, () -> closed.get(0, 0));
            assertThrows(IllegalStateException.class, () -> closed.set(0, 0, 1));
            assertThrows(IllegalStateException.class, () -> closed.fill(1));
            assertThrows(IllegalStateException.class, closed::toArray);
            assertThrows(IllegalStateException.class, closed::copy);
            assertThrows(IllegalStateException.class, () -> closed.copyFrom(new float[(int) closed.size()]));
            Matrix open = Matrix.create(closed.rows(), closed.columns());
            assertThrows(IllegalStateException.class, () -> open.copyFrom(closed));
            assertThrows(IllegalStateException.class, () -> closed.copyFrom(open));
        }
        assertEquals("Matrix 2 x 3", matrix.toString(), "the shape can still be told");
    }

    @Test
    void overlaps() {
        Matrix matrix = counting(6, 5);
        overlap(true, matrix, matrix);
        overlap(true, matrix, matrix.rows(2, 1));
        overlap(true, matrix.rows(0, 3), matrix.rows(2, 2));
        overlap(false, matrix.rows(0, 3), matrix.rows(3, 3));
        overlap(false, matrix.rows(0, 1), matrix.rows(5, 1));
        // Ranges of bytes are compared, gaps included: columns side by side overlap, unless they have one row.
        overlap(true, matrix.columns(0, 2), matrix.columns(2, 3));
        overlap(false, matrix.rows(1, 1).columns(0, 2), matrix.rows(1, 1).columns(2, 3));
        overlap(true, matrix.rows(1, 1).columns(0, 3), matrix.rows(1, 1).columns(2, 3));
        overlap(false, matrix, matrix.copy());
        // By one byte.
        MemorySegment memory = Arena.ofAuto().allocate(16);
        overlap(true, Matrix.wrap(memory, 1, 2, 2), Matrix.wrap(memory.asSlice(7), 1, 1, 1));
        overlap(false, Matrix.wrap(memory, 1, 2, 2), Matrix.wrap(memory.asSlice(8), 1, 1, 1));
    }

    private static void overlap(boolean expected, Matrix a, Matrix b) {
        assertEquals(expected, a.overlaps(b));
        assertEquals(expected, b.overlaps(a));
    }

    @Test
    void sameElements() {
        Matrix matrix = counting(4, 5);
        assertTrue(matrix.sameElements(matrix.rows(0, 4)));
        assertFalse(matrix.sameElements(matrix.rows(0, 3)));
        assertFalse(matrix.sameElements(matrix.columns(0, 4)));
        assertFalse(matrix.sameElements(matrix.copy()));
        assertFalse(matrix.rows(0, 2).sameElements(matrix.rows(1, 2)));
        assertFalse(matrix.columns(0, 2).sameElements(matrix.columns(1, 2)));
        assertFalse(matrix.sameElements(Matrix.wrap(matrix.segment(), 4, 5, 6)), "rows at other distances");
        assertTrue(matrix.rows(2, 1).sameElements(Matrix.wrap(matrix.rows(2, 1).segment(), 1, 5, 5)),
                "the distance does not count with one row");
        assertFalse(Matrix.create(2, 3).sameElements(Matrix.create(3, 2)));
    }

    @Test
    void copyingIn() {
        Matrix matrix = counting(3, 2);
        float[] values = {1, 2, 3, 4, 5, -0f};
        matrix.copyFrom(values);
        Bits.assertSame("array", values, matrix.toArray());
        assertGapsUntouched(matrix);
        refused("3 x 2 values are needed, 5 were given", () -> matrix.copyFrom(new float[5]));
        refused("3 x 2 values are needed, 7 were given", () -> matrix.copyFrom(new float[7]));
        Bits.assertSame("after a refusal", values, matrix.toArray());

        Matrix source = counting(6, 5).rows(1, 3).columns(3, 2);
        matrix.copyFrom(source);
        assertArrayEquals(new float[] {8, 9, 13, 14, 18, 19}, matrix.toArray());
        assertGapsUntouched(matrix);
        refused("the source is 2 x 3, expected 3 x 2", () -> matrix.copyFrom(Matrix.create(2, 3)));
        refused("the source is 3 x 1", () -> matrix.copyFrom(Matrix.create(3, 1)));
    }

    @Test
    void copyingOut() {
        Matrix matrix = counting(3, 4).columns(1, 2);
        float[] values = matrix.toArray();
        assertArrayEquals(new float[] {1, 2, 5, 6, 9, 10}, values);
        values[0] = 99;
        assertEquals(1, matrix.get(0, 0), "an array is a copy");
        Matrix copy = matrix.copy();
        assertEquals(2, copy.leadingDimension());
        Bits.assertSame("copy", matrix, copy);
        copy.set(0, 0, 50);
        assertEquals(1, matrix.get(0, 0));
        assertNotEquals(matrix.segment().address(), copy.segment().address());
        assertEquals(0, copy.segment().address() % Matrix.ALIGNMENT);
    }

    @Test
    void bitsAreCopiedAsTheyAre() {
        float[] values = {-0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0x7FC12345)};
        float[] read = Matrix.of(2, 2, values).copy().toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(read[i]));
        }
    }

    @Test
    void fromArrays() {
        Matrix matrix = Matrix.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
        assertEquals("2 x 3", matrix.shape());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.toArray());
        Bits.assertSame("values", matrix, Matrix.of(2, 3, 1, 2, 3, 4, 5, 6));
        refused("at least one row", () -> Matrix.of(new float[0][]));
        refused("given 2 x 0", () -> Matrix.of(new float[2][0]));
        refused("row 1 has 2 values, row 0 has 3", () -> Matrix.of(new float[][] {{1, 2, 3}, {4, 5}}));
        refused("2 x 3 values are needed, 5 were given", () -> Matrix.of(2, 3, 1, 2, 3, 4, 5));
    }

    @Test
    void fillLeavesGaps() {
        Matrix matrix = counting(3, 4);
        matrix.fill(-0f);
        for (float value : matrix.toArray()) {
            assertEquals(0x80000000, Float.floatToRawIntBits(value));
        }
        assertGapsUntouched(matrix);
    }
}
