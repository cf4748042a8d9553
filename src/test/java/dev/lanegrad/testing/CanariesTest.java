package dev.lanegrad.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The guard must bark: every byte around the elements is changed once. */
class CanariesTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 5;
    private static final int GAP = 2;

    /** The matrix and 32 bytes before and after it. */
    @SuppressWarnings("restricted")
    private static MemorySegment around(Matrix matrix) {
        return MemorySegment.ofAddress(matrix.segment().address() - 32)
                .reinterpret(32 + matrix.segment().byteSize() + 32);
    }

    @Test
    void everyForeignByteIsGuarded() {
        for (int bytesBefore : new int[] {32, 36, 33}) {
            try (Canaries memory = new Canaries(1)) {
                Matrix other = memory.place(2, 2);
                Matrix matrix = memory.place(ROWS, COLUMNS, GAP, bytesBefore);
                MemorySegment bytes = around(matrix);
                int foreign = 0;
                for (long i = 0; i < bytes.byteSize(); i++) {
                    long inRow = Math.floorMod(i - 32, (COLUMNS + GAP) * 4L);
                    boolean element = i >= 32 && i < bytes.byteSize() - 32 && inRow < COLUMNS * 4;
                    byte old = bytes.get(ValueLayout.JAVA_BYTE, i);
                    bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (old ^ 1));
                    if (element) {
                        memory.check();
                    } else {
                        foreign++;
                        AssertionError error = assertThrows(AssertionError.class, memory::check);
                        assertTrue(error.getMessage().startsWith("byte " + (i - 32) + " from"), error.getMessage());
                    }
                    bytes.set(ValueLayout.JAVA_BYTE, i, old);
                    memory.check();
                }
                assertEquals(32 + 2 * GAP * 4 + 32, foreign);
                other.fill(1);
                memory.check();
            }
        }
    }

    /** As a loop that copies whole vectors without a mask would do. */
    @Test
    void aMovedSentinelIsFound() {
        try (Canaries memory = new Canaries(1)) {
            Matrix from = memory.place(ROWS, COLUMNS, GAP, 4);
            Matrix to = memory.place(ROWS, COLUMNS, GAP, 4);
            Matrix third = memory.place(ROWS, COLUMNS, GAP, 4);
            for (Matrix target : new Matrix[] {to, third}) {
                long gap = target.offset(0, COLUMNS);
                float old = target.segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, gap);
                float moved = from.segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, gap);
                target.segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, gap, moved);
                assertThrows(AssertionError.class, memory::check);
                target.segment().set(ValueLayout.JAVA_FLOAT_UNALIGNED, gap, old);
                memory.check();
            }
        }
    }

    @Test
    @SuppressWarnings("restricted")
    void aRowThatIsOneFloatTooLongIsNamed() {
        try (Canaries memory = new Canaries(1)) {
            memory.place(1, 1);
            Matrix gradient = memory.output("gradient", 1, 1);
            MemorySegment.ofAddress(gradient.segment().address()).reinterpret(8)
                    .set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4, 1f);
            AssertionError error = assertThrows(AssertionError.class, memory::check);
            assertTrue(error.getMessage().contains("start of gradient (Matrix 1 x 1)"), error.getMessage());
        }
    }

    /** Otherwise the tests would run on the easy case alone. */
    @Test
    void layoutsAreMixed() {
        try (Canaries memory = new Canaries(5)) {
            int aligned = 0;
            int contiguous = 0;
            int oddLeadingDimension = 0;
            for (int i = 0; i < 300; i++) {
                Matrix matrix = memory.place(2, 16);
                assertEquals(0, matrix.segment().address() % 4);
                aligned += matrix.segment().address() % 64 == 0 ? 1 : 0;
                contiguous += matrix.isContiguous() ? 1 : 0;
                oddLeadingDimension += matrix.leadingDimension() % 2;
            }
            assertTrue(aligned > 60 && aligned < 160, aligned + " of 300 aligned");
            assertTrue(contiguous > 60 && contiguous < 160, contiguous + " of 300 contiguous");
            assertTrue(oddLeadingDimension > 60, oddLeadingDimension + " of 300 with odd leading dimension");
        }
    }

    @Test
    void inputsCannotBeWrittenAndOutputsStartAsNan() {
        try (Canaries memory = new Canaries(1)) {
            Matrix input = memory.input(1, 2, new float[] {1, 2});
            assertThrows(IllegalArgumentException.class, () -> input.set(0, 0, 3));
            Bits.assertSame("input", new float[] {1, 2}, input.toArray());
            Bits.assertSame("output", new float[] {Float.NaN, Float.NaN}, memory.output("y", 1, 2).toArray());
            Bits.assertSame("inOut", new float[] {3, 4}, memory.inOut("z", 2, 1, new float[] {3, 4}).toArray());
            assertEquals("[y, z]", memory.outputs().keySet().toString());
        }
    }
}
